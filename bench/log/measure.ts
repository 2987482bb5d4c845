/** The single measurements. Each gets a folder of its own and leaves nothing open. */
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type EventLog, openLog, standardProjections } from "#core/log";
import { verifyLog } from "#core/log/verify";
import { event, type NewEvent } from "#core/model";
import { createRealClock } from "#core/platform/real";
import { evolve } from "#loop/incident";

export interface Measurement {
  readonly commitsPerSecond: number;
  /** Of one commit each: from the call of append until it is durable. */
  readonly milliseconds: readonly number[];
  /** Of the call of append alone, by event. */
  readonly appendMicroseconds: readonly number[];
}

const RECORD_BYTES = 200;

/** What the disk itself can do: as much as a small event, appended and synced, over and over. */
export function measureDisk(directory: string, commits: number): Measurement {
  const file = openSync(join(directory, "plain"), "w");
  const record = Buffer.alloc(RECORD_BYTES, "x");
  const milliseconds: number[] = [];
  try {
    const start = performance.now();
    for (let commit = 0; commit < commits; commit++) {
      const before = performance.now();
      writeSync(file, record);
      fdatasyncSync(file);
      milliseconds.push(performance.now() - before);
    }
    return { commitsPerSecond: rate(commits, start), milliseconds, appendMicroseconds: [] };
  } finally {
    closeSync(file);
  }
}

/** The log as the engine uses it, all projections included: the events belong to an open incident. */
export async function measureLog(directory: string, commits: number, groupSize: number): Promise<Measurement> {
  const log = openBenchLog(directory);
  const milliseconds: number[] = [];
  const appendMicroseconds: number[] = [];
  try {
    const start = performance.now();
    for (let commit = 0; commit < commits; commit++) {
      const group = Array.from({ length: groupSize }, (_, index) => refreshed(commit * groupSize + index));
      const before = performance.now();
      log.append(group);
      appendMicroseconds.push(((performance.now() - before) * 1000) / groupSize);
      await log.durable();
      milliseconds.push(performance.now() - before);
    }
    return { commitsPerSecond: rate(commits, start), milliseconds, appendMicroseconds };
  } finally {
    log.close();
  }
}

export interface Check {
  readonly eventsPerSecond: number;
  readonly ok: boolean;
}

/** Makes a log of that length in large groups, for `measureVerification`. */
export function fillLog(directory: string, events: number): string {
  const log = openBenchLog(directory);
  try {
    for (let done = log.head().seq; done < events; done = log.head().seq) {
      log.append(Array.from({ length: Math.min(1_000, events - done) }, (_, index) => refreshed(done + index)));
      log.flush();
    }
    return join(directory, "chiron.db");
  } finally {
    log.close();
  }
}

export function measureVerification(path: string): Check {
  const start = performance.now();
  const { ok, events } = verifyLog(path);
  return { ok, eventsPerSecond: rate(events, start) };
}

function openBenchLog(directory: string): EventLog {
  const projections = standardProjections({ evolve, version: 1 });
  const log = openLog({ path: join(directory, "chiron.db"), stream: "engine", clock: createRealClock(), projections });
  log.append([opened]);
  log.flush();
  return log;
}

const reading = { target: "web", probe: "http", takenAt: 1, available: true, values: { serving: false }, latencyMs: 1 };
const evidence = { condition: "!reading.values.serving", reading, thresholds: {} };
const incident = "inc-bench";

const opened: NewEvent = event("incident.opened", {
  incident,
  fingerprint: "process_dead@web",
  type: "process_dead",
  target: "web",
  severity: "critical",
  title: "The process is gone",
  since: 1,
  evidence,
  flapping: false,
  episode: incident,
  recurrences: 0,
});

function refreshed(count: number): NewEvent {
  return event("incident.refreshed", { incident, count, evidence, flapping: false });
}

function rate(count: number, startedAt: number): number {
  return (count * 1000) / (performance.now() - startedAt);
}
