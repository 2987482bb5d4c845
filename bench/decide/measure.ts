/** One engine on a log with so many open incidents; fresh troubles are decided on it one after another, and timed where they are recorded. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EventLog, openLog, openReadings, standardProjections } from "#core/log";
import { openLogReader } from "#core/log/read";
import { event, type NewEvent, type Target } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createEngine } from "#healers/engine";
import { evolve } from "#loop/incident";
import { settingsFor, targetNumber, typeOf } from "./installation.ts";
import type { Options } from "./options.ts";

export interface Decision {
  /** From the opening of the incident to the verdict on its plan: matching, routing, planning, judging, recording. */
  readonly milliseconds: number;
  /** Of that, what the last two took: planning and judging. */
  readonly planAndJudgeMilliseconds: number;
  /** Whether the target needs another one, which is then looked at before anything is decided. */
  readonly needsAnother: boolean;
  readonly decision: string;
}

const hour = 3_600_000;

export async function measure(folder: string, options: Options, signal: AbortSignal): Promise<readonly Decision[]> {
  mkdirSync(folder, { recursive: true });
  const targets = Array.from({ length: options.incidents + options.trials }, (_, index) => targetNumber(index, folder));
  // What others need stays well: what they suffer from it would be held under it, and not decided about.
  const well = targets.slice(options.incidents);
  const needed = new Set(well.flatMap(({ dependsOn }) => dependsOn));
  const fresh = well.filter(({ id }) => !needed.has(id));
  for (const target of well) writeFileSync(pathOf(target), "");
  fill(folder, targets.slice(0, options.incidents));
  const platform = createRealPlatform();
  const settings = settingsFor(folder, targets, options.runbooks);
  const projections = standardProjections({ evolve, version: 1 });
  const path = join(folder, "chiron.db");
  const times = new Map<string, { opened: number; proposed: number; judged?: number; decision?: string }>();
  const log = timed(openLog({ path, stream: "engine", clock: platform.clock, projections }), times);
  const reader = openLogReader(path);
  const readings = openReadings({ path: join(folder, "readings.db"), clock: platform.clock });
  const engine = createEngine({
    ...{ version: "bench", platform, settings, dataDir: folder, dataId: "bench", log, reader, readings },
    ...{ draftsFolder: join(folder, "drafts"), deliver: () => undefined, onReload: () => undefined },
    tryChannels: async () => [],
    readSettings: async () => settings,
    readDraft: () => Promise.reject(new Error("drafts are not read here")),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  try {
    await engine.start();
    await firstPolls(engine.facade.metrics, targets.length, platform.clock);
    const decided: Decision[] = [];
    for (const target of fresh) {
      signal.throwIfAborted();
      rmSync(pathOf(target));
      await engine.facade.command({ kind: "probe", target: target.id }, { kind: "human", id: "bench" });
      const seen = await verdictOn(target.id, times, platform.clock);
      decided.push({ ...seen, needsAnother: target.dependsOn.length > 0 });
    }
    return decided;
  } finally {
    await engine.stop({ reason: "measured", keepServices: false });
    reader.close();
    readings.close();
    log.close();
    platform.close();
  }
}

/** What is read for the first time after a start is none of the decisions' cost. */
async function firstPolls(
  metrics: () => { readonly counters: Readonly<Record<string, readonly { readonly value: number }[]>> },
  count: number,
  clock: { sleep(ms: number): Promise<void>; monotonic(): number },
): Promise<void> {
  const deadline = clock.monotonic() + 60_000;
  while ((metrics().counters.chiron_polls?.[0]?.value ?? 0) < count && clock.monotonic() < deadline)
    await clock.sleep(100);
}

function pathOf({ settings }: Target): string {
  return String(settings.path);
}

/** Incidents that have been in a human's hands for hours. */
function fill(folder: string, targets: readonly Target[]): void {
  let at = Date.now() - 3 * hour;
  const clock = { ...createRealPlatform().clock, now: () => at++ };
  const log = openLog({
    path: join(folder, "chiron.db"),
    stream: "engine",
    clock,
    projections: standardProjections({ evolve, version: 1 }),
  });
  try {
    for (const [index, target] of targets.entries()) {
      log.append(openAndEscalated(index, target));
      if (index % 500 === 499) log.flush();
    }
    log.flush();
  } finally {
    log.close();
  }
}

function openAndEscalated(index: number, target: Target): readonly NewEvent[] {
  const incident = `inc-old-${index}`;
  const type = typeOf(index);
  const reading = {
    target: target.id,
    probe: "file",
    takenAt: 1,
    available: true,
    values: { exists: false },
    latencyMs: 1,
  };
  const evidence = { condition: "reading.values.exists == false", reading, thresholds: {} };
  return [
    event("incident.opened", {
      ...{ incident, fingerprint: `${type}@${target.id}`, type, target: target.id, severity: "high", since: 1 },
      ...{ title: "The file is missing", evidence, flapping: false, episode: incident, recurrences: 0 },
    }),
    event("incident.moved", { incident, from: "detected", to: "diagnosing", reason: "taken up" }),
    event("incident.tiered", { incident, tier: 3, why: "told" }),
    event("incident.moved", { incident, from: "diagnosing", to: "escalated", reason: "no repair may run" }),
  ];
}

type Times = Map<string, { opened: number; proposed: number; judged?: number; decision?: string }>;

/** Notes when the engine hands over what is to be recorded; everything else is the log's. */
function timed(log: EventLog, times: Times): EventLog {
  const append: EventLog["append"] = (events, options) => {
    const stored = log.append(events, options);
    const now = performance.now();
    for (const one of events) {
      if (one.type === "incident.opened") times.set(one.data.incident, { opened: now, proposed: now });
      if (one.type === "plan.proposed") Object.assign(times.get(one.data.incident) ?? {}, { proposed: now });
      if (one.type === "plan.judged")
        Object.assign(times.get(one.data.incident) ?? {}, { judged: now, decision: one.data.verdict.decision });
    }
    return stored;
  };
  return new Proxy(log, {
    get(target, key) {
      if (key === "append") return append;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function verdictOn(
  target: string,
  times: Times,
  clock: { sleep(ms: number): Promise<void>; monotonic(): number },
): Promise<Omit<Decision, "needsAnother">> {
  const deadline = clock.monotonic() + 10_000;
  for (;;) {
    const [last] = [...times.values()].slice(-1);
    if (last?.judged !== undefined) {
      times.clear();
      const { opened, proposed, judged, decision = "" } = last;
      return { milliseconds: judged - opened, planAndJudgeMilliseconds: judged - proposed, decision };
    }
    if (clock.monotonic() > deadline) throw new Error(`nothing was decided about ${target}`);
    await clock.sleep(1);
  }
}
