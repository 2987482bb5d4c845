/**
 * Is a database whole? SQLite itself is asked, read-only and in a process of its own: `quick_check` each time, once a day
 * `integrity_check`, which looks at the indexes too.
 *
 * Values: `intact`, `check` (`quick` or `integrity`, how far this look went), `problems` (how many were found, at most 20), `sizeBytes`,
 * and `value` where a query is configured. What cannot be looked at (not there, empty, locked, not allowed, an unfinished
 * transaction beside it) is no answer: such a file is not known to be whole, and not known to be damaged.
 */
import { z } from "zod";
import { sqliteQuery } from "#core/lib";
import { defineProbe, duration, type ProbeAnswer, type Scalar } from "#core/model";
import type { SqliteFindings } from "#core/platform";
import { halting } from "./halting.ts";

const dayMs = 86_400_000;
/** Between the end of the look and the deadline there must be time to say what it found. */
const reserveMs = 250;
const thoroughAt = "thoroughAt";
const hadContent = "hadContent";

const schema = z.strictObject({
  path: z.string().min(1).max(4_096).meta({ path: true, description: "The database; a link is followed" }),
  query: sqliteQuery.optional().describe("One SELECT; the first value of its first row becomes `value`"),
  integrityEvery: duration
    .default(dayMs)
    .describe("How often the thorough check runs; give the probe a longer timeout where it takes longer than 5s"),
  halt: halting.optional(),
  backupFolder: z
    .string()
    .min(1)
    .optional()
    .meta({ path: true, description: "Where a damaged database is saved; default: the folder that it is in" }),
});

export const sqliteProbe = defineProbe({
  name: "sqlite",
  summary: "Asks SQLite whether a database file is whole, reading it only",
  schema,
  defaults: { everyMs: 900_000, deadlineMs: 5_000 },
  async poll(
    _target,
    { path, query, integrityEvery },
    { sqlite, clock, deadlineMs, memory, signal },
  ): Promise<ProbeAnswer> {
    const last = memory.get(thoroughAt);
    const deep = typeof last !== "number" || clock.monotonic() - last >= integrityEvery;
    const patience = new AbortController();
    const timer = clock.after(Math.max(deadlineMs - reserveMs, deadlineMs / 2), () => patience.abort());
    const found = await sqlite
      .check({ path, deep, ...(query === undefined ? {} : { query }) }, AbortSignal.any([signal, patience.signal]))
      .finally(() => timer.cancel());
    switch (found.kind) {
      case "intact":
      case "damaged":
        memory.set(hadContent, true);
        // What only the thorough check sees must be looked at thoroughly again. One that did not come to its end has had its turn.
        if (deep && found.kind === "intact") memory.set(thoroughAt, clock.monotonic());
        else if (deep) memory.delete(thoroughAt);
        return answerOf(found, deep);
      case "empty":
        if (memory.get(hadContent) !== true) return { available: false, values: { sizeBytes: 0 }, error: found.reason };
        return {
          available: true,
          values: { intact: false, check: "quick", problems: 1, sizeBytes: 0 },
          error: `${found.reason}, and was a database before`,
        };
      case "missing":
        return { available: false, values: { exists: false }, error: found.reason };
      case "locked":
        return { available: false, values: { locked: true }, error: found.reason };
      default:
        return { available: false, values: {}, error: found.reason };
    }
  },
});

function answerOf({ kind, check, problems, sizeBytes, value, valueError }: SqliteFindings, deep: boolean): ProbeAnswer {
  const values: Record<string, Scalar> = { intact: kind === "intact", check, problems: problems.length, sizeBytes };
  if (value !== undefined) values.value = typeof value === "string" ? value.slice(0, 1_000) : value;
  const unfinished =
    deep && check === "quick" ? "there was no time for integrity_check: give it a longer timeout" : undefined;
  const said = kind === "damaged" ? problems.slice(0, 3).join("; ") : (valueError ?? unfinished);
  return said === undefined ? { available: true, values } : { available: true, values, error: said };
}
