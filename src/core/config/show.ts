/** A configuration as it is understood: packs expanded, defaults filled in, in the words of chiron.yaml. */
import type { z } from "zod";
import {
  type ContractSetting,
  type DeclaredRepository,
  duration,
  type Matchers,
  type OwnPolicy,
  type ProbeDeclaration,
  type Settings,
  type Target,
} from "#core/model";
import { showAgent } from "./agents.ts";
import type { Kinds } from "./gathering.ts";

export type Shown = Readonly<Record<string, unknown>>;

/** Secrets are in it as they were written; whoever prints it masks them. */
export function showSettings(settings: Settings, kinds: Kinds): Shown {
  const {
    node,
    file,
    hash,
    targets,
    rules,
    runbooks,
    policies,
    ownPolicies,
    notify,
    approvals,
    escalation,
    recurrence,
    repairs,
    healers,
    repositories,
    contracts,
    agents,
    model,
    api,
  } = settings;
  const channel = ({ kind, options }: Settings["notify"]["notice"][number]) => ({
    [kind]: written(kinds.channels.get(kind)?.schema, options),
  });
  return {
    node,
    file,
    hash,
    targets: targets.map((target) => showTarget(target, kinds)),
    anomalies: rules.map(({ type }) => type),
    runbooks: runbooks.map(({ runbook, source }) => ({ id: runbook.id, from: source })),
    policies: {
      ...policies,
      ...Object.fromEntries(ownPolicies.map(({ name, ...policy }) => [name, showPolicy(policy)])),
    },
    notify: {
      notice: notify.notice.map(channel),
      page: notify.page.map(channel),
      giveUpAfter: writeDuration(notify.giveUpAfterMs),
    },
    approvals: { deadline: writeDuration(approvals.deadlineMs) },
    escalation: escalation.map(({ trigger, ...rule }) => ({ ...rule, ...showTrigger(trigger) })),
    recurrence: { within: writeDuration(recurrence.withinMs), pageAt: recurrence.pageAt },
    repairs,
    healers: {
      silentAfter: writeDuration(healers.silentAfterMs),
      confirmFor: writeDuration(healers.confirmForMs),
      memoryLimit: `${healers.memoryLimitBytes}B`,
      keepAfter: writeDuration(healers.keepAfterMs),
      ...(agents.length === 0 ? {} : { agents: agents.map(showAgent) }),
      ...(healers.drill === undefined ? {} : { drill: healers.drill }),
    },
    ...(repositories.length === 0 ? {} : { repositories: repositories.map(showRepository) }),
    ...(contracts.length === 0 ? {} : { contracts: contracts.map(showContract) }),
    ...showOperating(settings),
    intake: {
      from: settings.intake.members.map(({ kind, options }) => ({
        [kind]: written(kinds.intakes.get(kind)?.schema, options),
      })),
      ...(settings.intake.catchAll === null ? {} : { catchAll: settings.intake.catchAll }),
      clearsWithin: writeDuration(settings.intake.clearsWithinMs),
    },
    ...(model === undefined ? {} : { model: showModel(model) }),
    api,
  };
}

function showRepository({ branch, scan, test, ...rest }: DeclaredRepository): Shown {
  const { everyMs, ...scope } = scan;
  return {
    ...rest,
    ...(branch === null ? {} : { branch }),
    scan: { every: everyMs === null ? "0" : writeDuration(everyMs), ...scope },
    ...(test === null ? {} : { test: { command: test.command, timeout: writeDuration(test.timeoutMs) } }),
  };
}

function showContract(setting: ContractSetting): Shown {
  const { id, path, repository, file, gates, follow, migrationWindowMs, retryWithinMs, flows, replay } = setting;
  const formatOf = (format: string | null) => (format === null ? {} : { format });
  return {
    ...{ id, path },
    ...(repository === null ? {} : { repository }),
    ...(file === null ? {} : { file }),
    gates: Object.fromEntries(gates.map(({ gate, format }) => [gate, formatOf(format)])),
    follow: follow.map(({ kind, from, gate, format, split, begin }) => ({
      [kind]: from,
      gate,
      ...formatOf(format),
      ...(kind === "file" ? { split } : {}),
      from: begin,
    })),
    retryWithin: writeDuration(retryWithinMs),
    migrationWindow: writeDuration(migrationWindowMs),
    flows,
    ...(replay === null ? {} : { replay: { command: replay.command, timeout: writeDuration(replay.timeoutMs) } }),
  };
}

