/** What `npm run bench -- healers --chaos` judges by: that it finds each thing that must not be. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewEvent, StoredEvent } from "#core/model";
import { type Counted, compare } from "../../bench/healers/books.ts";
import type { Start } from "../../bench/healers/workers.ts";

const processOf = (pid: number) => ({ pid, startTicks: pid, bootId: "b" });
const lease = (generation: number, pid: number): NewEvent => ({
  type: "lease.taken",
  data: { role: "engine", generation, process: processOf(pid) },
});
const started = (pid: number): NewEvent => ({
  type: "service.started",
  data: { target: "web", process: processOf(pid), cause: "repair" },
});
const step = { incident: "i", plan: "p", index: 0, effect: "i/p/0/1", action: "service.restart", undo: false } as const;
const begun: NewEvent = { type: "step.started", data: { ...step, input: {} } };
const done: NewEvent = { type: "step.finished", data: { ...step, end: "done", result: null, durationMs: 1 } };

/** One after the other, 1,000 ms apart. */
function logOf(events: readonly NewEvent[]): readonly StoredEvent[] {
  return events.map((one, index) => ({ ...one, seq: index + 1, at: (index + 1) * 1_000 }) as StoredEvent);
}

const start = (pid: number, parent: number, at: number): Start => ({ worker: "web", pid, parent, at });
const counted: Counted = { names: ["web"], deaths: () => 1, living: () => 1 };

// Engine 10 starts the service, and engine 11 does so again after its death.
const events = [lease(1, 10), started(20), lease(2, 11), begun, started(21), done];
const starts = [start(20, 10, 1_500), start(21, 11, 4_500)];

const problems = (log: readonly NewEvent[], of = starts, by: Counted = counted) =>
  compare(logOf(log), of, by).problems.join("; ");

test("HEALER-08: the books of the chaos bench find two engines at one time, and whatever was lost or done twice", () => {
  assert.equal(problems(events), "");
  assert.match(problems([lease(1, 10), started(20), lease(1, 11), begun, started(21), done]), /has the generation 1/);
  const late = [start(20, 10, 1_500), start(21, 10, 4_500)];
  assert.match(problems(events, late), /started by 10 1500 ms after generation 2 had taken its place/);
  assert.match(problems(events, [start(20, 99, 1_500), start(21, 11, 4_500)]), /started by 99, which was no engine/);
  assert.match(problems(events.filter((one) => one !== done)), /began 1 times and ended 0 times/);
  assert.match(problems([...events, begun, done]), /began 2 times and ended 2 times/);
  const twice = [...starts, start(22, 11, 5_500)];
  assert.match(problems([...events, started(22)], twice), /started 3 times and should have been 2 times/);
  assert.match(problems(events, twice), /knows pid 22 of web 0 times/);
  assert.match(problems([...events, started(21)]), /knows pid 21 of web 2 times/);
  assert.match(problems(events, starts, { ...counted, living: () => 2 }), /2 processes of web live/);
  assert.match(problems(events, starts, { ...counted, deaths: () => 2 }), /should have been 3 times/);
});
