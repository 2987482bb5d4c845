/**
 * How much a folder holds, all that is in it counted together: what it takes on disk, a file with several names once, other file
 * systems that are mounted in it left out. du(1) counts, in a process of its own.
 *
 * Values: `exists`, `sizeBytes`. A folder that is not there is an answer (`exists: false`, `sizeBytes: 0`).
 */
import { z } from "zod";
import { defineProbe, messageOf, type ProbeAnswer } from "#core/model";

const graceMs = 200;
const kibibyte = 1_024;

const schema = z.strictObject({
  path: z.string().min(1).max(4_096).meta({ path: true, description: "The folder; a link is not followed" }),
});

export const folderProbe = defineProbe({
  name: "folder",
  summary: "Counts how much a folder holds, such as a cache",
  schema,
  defaults: { everyMs: 1_800_000, deadlineMs: 5_000 },
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, { path }, { files, processes, signal }): Promise<ProbeAnswer> {
    try {
      const stat = await files.stat(path);
      if (stat === undefined) {
        return { available: true, values: { exists: false, sizeBytes: 0 }, error: `there is no folder ${path}` };
      }
      if (stat.kind !== "folder") return { available: false, values: {}, error: `${path} is not a folder` };
      const result = await processes.run({ command: ["du", "-skx", "--", path], signal, graceMs });
      if (result.failure !== undefined) return { available: false, values: {}, error: result.failure };
      if (result.aborted) return { available: false, values: {}, error: "it could not be counted in time" };
      const [, count] = /^(\d+)\s/.exec(result.stdout) ?? [];
      const complaint = result.stderr.trim().split("\n")[0] ?? "";
      if (count === undefined) return { available: false, values: {}, error: complaint || "du said nothing" };
      const values = { exists: true, sizeBytes: Number(count) * kibibyte };
      return complaint === "" ? { available: true, values } : { available: true, values, error: complaint };
    } catch (error) {
      return { available: false, values: {}, error: messageOf(error) };
    }
  },
});
