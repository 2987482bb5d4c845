/** Outputs that come through a gate. */
import { z } from "zod";
import { name } from "#core/model";
import { defineRoute, type Route } from "./route.ts";

/** What is longer than a checker looks at is refused by it, in words. */
const largestBody = 8 * 1_048_576;
const word = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, "holds a control character");

export const gateRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/v1/gates/{gate}/checks",
    summary: "Hold one output against the contract of its gate",
    access: { role: "viewer", scope: "gates" },
    params: z.strictObject({ gate: name.describe("The gate") }),
    largestBody,
    body: z.lazy(() =>
      z.strictObject({
        output: z.json().describe("The output: text, or what JSON can say"),
        format: z.string().min(1).max(64).optional().describe("Its format, such as 4.1; default: recognised"),
        session: word.optional().describe("The session that it belongs to; the score is kept for each"),
        step: word.optional().describe("The step that made it"),
        chain: word.optional().describe("The chain that the step belongs to"),
        transient: z
          .boolean()
          .optional()
          .describe(
            "A retry may mend it: it counts only if none of the same step is as agreed within `retryWithin`, 5 minutes by default",
          ),
        broadcast: z
          .boolean()
          .optional()
          .describe("For everybody and nobody: it is information, and never a violation"),
        from: z
          .enum(["agent", "user"])
          .optional()
          .describe("`user`: a person's input; malformed it is refused with 400, and is no violation. Default: agent"),
      }),
    ),
    answer: "check",
    async handle({ params: { gate }, body }, { engine }) {
      return { body: await engine.harmony.check({ gate, ...body }) };
    },
  }),
];
