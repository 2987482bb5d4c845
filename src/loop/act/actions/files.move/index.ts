import { defineFileAction } from "../file-action.ts";
import { bytesOf } from "../selection.ts";
import { requireTransfer, transferSchema } from "../transfer.ts";

export const filesMove = defineFileAction({
  name: "files.move",
  summary: "Moves a file, also between file systems",
  schema: transferSchema,
  risk: "medium",
  idempotent: false,
  plan: async (input, context) => {
    const { from, to } = input;
    const { files } = context;
    const { source, existing, folder, what, instead } = await requireTransfer(input, context);
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
