/** Escalation rules are data (REASON-09): which trouble calls a human by itself, and when. */
import { z } from "zod";
import { anomalyType } from "./anomaly.ts";
import { duration } from "./values.ts";

const cel = z.string().min(1).max(4_000);

export const escalationClassSchema = z.union([
  z.array(anomalyType).transform((types) => ({ types, when: undefined })),
  z.strictObject({
    types: z.array(anomalyType).describe("The types of anomaly that the word stands for"),
    when: cel.optional().describe("CEL over the reading that shows it; only then it is meant"),
  }),
]);

export const escalationRuleSchema = z
  .strictObject({
    on: anomalyType.describe("A class, or a type of anomaly"),
    immediately: z
      .literal(true)
      .optional()
      .describe("As soon as it is clear what is done about it, or asked; within seconds"),
    afterAttempts: z.number().int().min(1).max(100).optional().describe("After so many failed attempts"),
    afterTime: duration.optional().describe("When it is open for longer than this"),
    never: z.literal(true).optional().describe("Takes a shipped rule away"),
  })
  .refine(
    ({ on: _, ...triggers }) => Object.values(triggers).filter((value) => value !== undefined).length === 1,
    "needs exactly one of immediately, afterAttempts, afterTime, never",
  );

export const escalationSchema = z.strictObject({
  classes: z.record(anomalyType, escalationClassSchema).default({}).describe("Words for several types of anomaly"),
  rules: z.array(escalationRuleSchema).max(200).default([]).describe("Which trouble calls a human by itself, and when"),
});
export type EscalationInput = z.output<typeof escalationSchema>;

export type EscalationTrigger =
  | { readonly kind: "immediately" }
  | { readonly kind: "attempts"; readonly count: number }
  | { readonly kind: "time"; readonly afterMs: number };

/** A rule in force, with what its `on` stands for. */
export interface EscalationRule {
  readonly on: string;
  readonly types: readonly string[];
  /** CEL over the evidence; undefined: always. */
  readonly when: string | undefined;
  readonly trigger: EscalationTrigger;
}
