/** Whether what the log says and what really happened agree: nobody acted who was not the engine, and nothing was lost or done twice. */
import { join } from "node:path";
import { openLogReader } from "#core/log/read";
import type { StoredEvent } from "#core/model";
import type { Start, Workers } from "./workers.ts";

export interface Books {
  /** What does not hold; empty: all of it does. */
  readonly problems: readonly string[];
  /** What there was to be looked at, in words. */
  readonly counted: string;
}

const pageLength = 1_000;
/** A wall clock in whole milliseconds, read by two processes. */
const clockMs = 2;

/** Of each service: how often it died, and how many processes of it live. */
export type Counted = Pick<Workers, "names"> & {
  readonly deaths: (worker: string) => number;
  readonly living: (worker: string) => number;
};

export function examine(dataDir: string, workers: Workers): Books {
  const { names } = workers;
  const counted = {
    names,
    deaths: (one: string) => workers.deaths(one),
    living: (one: string) => workers.living(one).length,
  };
  return compare(readAll(dataDir), workers.starts(), counted);
}

export function compare(events: readonly StoredEvent[], starts: readonly Start[], counted: Counted): Books {
  const leases = events.filter((one) => one.type === "lease.taken").filter(({ data }) => data.role === "engine");
  const repairs = repairsOf(events);
  const refused = events.filter(({ type }) => type === "journal.refused");
  return {
    problems: [
      ...leasesRise(leases),
      ...nobodyElseActed(starts, leases),
      ...repairs.problems,
      ...startsAgree(starts, events, counted),
      ...refused.map(({ data }) => `a side journal was refused: ${JSON.stringify(data)}`),
    ],
    counted: `${events.length} events, ${leases.length} engines, ${repairs.count} steps, ${starts.length} starts of ${counted.names.length} services`,
  };
}

function readAll(dataDir: string): readonly StoredEvent[] {
  const reader = openLogReader(join(dataDir, "chiron.db"));
  try {
    const all: StoredEvent[] = [];
    for (;;) {
      const page = reader.events({ after: all.at(-1)?.seq ?? 0, limit: pageLength });
      all.push(...page);
      if (page.length < pageLength) return all;
    }
  } finally {
    reader.close();
  }
}

type Of<Type extends StoredEvent["type"]> = Extract<StoredEvent, { readonly type: Type }>;

function leasesRise(leases: readonly Of<"lease.taken">[]): readonly string[] {
  return leases.flatMap(({ data }, index) =>
    data.generation === index + 1 ? [] : [`lease ${index + 1} has the generation ${data.generation}`],
  );
}

/** Each start was made by the process that held the lease at that time: after it took it, and before the next one did. */
function nobodyElseActed(starts: readonly Start[], leases: readonly Of<"lease.taken">[]): readonly string[] {
  return starts.flatMap(({ worker, pid, parent, at }) => {
    const index = leases.findLastIndex(
      ({ data, at: takenAt }) => data.process.pid === parent && takenAt <= at + clockMs,
    );
    const what = `${worker} (pid ${pid}) was started by ${parent}`;
    if (index < 0) return [`${what}, which was no engine then`];
    const next = leases[index + 1];
    return next !== undefined && next.at < at - clockMs
      ? [`${what} ${at - next.at} ms after generation ${next.data.generation} had taken its place`]
      : [];
  });
}

/** Each step has one beginning and one end, and each repair one outcome. */
function repairsOf(events: readonly StoredEvent[]): { readonly problems: readonly string[]; readonly count: number } {
  const begun = countBy(events.flatMap((one) => (one.type === "step.started" ? [one.data.effect] : [])));
  const ended = countBy(events.flatMap((one) => (one.type === "step.finished" ? [one.data.effect] : [])));
  const problems = [...new Set([...begun.keys(), ...ended.keys()])].flatMap((effect) => {
    const [from, to] = [begun.get(effect) ?? 0, ended.get(effect) ?? 0];
    return from === 1 && to === 1 ? [] : [`the step ${effect} began ${from} times and ended ${to} times`];
  });
  const open = new Set<string>();
  for (const one of events) {
    if (one.type === "incident.opened") open.add(one.data.incident);
    if (one.type === "incident.moved" && closed.has(one.data.to)) open.delete(one.data.incident);
  }
  return { problems: [...problems, ...[...open].map((id) => `the incident ${id} is still open`)], count: begun.size };
}

const closed: ReadonlySet<string> = new Set(["resolved", "self_resolved", "dismissed"]);

/** A service was started once in the beginning and once after each death, and the log knows each of these processes once. */
function startsAgree(starts: readonly Start[], events: readonly StoredEvent[], counted: Counted): readonly string[] {
  const recorded = events.flatMap((one) =>
    one.type === "service.started" && one.data.cause !== "adopted"
      ? [`${one.data.target} ${one.data.process.pid}`]
      : [],
  );
  const known = countBy(recorded);
  return counted.names.flatMap((worker) => {
    const own = starts.filter((start) => start.worker === worker);
    const wanted = 1 + counted.deaths(worker);
    const living = counted.living(worker);
    const unknown = own.filter(({ pid }) => (known.get(`${worker} ${pid}`) ?? 0) !== 1);
    return [
      ...(own.length === wanted
        ? []
        : [`${worker} was started ${own.length} times and should have been ${wanted} times`]),
      ...(living === 1 ? [] : [`${living} processes of ${worker} live`]),
      ...unknown.map(({ pid }) => `the log knows pid ${pid} of ${worker} ${known.get(`${worker} ${pid}`) ?? 0} times`),
    ];
  });
}

function countBy(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
