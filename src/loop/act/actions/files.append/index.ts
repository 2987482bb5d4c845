import { z } from "zod";
import { maxSize, mebibyte } from "../bounds.ts";
import { defineFileAction } from "../file-action.ts";
import { requireFolderOf, requireRegular } from "../one-file.ts";
import { exactPath } from "../paths.ts";
import { Refusal } from "../result.ts";
import { bytesOf } from "../selection.ts";

/**
 * The longer file is made beside the old one and renamed over it, so that nobody ever sees half a text. For the same reason it is
 * not meant for a file that a program holds open to write to, such as its log: the program would go on writing to the old one.
 */
export const filesAppend = defineFileAction({
  name: "files.append",
  summary: "Adds a fixed text to the end of a file",
  schema: z.strictObject({
    path: exactPath,
    text: z
      .string()
      .min(1)
      .max(64 * 1_024),
    maxSize: maxSize(64 * mebibyte),
  }),
  risk: "medium",
  idempotent: false,
  plan: async ({ path, text, maxSize: limit }, { files, guard }) => {
    const existing = await requireRegular(path, guard);
    if (existing !== undefined && existing.size > limit) {
      throw new Refusal(`${path} has ${existing.size} bytes; the step may touch no more than ${limit} (maxSize)`);
    }
    await requireFolderOf(path, files);
    const size = bytesOf(Buffer.byteLength(text));
    const to = existing === undefined ? "which is not there yet" : `which has ${bytesOf(existing.size)}`;
    return {
      says: `Would add ${size} to the end of ${path}, ${to}.`,
      apply: async (changes, signal) => {
        const make = async (temporary: string) => {
          if (existing !== undefined) await files.copy(path, temporary);
          await files.append(temporary, text);
        };
        const made = await changes.put(path, make, signal);
        return {
          summary: `Added ${size} to ${path}`,
          artifacts: [{ kind: "file", name: path, detail: bytesOf(made.size) }],
        };
      },
    };
  },
});
