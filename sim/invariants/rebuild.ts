/** State rebuilt from the log equals state in memory: the engine's own, and what stands in the tables. */
import { join } from "node:path";
import { canonicalJson } from "#core/lib";
import { dumpTables, type EventLog, standardProjections } from "#core/log";
import type { LogReader } from "#core/log/read";
import { type EngineState, restoreState } from "#healers/engine";
import { evolve } from "#loop/incident";

/**
 * What the living state holds beyond the rebuilt one is history that nobody looks at any more: both are compared over the last day.
 * The counters of /metrics begin anew with each process, by the meaning of a counter.
 */
export function compareStates(
  live: EngineState,
  reader: LogReader,
  now: number,
  targets: readonly string[],
): string | undefined {
  const restored = viewOf(restoreState(reader, now, targets), now);
  const kept = viewOf(live, now);
  for (const [name, value] of Object.entries(kept)) {
    const [inMemory, rebuilt] = [canonicalJson(value), canonicalJson(restored[name])];
    if (inMemory !== rebuilt) return `${name} ${difference(inMemory, rebuilt)}`;
  }
  return undefined;
}

const dayMs = 86_400_000;

function viewOf(state: EngineState, now: number): Readonly<Record<string, unknown>> {
  const since = now - dayMs + 60_000;
  const recent = <T extends { readonly at: number }>(list: readonly T[]) => list.filter(({ at }) => at >= since);
  const table = <T>(map: ReadonlyMap<string, T>, change: (value: T) => unknown = (value) => value) =>
    Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, change(value)]));
  return {
    open: table(state.open),
    silenced: table(new Map([...state.silencedUntil].filter(([, until]) => until > now))),
    attempts: recent(state.attempts),
    restarts: table(new Map([...state.restarts].filter(([, list]) => recent(list).length > 0)), recent),
    services: table(state.services),
    runbooks: table(state.runbooks),
    outcomes: table(state.outcomes, (list) => list.slice(-100)),
    held: table(state.held),
    pipelines: table(state.pipelines),
    streaks: table(new Map([...state.dryRuns.streaks].filter(([, list]) => list.length > 0))),
    standing: table(state.dryRuns.standing),
    paused: state.paused,
    lastRemediationAt: state.lastRemediationAt,
    lastEscalationAt: state.lastEscalationAt,
  };
}

/** Around the first character that differs. */
function difference(inMemory: string, rebuilt: string): string {
  let at = 0;
  while (at < inMemory.length && inMemory[at] === rebuilt[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 120), at + 120);
  return `in memory: …${around(inMemory)}…; rebuilt from the log: …${around(rebuilt)}…`;
}

/** Makes every table again, and compares. */
export function compareTables(log: EventLog, folder: string): string | undefined {
  const tables = standardProjections({ evolve, version: 1 }).flatMap((projection) => projection.tables);
  const path = join(folder, "chiron.db");
  const before = dumpTables(path, tables);
  log.rebuild();
  const after = dumpTables(path, tables);
  for (const table of tables) {
    const [kept, rebuilt] = [before[table]?.join("\n") ?? "", after[table]?.join("\n") ?? ""];
    if (kept !== rebuilt) return `table ${table} ${difference(kept, rebuilt)}`;
  }
  return undefined;
}
