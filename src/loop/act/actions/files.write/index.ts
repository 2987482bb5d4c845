import { z } from "zod";
import { mebibyte } from "../bounds.ts";
import { defineFileAction } from "../file-action.ts";
import { fileMode, requireFolderOf, requireRegular } from "../one-file.ts";
import { exactPath } from "../paths.ts";
import { bytesOf } from "../selection.ts";

export const filesWrite = defineFileAction({
  name: "files.write",
  summary: "Writes a file with a fixed content: beside it first, then renamed into place",
  schema: z.strictObject({
    path: exactPath,
    content: z.string().max(mebibyte),
    mode: fileMode.optional().describe("Of a new file; one that is there keeps its own"),
  }),
  risk: "medium",
  idempotent: true,
  plan: async ({ path, content, mode }, { files, guard }) => {
    const existing = await requireRegular(path, guard);
    await requireFolderOf(path, files);
    const size = bytesOf(Buffer.byteLength(content));
    const instead =
      existing === undefined ? "which is not there yet" : `instead of the ${bytesOf(existing.size)} that it has`;
    return {
      says: `Would write ${size} to ${path}, ${instead}.`,
      apply: async (changes, signal) => {
        const make = async (temporary: string) => {
          // A copy first, so that the new file has the mode and the owner of the old one.
          if (existing !== undefined) await files.copy(path, temporary);
          await files.write(temporary, content, mode === undefined ? {} : { mode: Number.parseInt(mode, 8) });
        };
        await changes.put(path, make, signal);
        return { summary: `Wrote ${size} to ${path}`, artifacts: [{ kind: "file", name: path, detail: size }] };
      },
    };
  },
});