function showPolicy({ source, retryAfter, ...policy }: Omit<OwnPolicy, "name">): Shown {
  return { ...policy, ...(retryAfter === undefined ? {} : { retryAfter: writeDuration(retryAfter) }), from: source };
}

function showTrigger(trigger: Settings["escalation"][number]["trigger"]): Shown {
  switch (trigger.kind) {
    case "immediately":
      return { immediately: true };
    case "attempts":
      return { afterAttempts: trigger.count };
    case "time":
      return { afterTime: writeDuration(trigger.afterMs) };
  }
}

function showOperating({ silences, maintenance, schedules }: Settings): Shown {
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    silences: silences.map(({ id, matchers, until, reason }) => {
      return { name: id, ...showMatchers(matchers), ...(until === null ? {} : { until: time(until) }), reason };
    }),
    maintenance: maintenance.map(({ matchers, times, ...rest }) => {
      const when =
        "cron" in times
          ? { cron: times.cron, zone: times.zone, for: writeDuration(times.forMs) }
          : { from: time(times.from), until: time(times.until) };
      return { ...rest, ...showMatchers(matchers ?? {}), ...when };
    }),
    schedules,
  };
}

function showMatchers({ targets, types, severities, groups }: Matchers): Shown {
  const all = Object.entries({ target: targets, type: types, severity: severities, group: groups });
  return Object.fromEntries(all.filter(([, list]) => list !== undefined));
}

function showTarget({ probes, startupGraceMs, pack, supervisor, ...rest }: Target, kinds: Kinds): Shown {
  const { id, kind, ...others } = rest;
  return {
    id,
    kind,
    ...(pack === undefined ? {} : { pack }),
    ...others,
    startupGrace: writeDuration(startupGraceMs),
    ...(supervisor === undefined ? {} : { supervisor }),
    probes: probes.map((probe) => showProbe(probe, kinds)),
  };
}

function showProbe({ id, kind, everyMs, deadlineMs, options }: ProbeDeclaration, kinds: Kinds): Shown {
  const common = { ...(id === kind ? {} : { id }), every: writeDuration(everyMs), timeout: writeDuration(deadlineMs) };
  return { [kind]: { ...common, ...(written(kinds.probes.get(kind)?.schema, options) as object) } };
}

/** Options of an extension, in the words of chiron.yaml. */
export function writtenOptions(schema: z.ZodType<object>, options: Shown): Shown {
  return written(schema, options) as Shown;
}

/** Durations are kept in milliseconds; where the schema has one, it is written as people do. */
function written(schema: unknown, value: unknown): unknown {
  if (typeof value === "number") return isDuration(schema) ? writeDuration(value) : value;
  if (Array.isArray(value)) return value.map((item) => written(layers(schema).at(-1)?.element, item));
  if (value === null || typeof value !== "object") return value;
  const inner = layers(schema).at(-1);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, written(inner?.shape?.[key] ?? inner?.valueType, one)]),
  );
}

interface Layer {
  readonly def?: { readonly innerType?: Layer; readonly in?: Layer };
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
}

/** A schema and what it wraps: defaults, options, transformations. */
function layers(schema: unknown): readonly Layer[] {
  const list: Layer[] = [];
  for (let layer = schema as Layer | undefined; layer !== undefined && list.length < 10; ) {
    list.push(layer);
    layer = layer.def?.innerType ?? layer.def?.in;
  }
  return list;
}

function isDuration(schema: unknown): boolean {
  // A description makes another schema of the same definition.
  return layers(schema).some(({ def }) => def === ((duration as z.ZodType).def as object));
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/** Exactly, so that it can be read again: `1h30m`, `1s500ms`. */
function writeDuration(ms: number): string {
  let left = Math.round(ms);
  let text = "";
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text === "" ? "0" : text;
}

/** Where the key is, and never the key. */
function showModel({ key, timeoutMs, ...rest }: NonNullable<Settings["model"]>): Shown {
  const { file, env } = key;
  const place = { ...(file === undefined ? {} : { keyFile: file }), ...(env === undefined ? {} : { keyEnv: env }) };
  return { ...rest, ...place, timeout: writeDuration(timeoutMs) };
}
