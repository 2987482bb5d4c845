import { z } from "zod";
import { maxFiles, maxSize, mebibyte } from "../bounds.ts";
import { defineFileAction } from "../file-action.ts";
import { pathOrPattern } from "../paths.ts";
import { bytesOf, describe, selectFiles } from "../selection.ts";

const schema = z.strictObject({
  files: z
    .union([pathOrPattern, z.array(pathOrPattern).max(1_000)])
    .describe("Paths, or patterns that the target declares: $target.staleFiles"),
  folders: z.boolean().default(false).describe("Whether whole folders may be removed too"),
  maxFiles,
  maxSize: maxSize(1_024 * mebibyte),
});

/** They go into the scratch folder first, from where an undo takes them back. A link is removed as a link. */
export const filesRemove = defineFileAction({
  name: "files.remove",
  summary: "Removes files that the target names, all of them or none",
  schema,
  risk: "medium",
  idempotent: true,
  plan: async (input, means) => {
    const selected = await selectFiles([input.files].flat(), input, means);
    if (selected.length === 0) {
      return {
        says: "Would remove nothing: there is no such file.",
        apply: async () => ({ summary: "There was nothing to remove", artifacts: [] }),
      };
    }
    const total = selected.reduce((sum, one) => sum + one.bytes, 0);
    const what = `${selected.length === 1 ? "1 file" : `${selected.length} files`}, ${bytesOf(total)}`;
    return {
      says: `Would remove ${what}: ${selected.map(describe).join(", ")}.`,
      apply: async (changes, signal) => {
        await changes.setAside(selected, signal);
        return {
          summary: `Removed ${what}`,
          artifacts: selected.map(({ path, bytes }) => ({ kind: "file", name: path, detail: bytesOf(bytes) })),
        };
      },
    };
  },
});
