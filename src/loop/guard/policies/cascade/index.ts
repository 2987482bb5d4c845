/**
 * An incident that a repair caused. That something begins during a repair of something else may be chance once; the same trouble after the
 * same repair a second time is not. Then all healing stops. Restarts are left out: what a restart takes along depends on what was
 * restarted, and two that follow one another again and again are found by `loop`.
 */
import { z } from "zod";
import { definePolicy, duration, type Note, type Sighting } from "#core/model";

const schema = z.strictObject({
  times: z
    .number()
    .int()
    .min(1)
    .default(2)
    .describe("How often the same repair must be followed by the same trouble elsewhere, within an hour"),
  lag: duration
    .default(5_000)
    .describe("How soon after a repair a trouble must begin to count as its doing; at most 10s"),
});

export const cascade = definePolicy({
  name: "cascade",
  summary: "An incident that a repair of another target caused stops all healing, and pages.",
  schema,
  judge: (plan, facts, options) => (facts.approvedPlanHash === plan.hash ? [] : noteOf(facts, options)),
  observe: noteOf,
});

function noteOf({ causation, incident }: Sighting, { times, lag }: z.output<typeof schema>): readonly Note[] {
  const [cause] = causation.chain;
  if (cause === undefined || cause.onlyRestarts || cause.lagMs > lag || causation.times < times) return [];
  const { repaired, runbook, strategy, lagMs } = cause;
  return [
    {
      policy: "cascade",
      severity: "hold",
      kind: "cascade",
      message: `${runbook} (${strategy}) on ${repaired} breaks ${incident.target}: ${incident.type} followed it ${causation.times} times`,
      evidence: { repaired, runbook, strategy, lagMs, times: causation.times, limit: times },
      until: null,
      recommendation: `look at what ${runbook} does to ${incident.target} before healing goes on`,
    },
  ];
}
