import { z } from "zod";
import { size } from "#core/model";

export const modelAgentSchema = z.strictObject({
  model: z.literal(true).describe("The language model of the section `model`, with file tools"),
  turns: z.number().int().min(1).max(1_000).default(30).describe("How often it may be asked for one task"),
  tokens: z
    .number()
    .int()
    .min(1_000)
    .max(100_000_000)
    .default(200_000)
    .describe(
      "Tokens for one task, sent and received; counted as a quarter of the bytes where its server does not say",
    ),
  maxRead: size.default(400_000).describe("How much it may read of files for one task"),
});
export type ModelAgentOptions = z.output<typeof modelAgentSchema>;
