import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { ChironError, event, type StoredEvent } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { dumpTables, type Projection } from "./index.ts";
import { openLogReader } from "./read/index.ts";
import { note, notes, openTestLog } from "./testing/index.ts";
import { verifyLog } from "./verify/index.ts";

const code = (expected: string) => (error: unknown) => error instanceof ChironError && error.code === expected;

test("HOST-11: events get their place, time, actor and hash at once, and are read back in order as they were stored", async (t) => {
  const path = join(temporaryFolder(t), "data", "chiron.db");
  const clock = createTestClock({ start: 1_700_000_000_000 });
  const log = openTestLog(t, path, { clock });
  const [first] = log.append([note("one")]);
  await clock.advance(5);
  const more = log.append([note("two"), event("healing.paused", { reason: "lunch" }, "cli:somebody")], {
    actor: "watcher",
  });
  await log.durable();

  assert.deepEqual(
    [first, ...more].map((stored) => [stored?.seq, stored?.at, stored?.actor, stored?.stream]),
    [
      [1, 1_700_000_000_000, "engine", "engine"],
      [2, 1_700_000_000_005, "watcher", "engine"],
      [3, 1_700_000_000_005, "cli:somebody", "engine"],
    ],
  );
  assert.deepEqual(log.read(), [first, ...more]);
  assert.deepEqual(log.head(), { seq: 3, hash: more[1]?.hash });
  log.close();

  const again = openTestLog(t, path);
  assert.deepEqual(again.read(), [first, ...more]);
  assert.deepEqual(again.append([note("four")])[0]?.seq, 4);
});

test("HOST-11: what is stored cannot be changed through the caller's objects, and says nothing of undefined values", (t) => {
  const log = openTestLog(t, ":memory:");
  const data = { command: "x", reason: "y", extra: undefined as string | undefined };
  const [stored] = log.append([{ type: "command.refused", data }]);
  data.reason = "changed";
  assert.deepEqual(stored?.data, { command: "x", reason: "y" });
  assert.deepEqual(log.read()[0]?.data, { command: "x", reason: "y" });
});

test("HOST-11: all that is appended in one turn is one commit; nobody outside sees it before", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const commits: (() => void)[] = [];
  const log = openTestLog(t, path, { schedule: (commit) => commits.push(commit) });
  const reader = openLogReader(path);
  t.after(() => reader.close());
  const heard: number[] = [];
  log.subscribe((stored) => heard.push(stored.seq));

  log.append(notes(2));
  log.append(notes(1));
  let done = false;
  const waiting = log.durable(2).then(() => (done = true));
  await Promise.resolve();
  assert.equal(commits.length, 1);
  assert.equal(log.read().length, 3, "the writer sees its own");
  assert.deepEqual([reader.events({}).length, heard.length, done, log.durableHead().seq], [0, 0, false, 0]);

  commits[0]?.();
  await waiting;
  assert.deepEqual(heard, [1, 2, 3]);
  assert.deepEqual([reader.events({}).length, log.durableHead().seq], [3, 3]);
});

test("subscribers hear each durable event once and in order, also when one throws and another appends", (t) => {
  const errors: unknown[] = [];
  const log = openTestLog(t, ":memory:", { onListenerError: (error) => errors.push(error) });
  const heard: string[] = [];
  log.subscribe(() => {
    throw new Error("a listener's own trouble");
  });
  log.subscribe((stored) => {
    heard.push(`a${stored.seq}`);
    if (stored.seq === 1) {
      log.append([note("answer")]);
      log.flush();
    }
  });
  const stop = log.subscribe((stored) => heard.push(`b${stored.seq}`));
  log.append(notes(2));
  log.flush();
  assert.deepEqual(heard, ["a1", "b1", "a2", "b2", "a3", "b3"]);
  assert.equal(errors.length, 3);

  stop();
  log.append(notes(1));
  log.flush();
  assert.deepEqual(heard.slice(6), ["a4"]);
});

test("a decision that rests on an old head is refused", (t) => {
  const log = openTestLog(t, ":memory:");
  log.append(notes(2));
  assert.throws(() => log.append([note("late")], { expected: 1 }), code("conflict"));
  assert.equal(log.head().seq, 2);
  assert.equal(log.append([note("in time")], { expected: 2 })[0]?.seq, 3);
});

test("a writer whose stream was advanced by another process finds out at its next append, and is told why", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "chiron.db");
  const failures: ChironError[] = [];
  const log = openTestLog(t, path, { onFailure: (error) => failures.push(error) });
  log.append(notes(3));
  log.flush();
  // Another writer can only get in when somebody removed the lock's file from under the first one.
  rmSync(join(folder, "chiron.engine.lock"));
  const other = openTestLog(t, path);
  other.append([note("by the new one")]);
  other.flush();

  assert.throws(() => log.append([note("by the old one")]), code("conflict"));
  assert.equal(failures.length, 1);
  assert.throws(() => log.append([note("again")]), code("conflict"));
  log.close();
  other.close();
  assert.deepEqual(verifyLog(path).problems, []);
});

