/**
 * A service that dies again and again is restarted more and more slowly, 1 → 10 minutes, instead of at full speed or never again.
 * Only a crash loop counts: lives that ended by themselves before they were stable. A service that something outside killed
 * while it served well is put back at once, up to a ceiling that no healthy machine reaches.
 */
import { z } from "zod";
import { definePolicy, duration, formatDuration, type Note, type RestartFact } from "#core/model";

export const restartIntensity = definePolicy({
  name: "restart-intensity",
  summary: "Slows restarts of a crash loop down: 1 → 10 min.",
  schema: z.strictObject({
    crashes: z.number().int().min(1).default(5).describe("Crashes within the window before it slows down"),
    within: duration.default(60_000),
    restarts: z
      .number()
      .int()
      .min(1)
      .default(100)
      .describe("Restarts for any reason within ten windows before it slows down"),
    firstPause: duration.default(60_000),
    longestPause: duration.default(600_000),
  }),
  judge(plan, { restarts, now, target, approvedPlanHash }, options) {
    if (approvedPlanHash === plan.hash || !plan.steps.some((step) => step.restartsOwnService)) return [];
    const crashes = restarts.filter((restart) => restart.crash);
    const notes = [
      slowed(crashes, options.crashes, options.within, "crash_loop", now, target.id, options),
      slowed(restarts, options.restarts, options.within * 10, "too_many_restarts", now, target.id, options),
    ];
    return notes.filter((note) => note !== undefined);
  },
});

interface Pauses {
  readonly firstPause: number;
  readonly longestPause: number;
}

function slowed(
  restarts: readonly RestartFact[],
  limit: number,
  withinMs: number,
  kind: string,
  now: number,
  target: string,
  pauses: Pauses,
): Note | undefined {
  const excess = excessRestarts(restarts, limit, withinMs, pauses);
  const last = restarts.at(-1);
  if (excess === 0 || last === undefined) return undefined;
  const pauseMs = Math.min(pauses.firstPause * 2 ** (excess - 1), pauses.longestPause);
  const until = last.at + pauseMs;
  if (until <= now) return undefined;
  return {
    policy: "restart-intensity",
    severity: "hold",
    kind,
    message: `${target} was restarted ${limit} times or more within ${formatDuration(withinMs)}; the next try is in ${formatDuration(until - now)}`,
    evidence: { restarts: restarts.length, limit, withinMs, pauseMs, excess },
    until,
    page: true,
    recommendation: `look into why ${target} ends: chiron incidents --target ${target}`,
  };
}

/**
 * How many restarts in a row went over the limit: 1 when the limit was just reached. A slow restart (after a pause of ours) still
 * continues the row; a quiet time longer than the longest pause and the window ends it.
 */
function excessRestarts(restarts: readonly RestartFact[], limit: number, withinMs: number, pauses: Pauses): number {
  let excess = 0;
  let row: number[] = [];
  for (const { at } of restarts) {
    const last = row.at(-1);
    if (last !== undefined && at - last > pauses.longestPause + withinMs) {
      row = [];
      excess = 0;
    }
    row.push(at);
    const recent = row.filter((time) => at - time <= withinMs).length;
    if (excess > 0 || recent >= limit) excess++;
  }
  return excess;
}
