/**
 * What failed several times in a row is given a rest, then one trial: a runbook wherever it runs, a target whatever is tried on it, and
 * everything when nothing works any more.
 */
import { z } from "zod";
import { changesNothing, definePolicy, duration, type Facts, formatDuration, type Note, type Plan } from "#core/model";
import { breakerOf } from "../../breaker.ts";

const limit = (failures: number, whose: string) =>
  z.number().int().min(1).default(failures).describe(`Failures in a row ${whose} before it opens`);

const schema = z.strictObject({
  runbook: limit(5, "of one runbook, on any target,"),
  target: limit(5, "on one target, by any runbook,"),
  global: limit(10, "of all repairs"),
  openFor: duration.default(300_000).describe("How long it stays open at first; doubled with each trial that fails"),
  longest: duration.default(3_600_000).describe("The longest that it stays open"),
});
type Scope = "runbook" | "target" | "global";

export const circuitBreaker = definePolicy({
  name: "circuit-breaker",
  summary: "After failures in a row a runbook, a target, or everything rests, then gets one trial.",
  schema,
  judge(plan, facts, options) {
    if (facts.approvedPlanHash === plan.hash || changesNothing(plan)) return [];
    const scopes: readonly Scope[] = ["runbook", "target", "global"];
    return scopes.flatMap((scope) => ofScope(scope, plan, facts, options));
  },
});

function ofScope(
  scope: Scope,
  plan: Plan,
  { failures, now }: Facts,
  options: z.output<typeof schema>,
): readonly Note[] {
  const row = failures[scope];
  const breaker = breakerOf(row, options[scope], now, options);
  const whose = { runbook: plan.runbook, target: plan.target, global: "everything" }[scope];
  const note = (severity: Note["severity"], kind: string, message: string): Omit<Note, "until"> => ({
    policy: "circuit-breaker",
    severity,
    kind,
    message: `the circuit breaker of ${whose} ${message}, after ${row.failures} failures in a row`,
    evidence: { scope, whose, ...breaker, isTrying: row.isTrying },
  });
  switch (breaker.state) {
    case "closed":
      return [];
    case "open": {
      const message = `is open for ${formatDuration((breaker.until ?? now) - now)} more`;
      const recommendation = `find out why it fails: chiron incidents --all --target ${plan.target}`;
      return [{ ...note("hold", `${scope}_open`, message), until: breaker.until, page: true, recommendation }];
    }
    case "half_open":
      return row.isTrying
        ? [{ ...note("hold", `${scope}_trial`, "allows one trial, which is under way"), until: now + trialLookMs }]
        : [note("inform", `${scope}_half_open`, "allows one trial, which is this")];
  }
}

/** How soon it is looked again whether the trial has ended. */
const trialLookMs = 2_000;
