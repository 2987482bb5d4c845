/** Budgets: repairs at once, one per target, share of a group, attempts that failed, restarts, messages. */
import { changesNothing } from "#core/model";
import type { MakeInvariant } from "./types.ts";

const groupPercent = 50;
const crashLimit = { restarts: 6, withinMs: 60_000, livedMs: 10_000 };

export const repairsAtOnce: MakeInvariant = ({ fail, ledger, settings }) => ({
  onEvent(stored) {
    if (stored.type !== "step.started") return;
    const own = ledger.openSteps.get(stored.data.effect);
    if (own === undefined || own.changesNothing) return;
    const others = [...ledger.openSteps.values()].filter((step) => step !== own && !step.changesNothing);
    const twin = others.find(({ target }) => target === own.target);
    if (twin !== undefined)
      fail("one-repair-per-target", `${own.effect} began on ${own.target} while ${twin.effect} is at work`);
    const busy = new Set([own, ...others].map(({ target }) => target));
    const { atOnce } = settings.repairs;
    if (busy.size > atOnce)
      fail("repairs-at-once", `${[...busy].join(", ")} are under repair at once (limit ${atOnce})`);
    const groupOf = (id: string) => settings.targets.find((target) => target.id === id)?.group;
    const group = groupOf(own.target);
    if (group === undefined) return;
    const size = settings.targets.filter((target) => target.group === group).length;
    const ofGroup = [...busy].filter((id) => groupOf(id) === group).length;
    const allowed = Math.max(1, Math.floor((size * groupPercent) / 100));
    if (ofGroup > allowed)
      fail("blast-radius", `${ofGroup} of ${size} in group ${group} are under repair at once (limit ${allowed})`);
  },
});

export const attempts: MakeInvariant = ({ fail, ledger, settings }) => {
  const failed: { readonly target: string; readonly at: number }[] = [];
  const limitsOf = (id: string) => settings.runbooks.find(({ runbook }) => runbook.id === id)?.runbook.limits;
  return {
    onEvent(stored) {
      if (stored.type === "outcome.recorded") {
        const { target, result, recordedAt } = stored.data.outcome;
        if (result !== "recovered") failed.push({ target, at: recordedAt });
        if (failed.length > 1_000) failed.shift();
      } else if (stored.type === "plan.judged") {
        const { verdict } = stored.data;
        const known = ledger.plans.get(verdict.plan);
        if (known?.admittedIn !== ledger.life || changesNothing(known.plan)) return;
        const { plan } = known;
        if (ledger.incidents.get(plan.incident)?.approvedPlanHash === plan.hash) return;
        const limits = limitsOf(plan.runbook);
        if (limits === undefined) return;
        const recent = failed.filter(
          ({ target, at }) => target === plan.target && at >= verdict.judgedAt - limits.within,
        );
        if (recent.length >= limits.attempts)
          fail(
            "attempts",
            `${plan.runbook} was admitted for ${plan.target} after ${recent.length} failed attempts (limit ${limits.attempts})`,
          );
      }
    },
  };
};

/** A service that ends by itself right after its starts is restarted more and more slowly. */
export const restarts: MakeInvariant = ({ fail, world }) => {
  const crashed = new Set<string>();
  const starts = new Map<string, number[]>();
  return {
    onEvent(stored) {
      if (stored.type === "service.exited") {
        const { target, code, uptimeMs } = stored.data;
        if (code !== null && code !== 0 && uptimeMs < crashLimit.livedMs) crashed.add(target);
      } else if (
        stored.type === "service.started" &&
        stored.data.cause === "repair" &&
        crashed.delete(stored.data.target)
      ) {
        const { target } = stored.data;
        const now = world.clock.elapsedMs;
        const recent = (starts.get(target) ?? []).filter((at) => now - at <= crashLimit.withinMs);
        starts.set(target, [...recent, now]);
        if (recent.length + 1 > crashLimit.restarts)
          fail(
            "restart-intensity",
            `${target} was restarted ${recent.length + 1} times within a minute, each time after a crash`,
          );
      }
    },
  };
};

/** While several critical targets are in trouble at once, one is dealt with at a time, but for what a human says yes to. */
export const oneInChaos: MakeInvariant = ({ fail, ledger, settings }) => {
  const isContained = (id: string): boolean => {
    const incident = ledger.incidents.get(id);
    if (incident?.severity !== "critical" || incident.waitsFor !== null || incident.approvedPlanHash !== null)
      return false;
    return settings.targets.some(
      ({ id: target, criticality }) => target === incident.target && criticality === "critical",
    );
  };
  return {
    onEvent(stored) {
      if (stored.type !== "step.started" || stored.data.index !== 0 || stored.data.undo) return;
      if (!ledger.contained || ledger.storm || !isContained(stored.data.incident)) return;
      const own = ledger.openSteps.get(stored.data.effect);
      for (const step of ledger.openSteps.values())
        if (own !== undefined && step.target !== own.target && isContained(step.effect.split("/")[0] ?? ""))
          fail(
            "one-in-chaos",
            `${own.effect} began on ${own.target} while ${step.effect} is at work on ${step.target}`,
          );
    },
  };
};
