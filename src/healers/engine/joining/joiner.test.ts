import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type EventLog, openLog, standardProjections } from "#core/log";
import { type LogReader, openLogReader } from "#core/log/read";
import { verifyLog } from "#core/log/verify";
import type { StoredEvent } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { openSideJournal, type SideJournal } from "#healers/mutual/side-journal";
import { evolve } from "#loop/incident";
import { createJoiner, type Joiner } from "./joiner.ts";

interface Scene {
  readonly path: string;
  readonly folder: string;
  readonly log: EventLog;
  readonly reader: LogReader;
  readonly refused: string[];
  readonly joiner: Joiner;
  /** Of this very process: alive. */
  write(): SideJournal;
  /** One whose process is gone. */
  leave(texts: readonly string[]): SideJournal;
  joined(): readonly string[];
}

function scene(t: TestContext, base = temporaryFolder(t)): Scene {
  const path = join(base, "chiron.db");
  const folder = join(base, "healers", "journal");
  const { processes, close } = createRealPlatform();
  t.after(close);
  const clock = createTestClock({ start: 1_700_000_000_000 });
  const projections = standardProjections({ evolve, version: 1 });
  const log = openLog({ path, stream: "engine", clock, projections });
  const reader = openLogReader(path);
  const refused: string[] = [];
  const joiner = createJoiner({
    ...{ clock, processes, folders: [folder], refused },
    joinedOf: (writer) => reader.journal(writer),
    record: (events) => void log.append(events),
    durable: () => log.durable(),
    onRefused: (_, why) => refused.push(why),
    onError: (error) => {
      throw error;
    },
  });
  t.after(async () => {
    await joiner.stop();
    reader.close();
    log.close();
  });
  const open = (startTicks: number) =>
    openSideJournal({
      ...{ role: "watchdog", folders: [folder], now: () => 1_600_000_000_000 },
      process: { ...processes.self, startTicks },
    });
  return {
    ...{ path, folder, log, reader, refused, joiner },
    write: () => open(processes.self.startTicks),
    leave(texts) {
      const journal = open(1);
      for (const text of texts) journal.append({ actor: "healer:watchdog", type: "test.noted", data: { text } });
      journal.close();
      return journal;
    },
    joined: () => log.read().flatMap(textsOf),
  };
}

function textsOf(stored: StoredEvent): string[] {
  if (stored.type === "journal.refused") return [stored.data.why];
  return stored.type === "journal.joined" ? stored.data.entries.map(({ data }) => String(data.text)) : [];
}

test("HEALER-09: a side journal is joined once, proved again by audit verify, and its file is gone", async (t) => {
  const { joiner, leave, joined, folder, path } = scene(t);
  leave(["one", "two"]);
  leave(["three"]);
  await joiner.join();
  assert.deepEqual([...joined()].sort(), ["one", "three", "two"]);
  assert.deepEqual(readdirSync(folder), []);
  await joiner.join();
  assert.equal(joined().length, 3);
  const { ok, problems } = verifyLog(path);
  assert.deepEqual([ok, problems], [true, []]);
});

test("HEALER-09: a writer that lives keeps its file, and only what is new is joined", async (t) => {
  const { joiner, write, joined, folder } = scene(t);
  const journal = write();
  t.after(() => journal.close());
  const say = (text: string) => journal.append({ actor: "healer:watchdog", type: "test.noted", data: { text } });
  say("one");
  await joiner.join();
  say("two");
  say("three");
  await joiner.join();
  await joiner.join();
  assert.deepEqual(joined(), ["one", "two", "three"]);
  assert.equal(readdirSync(folder).length, 1);
});

