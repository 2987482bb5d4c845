import { dirname } from "node:path";
import { z } from "zod";
import { defineFileAction } from "../file-action.ts";
import { fileMode, kindOf } from "../one-file.ts";
import { exactPath } from "../paths.ts";
import { Refusal } from "../result.ts";

export const filesMakeFolder = defineFileAction({
  name: "files.makeFolder",
  summary: "Makes a folder, with those above it that are missing",
  schema: z.strictObject({ path: exactPath, mode: fileMode.optional() }),
  risk: "low",
  idempotent: true,
  plan: async ({ path, mode }, { files, guard }) => {
    const stat = await guard.check(path);
    if (stat !== undefined && stat.kind !== "folder") throw new Refusal(`${path} is ${kindOf(stat)}`);
    const missing: string[] = [];
    if (stat === undefined) {
      for (let folder = path; (await files.stat(folder)) === undefined; folder = dirname(folder))
        missing.unshift(folder);
    }
    const list = missing.join(", ");
    return {
      says: missing.length === 0 ? `Would do nothing: ${path} is there already.` : `Would make ${list}.`,
      apply: async (changes, signal) => {
        for (const folder of missing) {
          if (signal.aborted) throw new Refusal("it was broken off");
          await changes.makeFolder(folder, mode === undefined ? undefined : Number.parseInt(mode, 8));
        }
        const summary = missing.length === 0 ? `${path} was there already` : `Made ${list}`;
        return { summary, artifacts: missing.map((folder) => ({ kind: "file", name: folder, detail: "folder" })) };
      },
    };
  },
});
