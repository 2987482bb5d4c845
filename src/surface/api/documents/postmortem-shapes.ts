/** The shape of a post-mortem. */
import { z } from "zod";
import { incidentStates } from "#core/model";
import { further, list, text } from "./basic-shapes.ts";

const length = z.number().nullable();

export const postMortem = z.strictObject({
  incident: text,
  type: text,
  target: text,
  severity: text,
  title: text,
  state: z.enum(incidentStates),
  summary: text,
  timeline: list(z.strictObject({ at: z.number(), what: text })),
  causes: list(z.strictObject({ statement: text, probability: z.number(), evidence: list(text) })),
  tried: list(
    z.strictObject({
      runbook: text,
      strategy: text,
      result: text,
      steps: list(z.strictObject({ action: text, end: text, summary: text })),
    }),
  ),
  worked: text.nullable(),
  humans: list(z.strictObject({ at: z.number(), by: text, did: text })),
  durations: z.strictObject({ detectionMs: z.number(), firstHumanMs: length, recoveryMs: length }),
  prose: z.strictObject({ model: text, text }).optional().describe("A language model's words for it"),
  followUps: list(text),
  amendments: list(
    z.strictObject({
      ...{ id: text, runbook: text, from: text, change: text, why: text, definition: further },
      edit: further.optional().describe("The change by itself"),
      decision: z
        .strictObject({ state: z.enum(["approved", "rejected"]), by: text, at: z.number(), reason: text.nullable() })
        .optional()
        .describe("What a human said to it; absent while nobody did"),
    }),
  ),
});
