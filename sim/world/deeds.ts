/** What people switch, and what other systems tell, in all the days; drawn from the seed before anything runs, like the faults. */
import type { Matchers, Settings, Target } from "#core/model";
import type { Chance } from "../platform/chance.ts";
import type { Fault } from "./types.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** How often each comes, on average, in a day of the whole world. */
const perDay = {
  silence: 0.5,
  window: 0.4,
  freeze: 0.15,
  stop: 0.4,
  report: 0.4,
  session: 0.4,
  reload: 0.4,
  alert: 1,
  event: 0.5,
  ghost: 0.1,
} as const;
type DeedKind = keyof typeof perDay;

export const deedKinds: ReadonlySet<string> = new Set(Object.keys(perDay));

/** What a monitor of somebody else's sees, and what no probe of Chiron's does: `unit_strained`. */
export const alertTypes = ["unit_strained", "unit_strained", "unit_slow"] as const;

export function drawDeeds(chance: Chance, settings: Settings, days: number): readonly Fault[] {
  const deeds: Fault[] = [];
  for (const kind of Object.keys(perDay) as DeedKind[]) {
    const own = chance.of(kind);
    for (let at = own.wait(day / perDay[kind]); at < days * day; at += own.wait(day / perDay[kind]))
      deeds.push({ ...draw(kind, own, settings.targets), at: Math.round(at) });
  }
  return deeds;
}

function draw(kind: DeedKind, chance: Chance, targets: readonly Target[]): Omit<Fault, "at"> {
  const forMs = Math.round(chance.wait(60 * minute)) + minute;
  const units = targets.filter(({ supervisor }) => supervisor === undefined);
  const lasting = `for ${Math.round(forMs / 1_000)} s`;
  const base = { kind, forMs };
  switch (kind) {
    case "silence": {
      const matchers = matchersOf(chance, targets);
      return { ...base, target: null, matchers, words: `people silence ${JSON.stringify(matchers)} ${lasting}` };
    }
    case "window":
    case "freeze": {
      const matchers = chance.yes(0.3) ? null : matchersOf(chance, targets);
      return {
        ...base,
        target: null,
        matchers,
        words: `people begin a ${kind} ${JSON.stringify(matchers)} ${lasting}`,
      };
    }
    case "alert": {
      const target = chance.pick(units).id;
      const type = chance.pick(alertTypes);
      return { ...base, target, type, words: `a monitor outside sees ${type} on ${target} ${lasting}` };
    }
    case "event":
    case "report": {
      const target = chance.pick(units).id;
      const type = chance.pick(["unit_backlog", "unit_slow", "unit_down"]);
      const who = kind === "event" ? "another system" : "somebody";
      return { ...base, target, type, words: `${who} says that there is ${type} on ${target}` };
    }
    case "stop": {
      const target = chance.pick(targets).id;
      return { ...base, target, words: `people stop ${target} on purpose ${lasting}` };
    }
    default:
      return { ...base, target: null, words: `${kind} ${lasting}` };
  }
}

/** As people write them: a target, a kind of trouble, a group, or two of these. */
function matchersOf(chance: Chance, targets: readonly Target[]): Matchers {
  const { id, group } = chance.pick(targets);
  const types = [chance.pick(["unit_*", "unit_down", "unit_slow", "process_dead"])];
  switch (chance.weighted({ target: 4, type: 2, both: 2, group: 2, severity: 1 })) {
    case "target":
      return { targets: [id] };
    case "type":
      return { types };
    case "both":
      return { targets: [id], types };
    case "group":
      return group === undefined ? { targets: [id] } : { groups: [group] };
    case "severity":
      return { targets: ["unit-*"], severities: ["low", "medium"] };
  }
}
