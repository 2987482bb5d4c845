/**
 * Failed attempts are limited per target and per runbook, with a pause after each. Repairs that were verified do not count here: how
 * often a trouble may come back is a question of recurrence and of restart intensity.
 */
import { z } from "zod";
import {
  type AttemptFact,
  changesNothing,
  definePolicy,
  type Facts,
  formatDuration,
  type Note,
  type Plan,
} from "#core/model";

export const attempts = definePolicy({
  name: "attempts",
  summary: "Limits failed attempts, and the pause after one, per target and per runbook.",
  schema: z.strictObject({
    perRunbook: z
      .number()
      .int()
      .min(1)
      .default(20)
      .describe("Failed attempts of one runbook over all targets, within its own window"),
  }),
  judge(plan, facts, { perRunbook }) {
    if (facts.approvedPlanHash === plan.hash || changesNothing(plan)) return [];
    return [...ofTarget(facts), ...ofRunbook(plan, facts, perRunbook)];
  },
});

function failedSince<T extends AttemptFact>(list: readonly T[], since: number): readonly T[] {
  return list.filter((attempt) => attempt.at >= since && attempt.result !== "recovered");
}

/** The same runbook has done its work on this target since, for instance when a human ran it by hand. */
function healedSince(list: readonly AttemptFact[], { at, runbook }: AttemptFact): boolean {
  return list.some((attempt) => attempt.at > at && attempt.runbook === runbook && attempt.result === "recovered");
}

function ofTarget({ targetAttempts, runbook, incident, now, target }: Facts): readonly Note[] {
  const { attempts: limit, within, cooldown } = runbook.limits;
  const failed = failedSince(targetAttempts, now - within);
  const evidence = { failed: failed.length, limit, withinMs: within };
  if (failed.length >= limit) {
    const message = `${failed.length} repairs of ${target.id} failed within ${formatDuration(within)} (limit ${limit})`;
    return [
      {
        policy: "attempts",
        severity: "forbid",
        kind: "attempts_used_up",
        message,
        evidence,
        page: true,
        avoid: { everything: true },
      },
    ];
  }
  const last = failed.at(-1);
  // The strategies of one incident follow one another at once; the pause is for the next incident.
  const waitUntil =
    last === undefined || incident.attempts > 0 || healedSince(targetAttempts, last) ? 0 : last.at + cooldown;
  if (waitUntil <= now) return [];
  const message = `the last repair of ${target.id} failed ${formatDuration(now - (last?.at ?? now))} ago; waiting ${formatDuration(cooldown)}`;
  return [{ policy: "attempts", severity: "hold", kind: "cooldown", message, evidence, until: waitUntil }];
}

function ofRunbook(plan: Plan, { runbookAttempts, runbook, now }: Facts, limit: number): readonly Note[] {
  const failed = failedSince(runbookAttempts, now - runbook.limits.within);
  if (failed.length < limit) return [];
  const targets = new Set(failed.map((attempt) => attempt.target)).size;
  return [
    {
      policy: "attempts",
      severity: "forbid",
      kind: "runbook_attempts_used_up",
      message: `${plan.runbook} failed ${failed.length} times on ${targets} targets within ${formatDuration(runbook.limits.within)}`,
      evidence: { failed: failed.length, limit, targets },
      page: true,
      avoid: { runbook: true },
    },
  ];
}
