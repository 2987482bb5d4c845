/** What an operator has written down beforehand: silences, maintenance windows, schedules. */
import type { z } from "zod";
import { type CronTimes, loadCronTimes } from "#core/lib";
import type { Matchers, ScheduleSetting, Settings, Silence, Target, WindowSetting } from "#core/model";
import { check } from "./check.ts";
import { didYouMean, type Gathering } from "./gathering.ts";
import type { ReadRunbook } from "./runbooks.ts";
import { type ConfigurationInput, scheduleSchema, silenceSchema, windowSchema } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";

interface Known {
  readonly targets: readonly Target[];
  readonly runbooks: readonly ReadRunbook[];
}

interface Reading extends Known {
  readonly source: Source;
  readonly into: Gathering;
  /** Undefined: nothing that was written needs it. */
  readonly times: CronTimes | undefined;
}

export async function readOperating(
  input: ConfigurationInput,
  source: Source,
  known: Known,
  into: Gathering,
): Promise<Pick<Settings, "silences" | "maintenance" | "schedules">> {
  const asksForCron = [...input.maintenance, ...input.schedules].length > 0;
  const reading: Reading = { ...known, source, into, times: asksForCron ? await loadCronTimes() : undefined };
  const silences = each(reading, "silences", input.silences, silenceSchema, "name", silenceOf);
  const maintenance = each(reading, "maintenance", input.maintenance, windowSchema, "name", windowOf);
  const schedules = each(reading, "schedules", input.schedules, scheduleSchema, "id", scheduleOf);
  return { silences, maintenance, schedules };
}

function each<S extends z.ZodType<object>, T>(
  reading: Reading,
  section: string,
  list: readonly unknown[],
  schema: S,
  nameKey: "name" | "id",
  make: (input: z.output<S>, path: Path, reading: Reading) => T,
): readonly T[] {
  const { source, into } = reading;
  const names = new Set<string>();
  return list.flatMap((value, index) => {
    const path: Path = [section, index];
    const input = check<z.output<S>>(schema as unknown as z.ZodType<z.output<S>>, value, source, path, into.problems);
    if (input === undefined) return [];
    const name = String((input as Readonly<Record<string, unknown>>)[nameKey]);
    if (names.has(name))
      into.problems.push(source.problem([...path, nameKey], `the ${nameKey} "${name}" is taken by another one`));
    names.add(name);
    return [make(input, path, reading)];
  });
}

type Selected = Pick<z.output<typeof silenceSchema>, "target" | "type" | "severity" | "group">;

function matchersOf({ target, type, severity, group }: Selected): Matchers {
  return {
    ...(target === undefined ? {} : { targets: target }),
    ...(type === undefined ? {} : { types: type }),
    ...(severity === undefined ? {} : { severities: severity }),
    ...(group === undefined ? {} : { groups: group }),
  };
}

function silenceOf(input: z.output<typeof silenceSchema>, path: Path, reading: Reading): Silence {
  const { source, into } = reading;
  const matchers = matchersOf(input);
  warnOfNobody(matchers, path, reading);
  if (Object.keys(matchers).length === 0) {
    const suggestion = "say target, type, severity or group; to stop all repairs there is chiron pause";
    into.problems.push(source.problem(path, "fits everything, which no silence may", { suggestion }));
  }
  return {
    id: input.name,
    matchers,
    reason: input.reason,
    by: "configuration",
    since: null,
    until: input.until ?? null,
  };
}

function windowOf(input: z.output<typeof windowSchema>, path: Path, reading: Reading): WindowSetting {
  const { name, kind, reason, cron, zone, from, until } = input;
  const matchers = matchersOf(input);
  if (cron !== undefined) checkCron(cron, zone, path, reading);
  warnOfNobody(matchers, path, reading);
  const times =
    cron === undefined ? { from: from ?? 0, until: until ?? 0 } : { cron, zone, forMs: Math.max(1, input.for ?? 0) };
  return {
    ...{ name, kind, reason, times },
    matchers: Object.keys(matchers).length === 0 ? null : matchers,
    messages: input.messages ?? (kind === "freeze" ? "send" : "keep"),
  };
}

const usualType = "scheduled_work";

function scheduleOf(input: z.output<typeof scheduleSchema>, path: Path, reading: Reading): ScheduleSetting {
  const { id, cron, zone, target, severity, missed } = input;
  const { source, into, targets, runbooks } = reading;
  checkCron(cron, zone, path, reading);
  if (!targets.some((one) => one.id === target)) {
    const suggestion = didYouMean(
      target,
      targets.map((one) => one.id),
    );
    into.problems.push(source.problem([...path, "target"], `there is no target "${target}"`, { suggestion }));
  }
  const runbook = runbooks.find((one) => one.runbook.id === input.runbook)?.runbook;
  if (input.runbook !== undefined && runbook === undefined) {
    const suggestion = didYouMean(
      input.runbook,
      runbooks.map((one) => one.runbook.id),
    );
    into.problems.push(source.problem([...path, "runbook"], `there is no runbook "${input.runbook}"`, { suggestion }));
  }
  const type = input.type ?? runbook?.matches[0] ?? usualType;
  if (runbook !== undefined && !runbook.matches.includes(type)) {
    const message = `${runbook.id} is for ${runbook.matches.join(", ")}, not for ${type}`;
    into.problems.push(source.problem([...path, "type"], message));
  }
  const title = input.title ?? (runbook === undefined ? `Scheduled: ${id}` : `Scheduled: ${runbook.title}`);
  return { ...{ id, cron, zone, target, type, severity, title, missed }, runbook: input.runbook ?? null };
}

/** Allowed, since one may be written beforehand; but mostly it is a slip of the pen. */
function warnOfNobody({ targets: named = [] }: Matchers, path: Path, { targets, source, into }: Reading): void {
  const ids = targets.map(({ id }) => id);
  for (const name of named.filter((one) => !one.includes("*") && !ids.includes(one))) {
    const suggestion = didYouMean(name, ids);
    into.warnings.push(
      source.problem([...path, "target"], `fits nothing: there is no target "${name}"`, { suggestion }),
    );
  }
}

function checkCron(cron: string, zone: string, path: Path, { times, source, into }: Reading): void {
  const fault = times?.fault(cron, zone);
  if (fault !== undefined) into.problems.push(source.problem([...path, fault.part], fault.message));
}
