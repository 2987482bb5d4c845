/**
 * Nothing goes round and round: while nothing in the world changes, an incident comes to rest after a bounded number of events, and the
 * engine does not work for ever without time going by. "Changes" are faults, what effects really do, processes that come and go, what
 * people and other systems ask for, and the beginning of a life.
 */
import { incidentOf, type StoredEvent } from "#core/model";
import type { MakeInvariant } from "./types.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
/** More than a plan of several steps that fails, is undone, and is followed by another one leaves behind. */
const most = { minute: 60, hour: 240 };

interface Counted {
  times: number[];
}

export const livelock: MakeInvariant = ({ fail, ledger, world }) => {
  const counts = new Map<string, Counted>();

  const count = (stored: StoredEvent): void => {
    // Messages are bounded by their budget, and say nothing about the case.
    const id = stored.type.startsWith("message.") ? null : incidentOf(stored);
    if (id === null) return;
    const now = world.clock.elapsedMs;
    const since = Math.max(world.changedAt, ledger.lifeBeganAt, now - hourMs);
    const counted = counts.get(id) ?? { times: [] };
    counted.times = counted.times.filter((at) => at > since);
    counted.times.push(now);
    counts.set(id, counted);
    const ofMinute = counted.times.filter((at) => at > now - minuteMs).length;
    const within = ofMinute > most.minute ? "a minute" : counted.times.length > most.hour ? "an hour" : undefined;
    if (within !== undefined) {
      const events = ofMinute > most.minute ? ofMinute : counted.times.length;
      fail("no-livelock", `${id} has ${events} events within ${within}, while nothing changes (last: ${stored.type})`);
    }
  };

  return {
    onEvent(stored) {
      count(stored);
      if (stored.type === "incident.moved" && !ledger.incidents.has(stored.data.incident))
        counts.delete(stored.data.incident);
    },
  };
};