test("streams of several processes share one file and follow each other in the order of their commits", (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const engine = openTestLog(t, path);
  const mender = openTestLog(t, path, { stream: "mender" });
  for (let round = 0; round < 3; round++) {
    engine.append(notes(2));
    engine.flush();
    mender.append(notes(1));
    mender.flush();
  }
  assert.deepEqual([engine.head().seq, mender.head().seq], [6, 3]);
  const result = verifyLog(path);
  assert.deepEqual([result.problems, result.events], [[], 9]);
});

test("events of an incident, of some types, of a range; the oldest or the newest of them", (t) => {
  const log = openTestLog(t, ":memory:");
  const moved = (incident: string) =>
    event("incident.moved", { incident, from: "detected", to: "diagnosing", reason: "because" });
  log.append([note("a"), moved("i1"), moved("i2"), note("b"), moved("i1"), event("healing.paused", { reason: "r" })]);
  const seqs = (events: readonly StoredEvent[]): number[] => events.map(({ seq }) => seq);
  assert.deepEqual(seqs(log.read({ incident: "i1" })), [2, 5]);
  assert.deepEqual(seqs(log.read({ types: ["command.refused", "healing.paused"] })), [1, 4, 6]);
  assert.deepEqual(seqs(log.read({ after: 2, upTo: 5 })), [3, 4, 5]);
  assert.deepEqual(seqs(log.read({ limit: 2 })), [1, 2]);
  assert.deepEqual(seqs(log.read({ limit: 2, newest: true })), [5, 6]);
  assert.deepEqual(seqs(log.read({ incident: "i1", after: 2 })), [5]);
});

test("what cannot be written as JSON or is too large is refused before anything is stored", (t) => {
  const log = openTestLog(t, ":memory:");
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const odd = (data: unknown) => [note("fine"), { type: "command.refused", data }] as never;
  assert.throws(() => log.append(odd(cycle)), code("internal"));
  assert.throws(() => log.append(odd({ command: 1n })), code("internal"));
  assert.throws(() => log.append([note("x".repeat(2_000_000))]), code("too_large"));
  assert.equal(log.head().seq, 0);
});

test("when a projection throws, that append leaves nothing behind, and the ones before and after it stand", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const counting: Projection = {
    name: "counting",
    version: 1,
    tables: ["counted"],
    ddl: "CREATE TABLE counted (command TEXT NOT NULL)",
    apply(db, stored) {
      if (stored.type !== "command.refused") return;
      db.run("INSERT INTO counted VALUES (?)", stored.data.command);
      if (stored.data.command === "poison") throw new Error("cannot");
    },
  };
  const log = openTestLog(t, path, { projections: [counting] });
  log.append([note("before")]);
  assert.throws(() => log.append([note("with it"), note("poison")]), code("internal"));
  log.append([note("after")]);
  await log.durable();
  assert.deepEqual(
    log.read().map(({ data }) => (data as { command: string }).command),
    ["before", "after"],
  );
  log.close();
  assert.deepEqual(dumpTables(path, ["counted"]).counted, ['{"command":"after"}', '{"command":"before"}']);
  assert.deepEqual(verifyLog(path).problems, []);
});

test("when the store is locked for too long, the append says so, and nothing is lost silently", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const failures: [string, number][] = [];
  const log = openTestLog(t, path, { busyTimeoutMs: 50, onFailure: ({ code }, lost) => failures.push([code, lost]) });
  log.append(notes(1));
  await log.durable();
  const intruder = new DatabaseSync(path);
  t.after(() => intruder.close());
  intruder.exec("BEGIN IMMEDIATE");

  assert.throws(() => log.append([note("two")]), code("store_failed"));
  intruder.exec("ROLLBACK");
  assert.throws(() => log.append([note("three")]), code("store_failed"));
  await log.durable(1);
  assert.deepEqual(failures, [["store_failed", 0]]);
  assert.deepEqual([log.head().seq, log.read().length, log.failure()?.code], [1, 1, "store_failed"]);
});

test("HOST-11: an event that waits for its commit in vain is reported as lost, and its waiters are told", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const failures: number[] = [];
  const commits: (() => void)[] = [];
  const breaking: Projection = { name: "p", version: 1, tables: [], ddl: "", apply: () => {} };
  const log = openTestLog(t, path, {
    projections: [breaking],
    schedule: (commit) => commits.push(commit),
    onFailure: (_, lost) => failures.push(lost),
  });
  // A constraint that is only looked at on commit stands for a disk that fails there.
  const outside = new DatabaseSync(path);
  outside.exec(`CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)`);
  outside.close();
  breaking.apply = (db) => db.run("INSERT INTO child VALUES (1)");

  log.append(notes(2));
  const waiting = assert.rejects(log.durable(), code("store_failed"));
  commits[0]?.();
  await waiting;
  assert.deepEqual([failures, log.head().seq, log.read().length], [[2], 0, 0]);
  assert.throws(() => log.flush(), code("store_failed"));
});
