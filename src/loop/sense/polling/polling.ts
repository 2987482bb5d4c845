/**
 * Runs all probes of all targets. Each declaration of a probe is a watcher; watchers of the same thing share one source,
 * which is what is polled, and each gets a reading of its own. One timer serves them all.
 */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import {
  type Beats,
  defineProbe,
  type Pipelines,
  type Probe,
  type ProbeDeclaration,
  type Reading,
  type Services,
  type Target,
} from "#core/model";
import type { Platform } from "#core/platform";
import type { Counts, Means, Watcher } from "./means.ts";
import { ProcessWatch } from "./process-watch.ts";
import { Repeated } from "./repeated.ts";
import { Schedule } from "./schedule.ts";
import { Source } from "./source.ts";

export interface PollingOptions {
  readonly platform: Pick<Platform, "clock" | "random" | "files" | "processes" | "network" | "sqlite">;
  readonly services: Services;
  /** Default: no pipeline has told anything. */
  readonly pipelines?: Pipelines;
  /** Default: no kernel has beaten. */
  readonly beats?: Beats;
  readonly probes: ReadonlyMap<string, Probe>;
  readonly onReading: (reading: Reading) => void;
  /** Gets what `onReading` throws; without it that is an uncaught error. */
  readonly report?: (error: unknown) => void;
}

export interface PollingStats extends Readonly<Counts> {
  /** What should have begun by now, and has not: the lag of this engine. */
  readonly overdue: number;
  readonly inFlight: number;
  readonly sources: number;
}

export interface Polling {
  start(targets: readonly Target[]): void;
  /** Only what has changed is touched. */
  update(targets: readonly Target[]): void;
  /** No reading comes after the call. Resolves once what was under way has ended, at most after a moment. */
  stop(): Promise<void>;
  /** Readings of polls that begin with the call or later, of all probes of the target or of one. Never rejects. */
  probeNow(target: string, probeId?: string): Promise<readonly Reading[]>;
  /** Polls at once, then at short intervals, until `calm` (HOST-04). */
  suspect(target: string): void;
  calm(target: string): void;
  /** Something outside says that the target's process has changed: it is polled at once. */
  notify(target: string): void;
  /** Has something done again and again by the schedule that drives the probes; as long as it is driven. */
  every(intervalMs: number, due: () => void): void;
  stats(): PollingStats;
}

const silent: Pipelines = { look: () => undefined };
const none: Beats = { count: () => 0 };
const longestStopMs = 3_000;

interface Watched {
  target: Target;
  readonly watch: ProcessWatch | null;
  watchers: readonly Watcher[];
}

export function createPolling(options: PollingOptions): Polling {
  return new PollingEngine(options);
}

class PollingEngine implements Polling {
  readonly #means: Means;
  readonly #probes: ReadonlyMap<string, Probe>;
  readonly #sources = new Map<string, Source>();
  readonly #watched = new Map<string, Watched>();
  readonly #report: (error: unknown) => void;

