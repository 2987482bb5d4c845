import { z } from "zod";
import { maxSize, mebibyte } from "../bounds.ts";
import { defineFileAction } from "../file-action.ts";
import { requireFolderOf, requireFree, requireSource } from "../one-file.ts";
import { exactPath } from "../paths.ts";
import { bytesOf } from "../selection.ts";

export const filesMove = defineFileAction({
  name: "files.move",
  summary: "Moves a file, also between file systems",
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
    const folder = await requireFolderOf(to, files);
    const what = `${from} (${bytesOf(source.size)}) to ${to}`;
    const instead = existing === undefined ? "" : `, instead of the ${bytesOf(existing.size)} that are there`;
    return {
      says: `Would move ${what}${instead}.`,
      apply: async (changes, signal) => {
        const result = {
          summary: `Moved ${what}`,
          artifacts: [{ kind: "file" as const, name: to, detail: bytesOf(source.size) }],
        };
        if (source.device !== undefined && source.device === folder.device) {
          await changes.rename(from, source, to, existing);
        } else {
          await changes.put(to, (temporary) => files.copy(from, temporary), signal);
          await changes.setAside([{ path: from, stat: source }], signal);
        }
        return result;
      },
    };
  },
});
