/** State rebuilt from the log equals state in memory: the engine's own, and what stands in the tables. */
import { join } from "node:path";
import { canonicalJson } from "#core/lib";
import { dumpTables, type EventLog, standardProjections } from "#core/log";
import type { LogReader } from "#core/log/read";
import { type EngineState, restoreState } from "#healers/engine";
import { evolve } from "#loop/incident";
import { viewOf } from "./view.ts";

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
  const restored = viewOf(restoreState(reader, now, targets), now, targets);
  const kept = viewOf(live, now, targets);
  for (const [name, value] of Object.entries(kept)) {
    const [inMemory, rebuilt] = [canonicalJson(value), canonicalJson(restored[name])];
    if (inMemory !== rebuilt) return `${name} ${difference(inMemory, rebuilt)}`;
  }
  return undefined;
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
