import { z } from "zod";
import { maxSize, mebibyte } from "../bounds.ts";
import { defineFileAction } from "../file-action.ts";
import { requireFolderOf, requireFree, requireSource } from "../one-file.ts";
import { exactPath } from "../paths.ts";
import { bytesOf } from "../selection.ts";

export const filesCopy = defineFileAction({
  name: "files.copy",
  summary: "Copies a file: beside its new place first, then renamed into it",
  schema: z.strictObject({
    from: exactPath,
    to: exactPath,
    overwrite: z.boolean().default(false),
    maxSize: maxSize(1_024 * mebibyte),
  }),
  risk: "medium",
  idempotent: false,
  plan: async ({ from, to, overwrite, maxSize: limit }, { files, guard }) => {
    const source = await requireSource(from, limit, guard);
    const existing = await requireFree(to, overwrite, guard);
    await requireFolderOf(to, files);
    const what = `${from} (${bytesOf(source.size)}) to ${to}`;
    const instead = existing === undefined ? "" : `, instead of the ${bytesOf(existing.size)} that are there`;
    return {
      says: `Would copy ${what}${instead}.`,
      apply: async (changes, signal) => {
        const made = await changes.put(to, (temporary) => files.copy(from, temporary), signal);
        return { summary: `Copied ${what}`, artifacts: [{ kind: "file", name: to, detail: bytesOf(made.size) }] };
      },
    };
  },
});
