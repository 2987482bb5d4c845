/** What the shapes of answers are made of. */
import { z } from "zod";
import { type Choices, type Confidence, choiceDeeds, domains, type Reading } from "#core/model";

export const time = z.iso.datetime();
export const text = z.string();
export const whole = z.number().int().nonnegative();
export const values = z.record(text, z.union([text, z.number(), z.boolean(), z.null()]));
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
export const domain = z.enum(domains).nullable();

/** What stands in the log is as manifold as the log; here only that it is there. */
export const further = z.looseObject({});

export const reading: z.ZodType<Reading> = z.strictObject({
  target: text,
  probe: text,
  takenAt: z.number(),
  available: z.boolean(),
  values,
  latencyMs: z.number(),
  error: text.optional(),
});

export const confidence: z.ZodType<Confidence> = z.strictObject({
  alpha: z.number(),
  beta: z.number(),
  outcomes: whole,
  lower: z.number().describe("The lower end of the 90 % interval, by which it is decided"),
  mean: z.number(),
  upper: z.number(),
});

export const choices: z.ZodType<Choices> = z.strictObject({
  sentence: text.describe("Says so when nothing is wanted of a person"),
  choices: list(
    z.strictObject({
      does: z.enum(choiceDeeds).describe("look only shows more; merge is typed by a person at the repository"),
      consequence: text.describe("What comes of it"),
      command: text.describe("What can be typed for it"),
    }),
  ),
  after: text.nullable().describe("What comes next by itself"),
});
