/**
 * When a cron expression is due. croner only computes here, and is loaded when the first expression is there; its rules for changes of the
 * clock are ours: a fixed time that is skipped comes right after the gap, one that comes twice counts once, an interval goes on through both.
 */
import { messageOf } from "#core/model";

export interface CronTimes {
  /** The first time after `at` (wall clock, ms); null: never again. */
  next(expression: string, zone: string, at: number): number | null;
  /** The last time at or before `at`; null: never yet. */
  last(expression: string, zone: string, at: number): number | null;
  /** What is wrong with it, or undefined. */
  fault(expression: string, zone: string): { readonly part: "cron" | "zone"; readonly message: string } | undefined;
}

/** Expressions that are kept compiled. */
const mostKept = 1_000;

export async function loadCronTimes(): Promise<CronTimes> {
  const { Cron } = await import("croner");
  const kept = new Map<string, InstanceType<typeof Cron>>();
  const compiled = (expression: string, zone: string) => {
    const key = `${zone}\n${expression}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    // A pattern alone, paused, starts no timer.
    const made = new Cron(expression, { timezone: zone, paused: true, mode: "5-or-6-parts" });
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, made);
    return made;
  };
  return {
    next: (expression, zone, at) => compiled(expression, zone).nextRun(new Date(at))?.getTime() ?? null,
    last: (expression, zone, at) => {
      // Looks at whole seconds before the reference.
      const [found] = compiled(expression, zone).previousRuns(1, new Date(at + 1_000));
      if (found === undefined) return null;
      if (found.getTime() <= at) return found.getTime();
      return compiled(expression, zone).previousRuns(1, found)[0]?.getTime() ?? null;
    },
    fault(expression, zone) {
      if (!isZone(zone)) return { part: "zone", message: `is no time zone; write it like Europe/Berlin, or UTC` };
      try {
        if (compiled(expression, zone).nextRun() === null) return { part: "cron", message: "is never due" };
        return undefined;
      } catch (error) {
        return { part: "cron", message: messageOf(error).replace(/^Cron\w+: /, "is no cron expression: ") };
      }
    },
  };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
