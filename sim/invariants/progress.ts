/**
 * Nothing is stuck: in each state an incident stays for a bounded time of a living engine, unless it is held until a time that has
 * not come, or by something that only a human ends. When the days are over and nothing new breaks, every incident ends.
 */
import type { Known } from "./ledger.ts";
import type { MakeInvariant } from "./types.ts";

const minute = 60_000;
/** Repairs wait for one another, and take up to five minutes a plan. */
const longestMs: Partial<Record<Known["state"], number>> = {
  detected: 5 * minute,
  diagnosing: 45 * minute,
  awaiting_approval: 45 * minute,
  remediating: 45 * minute,
  verifying: 10 * minute,
  remediation_failed: 5 * minute,
};
const lateMs = 15 * minute;
const settledMs = 2 * 60 * minute;

export const progress: MakeInvariant = ({ fail, ledger, world }) => {
  const isObserved = (target: string) =>
    ledger.settings.targets.some(({ id, autonomy }) => id === target && autonomy === "observe");
  /** By what a human was told of, or has switched, and has to end; or for an incident that is dealt with first, for which the same holds. */
  const mayLast = (incident: Known): boolean => {
    const { hold, target, waitsFor } = incident;
    return (
      ledger.paused ||
      isObserved(target) ||
      ledger.switches.stops.has(target) ||
      ledger.switches.holding(incident, world.clock.now()).length > 0 ||
      (ledger.storm && hold?.policy === "storm") ||
      (waitsFor !== null && ledger.incidents.has(waitsFor)) ||
      // Its turn comes when that of another one is over.
      (hold?.policy === "containment" && ledger.contained)
    );
  };

  /** By incident: when it was last held by what may last. That time is no standstill, and what is let go begins anew. */
  const heldAt = new Map<string, number>();
  const overdue = (incident: Known): string | undefined => {
    const now = world.clock.elapsedMs;
    const isHeldRightly = incident.hold !== null && mayLast(incident);
    if (isHeldRightly) heldAt.set(incident.id, now);
    const aliveMs = now - Math.max(incident.since, ledger.lifeBeganAt, heldAt.get(incident.id) ?? 0);
    if (incident.state === "escalated")
      return incident.tier === null && !ledger.storm ? "escalated, and nobody was told" : undefined;
    if (incident.state === "awaiting_approval" && incident.deadline !== null) {
      const lateByMs = world.clock.now() - incident.deadline;
      return lateByMs > lateMs && aliveMs > lateMs ? "awaiting an approval whose deadline has passed" : undefined;
    }
    const { hold } = incident;
    if (isHeldRightly) return undefined;
    if (hold?.until === null) return aliveMs < longest(incident) ? undefined : `held without an end: ${hold.reason}`;
    if (hold !== null && world.clock.now() < hold.until + lateMs) return undefined;
    if (aliveMs <= longest(incident)) return undefined;
    return `${incident.state} for ${Math.round(aliveMs / minute)} min`;
  };
  return {
    onTick() {
      if (!world.isAlive) return;
      for (const incident of ledger.incidents.values()) {
        const why = overdue(incident);
        if (why !== undefined)
          fail("nothing-stuck", `${incident.id} (${incident.type} on ${incident.target}) is ${why}`);
      }
    },
    atEnd() {
      for (const [effect, id] of ledger.unfinished)
        fail("nothing-stuck", `step ${effect} of ${id} was begun, and no end of it is on record`);
      for (const incident of ledger.incidents.values()) {
        if (incident.target === "(chiron)" || world.clock.elapsedMs - incident.openedAt < settledMs) continue;
        const { id, type, target, state } = incident;
        fail("every-incident-ends", `${id} (${type} on ${target}) is still ${state}, though everything was mended`);
      }
    },
  };
};

function longest({ state }: Known): number {
  return longestMs[state] ?? Number.POSITIVE_INFINITY;
}
