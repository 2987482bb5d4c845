/**
 * What people switched holds: nothing is repaired by itself of what is silenced, in a window, or stopped on purpose, and nobody is told of
 * what is to be kept back; a stopped service stays stopped; what was kept back is told when nothing keeps it any more.
 */
import { changesNothing, type StoredEvent } from "#core/model";
import type { MakeInvariant } from "./types.ts";

/** A service takes so long to end, and a window to be noticed as over. */
const graceMs = 300_000;

export const switched: MakeInvariant = ({ fail, ledger, world }) => {
  /** Incidents of which a message was kept back; with the time since when nothing keeps it. */
  const kept = new Map<string, number | null>();
  /** Stopped targets of which a human wants something done all the same. */
  const wanted = new Set<string>();

  const onJudged = ({ verdict }: Extract<StoredEvent, { type: "plan.judged" }>["data"]): void => {
    const known = ledger.plans.get(verdict.plan);
    if (known?.admittedIn !== ledger.life || changesNothing(known.plan)) return;
    const { plan } = known;
    const incident = ledger.incidents.get(plan.incident);
    if (incident === undefined) return;
    if (incident.approvedPlanHash === plan.hash) {
      wanted.add(plan.target);
      return;
    }
    const what = `${plan.runbook} (${plan.strategy}) for ${incident.type} on ${plan.target} was admitted`;
    const [holding] = ledger.switches.holding(incident, verdict.judgedAt);
    if (holding !== undefined) fail("switched-off", `${what}, though ${holding} holds it`);
    if (ledger.switches.stops.has(plan.target)) fail("stays-stopped", `${what}, though it is stopped on purpose`);
  };

  const onQueued = ({ message }: Extract<StoredEvent, { type: "message.queued" }>["data"]): void => {
    const incident = message.incident === null ? undefined : ledger.incidents.get(message.incident);
    if (incident === undefined) return;
    kept.delete(incident.id);
    const [keeping] = ledger.switches.keeping(incident, message.createdAt);
    if (keeping !== undefined)
      fail(
        "kept-back",
        `${message.id} (${message.subject}) is sent about ${incident.id}, though ${keeping} keeps it back`,
      );
  };

  const lookForKept = (): void => {
    const now = world.clock.elapsedMs;
    for (const [id, since] of kept) {
      const incident = ledger.incidents.get(id);
      if (incident === undefined) kept.delete(id);
      else if (ledger.switches.keeping(incident, world.clock.now()).length > 0) kept.set(id, null);
      else if (since === null) kept.set(id, now);
      else if (now - Math.max(since, ledger.lifeBeganAt) > graceMs)
        fail("kept-back", `what was kept back about ${id} is not told, though nothing keeps it back any more`);
    }
  };

  return {
    onEvent(stored) {
      if (stored.type === "plan.judged") onJudged(stored.data);
      else if (stored.type === "message.queued") onQueued(stored.data);
      else if (stored.type === "message.withheld") kept.set(stored.data.incident, null);
      else if (stored.type === "target.stopped") wanted.delete(stored.data.target);
      else if (stored.type === "service.started" && ledger.switches.stops.has(stored.data.target)) {
        const { target, cause } = stored.data;
        if (cause !== "adopted" && !wanted.has(target))
          fail("stays-stopped", `${target} was started (${cause}), though it is stopped on purpose`);
      }
    },
    onTick() {
      if (!world.isAlive) return;
      lookForKept();
      for (const [target, since] of ledger.switches.stops) {
        const { isService, pid } = world.targets.get(target);
        const longMs = world.clock.elapsedMs - Math.max(since, ledger.lifeBeganAt);
        if (isService && !wanted.has(target) && longMs > graceMs && world.machine.isThere(pid))
          fail("stays-stopped", `${target} runs, though it was stopped on purpose ${Math.round(longMs / 1_000)} s ago`);
      }
    },
  };
};
