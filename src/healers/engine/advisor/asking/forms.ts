/** The forms in which a model may answer, one for each use. What does not fit is refused as a whole. */
import { z } from "zod";
import type { ModelUse } from "#core/model";

const sentences = (most: number) => z.string().min(1).max(most);

const step = z.strictObject({
  action: z.string().min(1).max(100).describe("One of the listed actions, by its exact name"),
  with: z
    .record(z.string().max(100), z.unknown())
    .default({})
    .describe("Its inputs: listed references, numbers, true or false, or words that the input lists"),
});

export const proposalForm = z.strictObject({
  hypothesis: sentences(1_000).describe("The most likely cause, in one or two plain sentences"),
  confidence: z.number().min(0).max(1).describe("How sure you are of it, 0 to 1"),
  suggestion: sentences(1_000).nullable().default(null).describe("What a person should look at or do, or null"),
  plan: z
    .strictObject({
      title: sentences(200).describe("What the plan does, in a few words"),
      target: z.string().min(1).max(200).describe("The target that it is for"),
      steps: z.array(step).min(1).max(10),
    })
    .nullable()
    .describe("Null unless the listed actions are likely to end the trouble"),
});
export type ProposalAnswer = z.output<typeof proposalForm>;

export const postMortemForm = z.strictObject({
  summary: sentences(2_000).describe("What happened and what it meant, for somebody who was not there"),
  cause: sentences(2_000).describe("The cause, as far as the facts show it; say so where they do not"),
  followUps: z.array(sentences(500)).max(10).default([]).describe("What should be done so that it does not come back"),
});
export type PostMortemAnswer = z.output<typeof postMortemForm>;

export function formFor(use: ModelUse): z.ZodType {
  return use === "postmortem" ? postMortemForm : proposalForm;
}

/** As JSON Schema, for servers that take one. */
export function formAsJsonSchema(use: ModelUse): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(formFor(use), { io: "input" });
  return schema;
}