  constructor(options: PollingOptions) {
    const { platform, services, pipelines = silent, beats = none, probes, onReading, report = throwLater } = options;
    const { clock, random, files, processes, network, sqlite } = platform;
    const counts = { polls: 0, unanswered: 0, late: 0, longestLagMs: 0 };
    const emit = (reading: Reading): void => {
      try {
        onReading(reading);
      } catch (error) {
        report(error);
      }
    };
    this.#probes = probes;
    this.#report = report;
    const schedule = new Schedule(clock);
    this.#means = {
      clock,
      random,
      files,
      processes,
      network,
      sqlite,
      services,
      pipelines,
      beats,
      schedule,
      counts,
      emit,
    };
  }

  start(targets: readonly Target[]): void {
    this.update(targets);
  }

  update(targets: readonly Target[]): void {
    this.#apply(targets);
  }

  async stop(): Promise<void> {
    const ending = this.#apply([]);
    this.#means.schedule.clear();
    if (ending.length === 0) return;
    let timer: { cancel(): void } | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = this.#means.clock.after(longestStopMs, resolve);
    });
    await Promise.race([Promise.allSettled(ending), patience]);
    timer?.cancel();
  }

  async probeNow(target: string, probeId?: string): Promise<readonly Reading[]> {
    const watchers = this.#watched.get(target)?.watchers ?? [];
    const wanted = probeId === undefined ? watchers : watchers.filter((watcher) => watcher.probeId === probeId);
    return Promise.all(wanted.map((watcher) => watcher.source.fresh(watcher)));
  }

  suspect(target: string): void {
    const now = this.#means.clock.monotonic();
    for (const { source } of this.#watched.get(target)?.watchers ?? []) source.suspect(target, now);
  }

  calm(target: string): void {
    const now = this.#means.clock.monotonic();
    for (const { source } of this.#watched.get(target)?.watchers ?? []) source.calm(target, now);
  }

  notify(target: string): void {
    const now = this.#means.clock.monotonic();
    const watched = this.#watched.get(target);
    if (watched?.watch) watched.watch.notify(now);
    else for (const { source } of watched?.watchers ?? []) source.soon(now);
  }

  every(intervalMs: number, due: () => void): void {
    const { schedule, clock } = this.#means;
    schedule.set(new Repeated(schedule, intervalMs, due, this.#report), clock.monotonic());
  }

  stats(): PollingStats {
    const now = this.#means.clock.monotonic();
    const sources = [...this.#sources.values()];
    return {
      ...this.#means.counts,
      overdue: sources.filter((source) => source.isOverdue(now)).length,
      inFlight: sources.filter((source) => source.inFlight).length,
      sources: sources.length,
    };
  }

  /** Returns what is still ending of that which is not wanted any more. */
  #apply(targets: readonly Target[]): readonly Promise<void>[] {
    const ending: Promise<void>[] = [];
    const wanted = new Map(targets.map((target) => [target.id, target]));
    for (const [id, watched] of this.#watched) {
      const target = wanted.get(id);
      const kept = target === undefined ? [] : watched.watchers.filter((watcher) => this.#isUnchanged(watcher, target));
      for (const watcher of watched.watchers) if (!kept.includes(watcher)) ending.push(...this.#remove(watcher));
      watched.watchers = kept;
      if (target !== undefined) continue;
      if (watched.watch !== null) this.#means.schedule.remove(watched.watch);
      this.#watched.delete(id);
    }
    for (const target of wanted.values()) this.#take(target);
    return ending;
  }

  #take(target: Target): void {
    const before = this.#watched.get(target.id);
    const watch = this.#watchOf(target, before?.watch ?? null);
    const watchers = target.probes.map((declaration) => {
      const kept = before?.watchers.find(({ probeId }) => probeId === declaration.id);
      if (kept === undefined) return this.#add(target, declaration, watch);
      kept.target = target;
      kept.watch = watch;
      return kept;
    });
    this.#watched.set(target.id, { target, watch, watchers });
    const ofProcess = watchers.filter(({ declaration }) => declaration.kind === "process");
    watch?.observe(sourcesOf(watchers), sourcesOf(ofProcess));
  }

  #watchOf(target: Target, before: ProcessWatch | null): ProcessWatch | null {
    const wanted = target.supervisor !== undefined || target.probes.some(({ kind }) => kind === "process");
    if (wanted && before?.fits(target)) return before;
    if (before !== null) this.#means.schedule.remove(before);
    return wanted ? new ProcessWatch(this.#means, target) : null;
  }

  #add(target: Target, declaration: ProbeDeclaration, watch: ProcessWatch | null): Watcher {
    const probe = this.#probeOf(declaration.kind);
    const { options, deadlineMs } = declaration;
    const shareKey = probe.shareKey?.(options, target);
    const key = keyOf(target, declaration, shareKey);
    const source = this.#sources.get(key) ?? new Source(this.#means, { probe, options, deadlineMs });
    this.#sources.set(key, source);
    const watcher = { probeId: declaration.id, declaration, source, shareKey, target, watch };
    source.attach(watcher, this.#means.clock.monotonic());
    return watcher;
  }

  #remove(watcher: Watcher): readonly Promise<void>[] {
    const ended = watcher.source.detach(watcher);
    if (watcher.source.watchers.length === 0) {
      this.#sources.delete(keyOf(watcher.target, watcher.declaration, watcher.shareKey));
    }
    return ended === undefined ? [] : [ended];
  }

  #isUnchanged({ probeId, declaration, shareKey }: Watcher, target: Target): boolean {
    const now = target.probes.find(({ id }) => id === probeId);
    if (now === undefined || !isDeepStrictEqual(now, declaration)) return false;
    return this.#probeOf(now.kind).shareKey?.(now.options, target) === shareKey;
  }

  /** A probe that does not exist never says "healthy", and never goes unnoticed. */
  #probeOf(kind: string): Probe {
    return this.#probes.get(kind) ?? missingProbe(kind);
  }
}

/** Watchers with different deadlines want different answers to the same question. */
function keyOf(target: Target, { id, kind, deadlineMs }: ProbeDeclaration, shareKey: string | undefined): string {
  return JSON.stringify(shareKey === undefined ? [target.id, id] : [null, kind, deadlineMs, shareKey]);
}

function sourcesOf(watchers: readonly Watcher[]): readonly Source[] {
  return [...new Set(watchers.map(({ source }) => source))];
}

function missingProbe(kind: string): Probe {
  const error = `there is no probe named ${JSON.stringify(kind)}`;
  return defineProbe({
    name: kind,
    summary: error,
    schema: z.object({}),
    defaults: { everyMs: 60_000, deadlineMs: 5_000 },
    poll: async () => ({ available: false, values: {}, error }),
  });
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
