import { z } from "zod";
import { defineAction } from "#core/model";
import { answering, failed, succeeded } from "../result.ts";

const line = z
  .string()
  .min(1)
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), "is one line without control characters");

/** The text is fixed: nothing from a reading or a log line is put into it. */
export const notify = defineAction({
  name: "notify",
  summary: "Tells a human a fixed text by way of the durable outbox",
  schema: z.strictObject({
    route: z.enum(["notice", "page"]),
    subject: line,
    body: z.string().max(10_000).default(""),
  }),
  risk: "low",
  idempotent: false,
  changesNothing: true,
  dryRun: async ({ route, subject, body }) =>
    `Would send a ${route}: ${JSON.stringify(subject)}, with the text ${JSON.stringify(body)}.`,
  run: (message, { tell, signal }) =>
    answering(async () => {
      if (signal.aborted) return failed("It was broken off before anything was sent");
      const id = await tell({ route: message.route, subject: message.subject, body: message.body });
      return succeeded(`A ${message.route} was queued: ${message.subject}`, [{ kind: "message", name: id }]);
    }),
});
