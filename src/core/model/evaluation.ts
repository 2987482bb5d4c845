/**
 * The evaluation set (REASON-15): verdicts with all that the policies looked at, and the attempts that followed. JSON lines, each by
 * itself; the first says what the rest is.
 */
import { z } from "zod";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import type { Facts } from "./policy.ts";
import type { Verdict } from "./verdict.ts";

export const evaluationFormat = 1;

export interface EvaluationHead {
  readonly kind: "set";
  readonly format: typeof evaluationFormat;
  readonly node: string;
  /** ISO 8601; from the beginning of the log when null. */
  readonly since: string | null;
  readonly exportedAt: string;
}

export interface VerdictCase {
  readonly kind: "verdict";
  /** Place of the verdict in the log. */
  readonly seq: number;
  readonly at: string;
  readonly incident: string;
  readonly target: string;
  readonly anomaly: string;
  readonly plan: Plan;
  readonly facts: Facts;
  readonly verdict: Verdict;
  /** Facts that were too large to be kept, by name: a policy that looks at them cannot be asked again. */
  readonly left?: readonly string[];
}

/** One attempt: what was done, and what came of it. */
export interface AttemptCase {
  readonly kind: "attempt";
  readonly seq: number;
  readonly at: string;
  readonly incident: string;
  readonly outcome: Outcome;
}

/** A verdict from a time when what it rests on was not written down yet. */
export interface UntoldCase {
  readonly kind: "untold";
  readonly seq: number;
  readonly at: string;
  readonly incident: string;
  readonly reason: string;
}

export type EvaluationCase = VerdictCase | AttemptCase | UntoldCase;

/** As far as it is needed to replay it; what policies look at inside the facts is theirs to know. An engine that runs never needs it. */
const verdictCaseSchema = z.lazy(() =>
  z.looseObject({
    kind: z.literal("verdict"),
    seq: z.number().int(),
    at: z.string(),
    incident: z.string(),
    target: z.string(),
    anomaly: z.string(),
    plan: z.looseObject({
      id: z.string(),
      hash: z.string(),
      runbook: z.string(),
      steps: z.array(z.looseObject({ action: z.string() })),
    }),
    facts: z.looseObject({
      now: z.number(),
      target: z.looseObject({ id: z.string() }),
      incident: z.looseObject({ id: z.string() }),
      runbook: z.looseObject({ id: z.string() }),
    }),
    verdict: z.looseObject({
      decision: z.enum(["approve", "reject", "escalate"]),
      notes: z.array(
        z.looseObject({ policy: z.string(), severity: z.string(), kind: z.string(), message: z.string() }),
      ),
      at: z.enum(["proposal", "boundary"]),
    }),
  }),
);

/** A line of a set that somebody hands in: a verdict, null for what is no verdict, or why it cannot be used. */
export function parseVerdictCase(line: string): VerdictCase | null | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: "is not JSON" };
  }
  const kind = z.looseObject({ kind: z.string() }).safeParse(value);
  if (!kind.success) return { problem: "has no kind" };
  if (kind.data.kind === "set" && kind.data.format !== evaluationFormat)
    return { problem: `is of format ${JSON.stringify(kind.data.format)}; this version reads ${evaluationFormat}` };
  if (kind.data.kind !== "verdict") return null;
  const parsed = verdictCaseSchema.safeParse(value);
  if (parsed.success) return value as VerdictCase;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is not understood"}` };
}
