/** The faults of all days, drawn from the seed before anything runs. */
import type { Settings } from "#core/model";
import type { Chance } from "../platform/chance.ts";
import { drawDeeds } from "./deeds.ts";
import type { Fault, Lie, TroubleKind } from "./types.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How often each comes, on average, in a day of the whole world. */
const perDay = {
  trouble: 7,
  kill: 1.5,
  kill_all: 0.4,
  flap: 0.4,
  lie: 1.2,
  cut: 0.2,
  outage: 0.15,
  critical_outage: 0.25,
  crash_loop: 0.15,
  freeze: 0.2,
  clock: 0.3,
  channel: 0.6,
  power: 2,
  restart: 0.2,
  disk: 0.2,
  pause: 0.2,
} as const;
export type FaultKind = keyof typeof perDay;

const troubles = { down: 5, slow: 3, backlog: 2, corrupt: 0.4 } satisfies Partial<Record<TroubleKind, number>>;
const lies = { says_good: 3, says_bad: 3, is_silent: 3, hangs: 2, talks_nonsense: 1 } satisfies Record<Lie, number>;

export function drawFaults(chance: Chance, settings: Settings, days: number): readonly Fault[] {
  const units = settings.targets.filter(({ supervisor }) => supervisor === undefined).map(({ id }) => id);
  const services = settings.targets.filter(({ supervisor }) => supervisor !== undefined).map(({ id }) => id);
  const faults: Fault[] = [...drawDeeds(chance.of("deeds"), settings, days)];
  for (const kind of Object.keys(perDay) as FaultKind[]) {
    const own = chance.of(kind);
    let at = own.wait(day / perDay[kind]);
    for (; at < days * day; at += own.wait(day / perDay[kind])) {
      const fault = draw(kind, own, units, services);
      if (fault !== undefined) faults.push({ ...fault, at: Math.round(at) });
    }
  }
  return faults.sort((one, other) => one.at - other.at);
}

type Drawn = Omit<Fault, "at"> | undefined;

function draw(kind: FaultKind, chance: Chance, units: readonly string[], services: readonly string[]): Drawn {
  const forMs = Math.round(chance.wait(20 * minute)) + 10_000;
  const base = { kind, target: null, forMs };
  const lasting = `for ${Math.round(forMs / 1_000)} s`;
  switch (kind) {
    case "trouble": {
      const trouble = chance.weighted(troubles);
      const target = chance.pick(units);
      return { ...base, target, trouble, words: `${target} is ${trouble}` };
    }
    case "kill":
    case "freeze":
    case "crash_loop": {
      const target = services.length === 0 ? undefined : chance.pick(services);
      return target === undefined ? undefined : { ...base, target, words: `${target}: ${kind} ${lasting}` };
    }
    case "flap": {
      const target = chance.pick(units);
      return { ...base, target, words: `${target} flaps ${lasting}` };
    }
    case "lie": {
      const target = chance.pick([...units, ...services]);
      const lie = chance.weighted(lies);
      return { ...base, target, lie, words: `${target} ${lie} ${lasting}` };
    }
    case "clock": {
      const stepMs = Math.round(chance.pick([1, 1, 60, 3_600]) * 1_000 * chance.between(-2, 2));
      return { ...base, stepMs, words: `the wall clock steps by ${stepMs} ms` };
    }
    case "channel": {
      const channel = chance.pick(["pager", "mail", "chat"]);
      const how = chance.pick(["is_down", "hangs", "refuses"]);
      return { ...base, channel, target: how, words: `${channel} ${how} ${lasting}` };
    }
    default:
      return { ...base, words: `${kind} ${lasting}` };
  }
}