test("HEALER-09: what happened meanwhile is applied as of the time when it happened", async (t) => {
  const { joiner, write, log, reader } = scene(t);
  const process = { pid: 4711, startTicks: 17, bootId: "boot" };
  const journal = write();
  t.after(() => journal.close());
  const started = (data: Record<string, unknown>) =>
    journal.append({ actor: "delegate:critical-trigger", type: "service.started", data });
  started({ target: "web", process, cause: "repair" });
  started({ target: "web", process: "forged", cause: "repair" });
  await joiner.join();
  const [service] = reader.services();
  assert.deepEqual([service?.process, service?.startedAt], [process, 1_600_000_000_000]);
  const applied = log.read({ types: ["service.started"] });
  assert.deepEqual(
    applied.map(({ actor, at }) => [actor, at]),
    [["delegate:critical-trigger", 1_600_000_000_000]],
    "data that is no service's start changes nothing",
  );
  log.rebuild();
  assert.equal(reader.services().length, 1);
});

test("HEALER-09: an altered entry is refused and kept, a human hears of it, and audit verify says which it was", async (t) => {
  const { joiner, leave, joined, folder, refused, path } = scene(t);
  const { writer } = leave(["one", "two", "three"]);
  const [name = ""] = readdirSync(folder);
  const file = join(folder, name);
  writeFileSync(file, readFileSync(file, "utf8").replace('"two"', '"TWO"'));
  await joiner.join();
  assert.deepEqual(joined(), ["one", "entry 2 was altered", "three"]);
  assert.deepEqual(refused, ["entry 2 was altered"]);
  const { ok, problems } = verifyLog(path);
  assert.equal(ok, false);
  assert.deepEqual(
    problems.map(({ message }) => message),
    [`record 2: in the side journal ${writer}, entry 2 was altered`],
  );
});

test("HEALER-09: what a living writer seems to have broken is looked at twice before anybody is told", async (t) => {
  const { joiner, write, joined, folder, refused } = scene(t);
  const journal = write();
  t.after(() => journal.close());
  for (const text of ["one", "two"]) journal.append({ actor: "a", type: "test.noted", data: { text } });
  const [name = ""] = readdirSync(folder);
  const file = join(folder, name);
  const whole = readFileSync(file, "utf8");
  writeFileSync(file, whole.replace('"text":"one"', '"text":"o\n\n"'));
  await joiner.join();
  assert.deepEqual([joined(), refused], [[], []]);
  writeFileSync(file, whole);
  await joiner.join();
  assert.deepEqual([joined(), refused], [["one", "two"], []], "it was only being written");
});

test("HEALER-09: megabytes of entries go into events of less than a megabyte", async (t) => {
  const { joiner, leave, log, joined } = scene(t);
  const texts = Array.from({ length: 60 }, (_, index) => `${index} ${"x".repeat(40_000)}`);
  leave(texts);
  await joiner.join();
  assert.deepEqual(joined(), texts);
  for (const stored of log.read()) assert.ok(JSON.stringify(stored.data).length < 1_000_000);
});

test("HEALER-09: a store that was joined to can be verified record by record: one altered with all its hashes is named", async (t) => {
  const { joiner, leave, log, path } = scene(t);
  const { writer } = leave(["one"]);
  await joiner.join();
  const [joinedEvent] = log.read();
  assert.ok(joinedEvent?.type === "journal.joined");
  // Somebody with the whole program at hand says the same once more, with another word in it.
  const [entry] = joinedEvent.data.entries;
  assert.ok(entry);
  log.append([
    {
      type: "journal.joined",
      data: {
        ...joinedEvent.data,
        from: 2,
        to: 2,
        entries: [{ ...entry, seq: 2, prev: entry.hash, data: { text: "forged" } }],
      },
    },
  ]);
  await log.durable();
  const { problems } = verifyLog(path);
  assert.deepEqual(
    problems.map(({ message }) => message),
    [`record 2 joins the side journal ${writer}: entry 2 was altered`],
  );
});

test("HEALER-09: files that are not side journals are left alone", async (t) => {
  const { joiner, leave, folder, joined } = scene(t);
  leave(["one"]);
  for (const name of ["x.1.jsonl", "README", "watchdog-1.1.jsonl.new"]) writeFileSync(join(folder, name), "hello\n");
  await joiner.join();
  assert.deepEqual(joined(), ["one"]);
  assert.ok(existsSync(join(folder, "README")) && existsSync(join(folder, "x.1.jsonl")));
});
