/** The shapes of what was learned. */
import { z } from "zod";
import { type Learning, type PhaseTimes, type RunbookOutcome, type RunbookVersion, runbookModes } from "#core/model";
import { confidence, further, list, text, time, whole } from "./basic-shapes.ts";

export const runbookVersion: z.ZodType<RunbookVersion> = z.strictObject({
  version: whole,
  hash: text,
  source: text,
  since: time,
  until: time.nullable().describe("Null: it is in force"),
  by: text,
  amendment: z
    .strictObject({ id: text, incident: text.nullable() })
    .nullable()
    .describe("The proposal of a post-mortem that made it"),
  modes: list(
    z.strictObject({
      at: time,
      mode: z.enum(runbookModes),
      how: z
        .enum(["registered", "kept", "approved", "graduated", "demoted"])
        .describe("kept: the same content had been approved before"),
      by: text,
      reason: text.nullable(),
    }),
  ),
  dryRuns: list(
    z.strictObject({
      at: time,
      incident: text,
      clean: z.boolean(),
      verdict: z.enum(["confirmed", "contradicted", "neutral"]),
      why: text,
    }),
  ),
  definition: further.nullable().describe("With secrets masked; null: the Chiron of then did not keep it"),
});

const result = z.enum(["recovered", "not_recovered", "failed", "unverified"]);

export const runbookOutcome: z.ZodType<RunbookOutcome> = z.strictObject({
  at: time,
  incident: text,
  target: text,
  anomaly: text,
  strategy: text,
  version: whole,
  hash: text,
  result,
  effectiveness: z.number().min(0).max(1),
  durationMs: z.number(),
  recoveryMs: z.number(),
  verifiedBy: list(text),
  repairs: z.boolean().describe("false: it only contained the trouble, or told of it"),
  confidence: confidence.describe("What was believed of exactly this content afterwards"),
});

const spread = z.strictObject({ count: whole, median: z.number().nullable(), p95: z.number().nullable() });

const phaseTimes: z.ZodType<PhaseTimes> = z.strictObject({
  period: z.enum(["24h", "7d", "30d"]),
  incidents: whole.describe("That opened within the period"),
  escalated: whole.describe("Of these, to a human"),
  phases: z
    .strictObject({
      detection: spread.describe("First bad reading to incident"),
      decision: spread.describe("Incident to first verdict"),
      answer: spread.describe("A human is asked to the human's word"),
      repair: spread.describe("First step's start to last step's end"),
      verification: spread.describe("Last step's end to proof"),
      recovery: spread.describe("First bad reading to proof"),
    })
    .describe("ms; nearest rank"),
});

export const learning: z.ZodType<Learning> = z.strictObject({
  at: time,
  strategies: list(
    z.strictObject({
      runbook: text,
      version: whole,
      hash: text,
      current: z.boolean().describe("Whether this content is the one in force"),
      strategy: text,
      outcomes: z.record(result, whole),
      confidence,
      lastAt: time,
    }),
  ),
  recurring: list(
    z.strictObject({
      fingerprint: text,
      type: text,
      target: text,
      incidents: whole.describe("In 30 days"),
      open: whole,
      resolved: whole,
      selfResolved: whole,
      firstAt: time,
      lastAt: time,
      lastIncident: text,
      lastRunbook: text.nullable(),
    }),
  ),
  times: list(phaseTimes),
  escalations: list(
    z.strictObject({ at: time, incident: text, type: text.nullable(), target: text.nullable(), why: text }),
  ),
  notYet: text.describe("What nobody makes yet"),
});
