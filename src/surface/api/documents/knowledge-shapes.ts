/** What is known about an incident, and how surely: the shape of an EpistemicState. */
import { z } from "zod";
import { type CheckResult, type Hypothesis, humanInteractionStatuses, hypothesisSources, risks } from "#core/model";
import { domain, further, list, reading, text, values, whole } from "./basic-shapes.ts";

const hypothesis: z.ZodType<Hypothesis> = z.strictObject({
  id: text,
  source: z.enum(hypothesisSources),
  statement: text,
  probability: z.number().min(0).max(1),
  evidence: list(text),
  runbook: text.nullable(),
  strategy: text.nullable(),
});

const checkResult: z.ZodType<CheckResult> = z.strictObject({
  check: text,
  target: text,
  options: further,
  ok: z.boolean().nullable().describe("Null: it could not be told"),
  finding: text,
  values,
  durationMs: z.number(),
});

export const evidence = z.strictObject({ condition: text, reading, thresholds: z.record(text, z.number()) });

export const epistemic = z.strictObject({
  domain,
  confidence: z.number().nullable(),
  entropy: z.number().nullable().describe("Shannon entropy over the candidates, in bits"),
  why: text.nullable(),
  evidence: z.strictObject({ anomaly: evidence, checks: list(checkResult) }),
  hypotheses: list(hypothesis),
  proposedPlan: further.nullable(),
  reflectionCount: whole,
  maxReflections: whole,
  policyViolations: list(further),
  humanInteractionStatus: z.enum(humanInteractionStatuses),
  humanVerification: z
    .strictObject({ by: text, at: z.number(), isRight: z.boolean(), reason: text.nullable() })
    .nullable(),
  humanOverrideInstructions: z
    .strictObject({
      by: text,
      runbook: text,
      strategy: text.nullable(),
      withoutStrategies: list(text),
      withoutActions: list(text),
      inputs: list(
        z.strictObject({
          action: text,
          strategy: text.optional(),
          step: whole.optional(),
          input: z.record(text, z.unknown()),
        }),
      ),
      riskAtMost: z.enum(risks).nullable(),
      notes: list(text),
    })
    .nullable(),
  traceId: text,
  sessionId: text.nullable(),
  inhibitedBy: text.nullable().describe("The incident whose repair is waited for"),
  inhibits: list(z.strictObject({ incident: text, target: text, type: text })),
});
