/**
 * How fresh a file is: by its modification time, or by a timestamp inside of it when it is JSON.
 *
 * Values: `exists`, `sizeBytes`, `ageMs`. A file that is not there is an answer (`exists: false`). A time that cannot be read,
 * or that lies in the future, gives no age: it is not known, and not fresh.
 */
import { z } from "zod";
import { defineProbe, formatDuration, messageOf, type ProbeAnswer } from "#core/model";
import type { Files } from "#core/platform";
import { jsonPointer, scalarAt } from "../json-pointer.ts";
import { readTimestamp } from "../timestamp.ts";
import { ageOf } from "./age.ts";

const maxJsonBytes = 8 * 1024 * 1024;
/** File systems and clocks round; beyond this the time is wrong. */
const futureMarginMs = 5_000;

const schema = z.strictObject({
  path: z.string().min(1).max(4_096).meta({ path: true, description: "The file; a link is followed" }),
  json: jsonPointer
    .optional()
    .describe(
      "Where in the file, which is JSON, the timestamp stands: ISO 8601, or seconds or milliseconds since 1970",
    ),
});

export const fileProbe = defineProbe({
  name: "file",
  summary: "Looks how old a file is, by its modification time or by a timestamp in it",
  schema,
  defaults: { everyMs: 60_000, deadlineMs: 5_000 },
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, { path, json }, context): Promise<ProbeAnswer> {
    const { files } = context;
    try {
      const stat = await files.stat(path, { follow: true });
      if (stat === undefined) return { available: true, values: { exists: false }, error: `there is no file ${path}` };
      const found = { exists: true, sizeBytes: stat.size };
      const from = json === undefined ? { time: stat.modifiedAt } : await timeInside(files, path, json);
      if ("error" in from) return { available: false, values: found, error: from.error };
      const ageMs = ageOf(from.time, context);
      if (ageMs < -futureMarginMs) {
        return { available: false, values: found, error: `its time lies ${formatDuration(-ageMs)} in the future` };
      }
      return { available: true, values: { ...found, ageMs: Math.max(0, ageMs) } };
    } catch (error) {
      return { available: false, values: {}, error: messageOf(error) };
    }
  },
});

async function timeInside(files: Files, path: string, pointer: string): Promise<{ time: number } | { error: string }> {
  const value = scalarAt(await files.read(path, maxJsonBytes), pointer);
  const time = value === undefined ? undefined : readTimestamp(value);
  return time === undefined ? { error: `no timestamp at ${JSON.stringify(pointer)} of ${path}` } : { time };
}
