import { defineFileAction } from "../file-action.ts";
import { bytesOf } from "../selection.ts";
import { requireTransfer, transferSchema } from "../transfer.ts";

export const filesCopy = defineFileAction({
  name: "files.copy",
  summary: "Copies a file: beside its new place first, then renamed into it",
  schema: transferSchema,
  risk: "medium",
  idempotent: false,
  plan: async (input, context) => {
    const { from, to } = input;
    const { files } = context;
    const { what, instead } = await requireTransfer(input, context);
    return {
      says: `Would copy ${what}${instead}.`,
      apply: async (changes, signal) => {
        const made = await changes.put(to, (temporary) => files.copy(from, temporary), signal);
        return { summary: `Copied ${what}`, artifacts: [{ kind: "file", name: to, detail: bytesOf(made.size) }] };
      },
    };
  },
});
