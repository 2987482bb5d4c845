/** The shapes of contracts, and of what comes through gates. */
import { z } from "zod";
import {
  type ChainView,
  type ContractView,
  chainStates,
  type Finding,
  type GateAnswer,
  type HarmonyPattern,
  type HarmonyPatternDetail,
  type HarmonyView,
  hypothesisKinds,
  inputNames,
  markKinds,
  type OutputComparison,
  type ScorePoint,
  stepKinds,
  violationKinds,
} from "#core/model";
import { choices, list, text, time, whole } from "./basic-shapes.ts";

const status = z.enum(["valid", "degraded", "violation"]);
const counts = z.strictObject({ valid: whole, degraded: whole, violation: whole });
const score = z.number().int().min(0).max(100);

const findingShape = {
  kind: z.enum(violationKinds),
  path: text.describe("A field, a table, a JSON pointer, an event: in the words of the contract"),
  expected: text,
  received: text,
  line: whole.nullable(),
  advisory: z.boolean().describe("Only a recommendation of the contract"),
};
const finding: z.ZodType<Finding> = z.strictObject(findingShape);

export const gateAnswer: z.ZodType<GateAnswer> = z.strictObject({
  gate: text,
  contract: text,
  status,
  format: text.nullable(),
  version: text.nullable(),
  findings: list(finding),
  recorded: z.enum(["counted", "violation", "awaiting_retry", "information"]),
  violations: list(text),
});

export const contract: z.ZodType<ContractView> = z.strictObject({
  id: text,
  path: text,
  repository: text.nullable(),
  version: text.nullable(),
  hash: text.nullable(),
  readAt: time.nullable(),
  trouble: text.nullable(),
  formats: list(
    z.strictObject({
      id: text,
      title: text,
      priority: whole.nullable(),
      version: text.nullable(),
      producer: text.nullable(),
      gates: list(text),
      line: whole,
    }),
  ),
  gates: list(text),
  follow: list(z.strictObject({ kind: z.enum(["file", "folder", "stream"]), from: text, gate: text })),
});

const hypothesis = z.strictObject({
  kind: z.enum(hypothesisKinds),
  confidence: z.number().min(0).max(1),
  evidence: list(text),
});

const scorePoint: z.ZodType<ScorePoint> = z.strictObject({ at: time, score });

const patternShape = {
  id: text,
  gate: text,
  contract: text,
  kind: z.enum(violationKinds),
  path: text,
  status: z.enum(["degraded", "violation"]),
  state: z.enum(["open", "ignored", "healing", "closed"]),
  isCritical: z.boolean(),
  count: whole.describe("Within 24 hours"),
  weight: z.number().nonnegative().describe("How many points it takes from the score now"),
  total: whole,
  firstAt: time,
  lastAt: time,
  formats: list(text.nullable()),
  sessions: list(text),
  passes: whole,
  passesNeeded: whole,
  hypotheses: list(hypothesis),
  ignored: z.strictObject({ by: text, at: time, reason: text }).nullable(),
  chainId: text.nullable().describe("The newest chain that was made for it"),
  wanted: choices,
};
const pattern: z.ZodType<HarmonyPattern> = z.strictObject(patternShape);

export const chain: z.ZodType<ChainView> = z.strictObject({
  id: text,
  state: z.enum(chainStates),
  chain: z.strictObject({
    flow: text,
    title: text,
    pattern: z.strictObject({
      id: text,
      gate: text,
      kind: z.enum(violationKinds),
      path: text,
      total: whole,
      contract: text,
    }),
    hypothesis,
    contractHash: text,
    repository: text.nullable(),
    steps: list(
      z.strictObject({
        kind: z.enum(stepKinds),
        agent: text.nullable(),
        inputs: list(
          z.strictObject({
            name: z.enum(inputNames),
            from: z.enum(stepKinds).nullable(),
            value: z.union([text, list(text)]).nullable(),
          }),
        ),
        waitsFor: list(z.enum(stepKinds)),
        instructions: text,
        said: text.nullable().describe("What a human has said besides"),
      }),
    ),
    modifiedFrom: text.nullable(),
    hash: text.describe("An approval is for just this chain"),
  }),
  proposedAt: time,
  proposedBy: text,
  decidedBy: text.nullable(),
  updatedAt: time,
  steps: list(
    z.strictObject({ step: z.enum(stepKinds), state: z.enum(["started", "done", "failed"]), detail: text, at: time }),
  ),
  task: text.nullable().describe("GET /v1/repair/tasks/{id} has the diff"),
  commit: text.nullable(),
  branch: text.nullable(),
  command: text.nullable().describe("What a person types to merge it"),
  reason: text.nullable(),
  appliedAt: time.nullable().describe("From then on real outputs show whether it helps"),
  wanted: choices,
});

const violation = z.strictObject({
  ...findingShape,
  id: text,
  at: z.number(),
  gate: text,
  contract: text,
  format: text.nullable(),
  status,
  raw: text,
  session: text.nullable(),
  step: text.nullable(),
  chain: text.nullable(),
});

export const patternDetail: z.ZodType<HarmonyPatternDetail> = z.strictObject({
  ...patternShape,
  violations: list(violation),
  contractText: z.strictObject({ text, fromLine: whole }).nullable(),
  history: list(z.strictObject({ at: time, by: text, what: text })),
  chains: list(chain),
});

export const harmony: z.ZodType<HarmonyView> = z.strictObject({
  score,
  scoreByReplay: score.describe("What it will be once real outputs pass as the recorded ones did in replay"),
  gates: list(
    z.strictObject({
      gate: text,
      contract: text.nullable(),
      score,
      checks: counts,
      lastAt: time.nullable(),
      history: list(scorePoint),
    }),
  ),
  sessions: list(z.strictObject({ session: text, score, checks: counts, lastAt: time })),
  patterns: list(pattern),
  history: list(scorePoint),
});

const markedText = z.strictObject({
  lines: list(
    z.strictObject({
      line: whole.describe("In the whole text, from 1"),
      text,
      cutBefore: whole.describe("Characters of the line that are left out before `text`"),
      cutAfter: whole,
      marks: list(
        z.strictObject({
          kind: z
            .enum(markKinds)
            .describe(
              "differs: should be otherwise; missing: should be here; demands: words of the contract that ask for it",
            ),
          from: whole.describe("In `text`, in UTF-16 units"),
          to: whole.describe("Behind the last one; the same as `from`: between two characters"),
          words: text.describe("What is the matter here"),
        }),
      ),
    }),
  ),
  totalLines: whole,
  cut: text.nullable().describe("What is left out, in a sentence"),
});

export const comparison: z.ZodType<OutputComparison> = z.strictObject({
  ...findingShape,
  id: text,
  at: time,
  status: z.enum(["degraded", "violation"]),
  format: text.nullable(),
  session: text.nullable(),
  step: text.nullable(),
  chain: text.nullable(),
  output: markedText,
  contract: markedText.nullable(),
});
