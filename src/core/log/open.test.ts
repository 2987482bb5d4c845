import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { ChironError } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { openLog } from "./index.ts";
import { openLogReader } from "./read/index.ts";
import { note, notes, openTestLog } from "./testing/index.ts";

const code = (expected: string) => (error: unknown) => error instanceof ChironError && error.code === expected;

test("the folder and the files are for their owner only", async (t) => {
  const folder = join(temporaryFolder(t), "state", "chiron");
  const log = openTestLog(t, join(folder, "chiron.db"));
  log.append(notes(1));
  log.flush();
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const file of ["chiron.db", "chiron.db-wal", "chiron.engine.lock"]) {
    assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
  }
  log.close();
  assert.equal(statSync(join(folder, "chiron.engine.anchor")).mode & 0o777, 0o600);
});

test("what is not a log of Chiron's, or comes from a newer one, is refused and left as it is", (t) => {
  const folder = temporaryFolder(t);
  const text = join(folder, "text.db");
  writeFileSync(text, "this is no database, it is a long enough line of text to be sure of that\n".repeat(20));
  const foreign = join(folder, "foreign.db");
  const theirs = new DatabaseSync(foreign);
  theirs.exec("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  theirs.close();
  const newer = join(folder, "newer.db");
  openTestLog(t, newer).close();
  const changed = new DatabaseSync(newer);
  changed.exec("PRAGMA user_version = 99");
  changed.close();

  for (const [path, why] of [
    [text, /not a database/],
    [foreign, /not one of Chiron's/],
    [newer, /newer Chiron/],
  ] as const) {
    const before = readFileSync(path);
    const open = () => openLog({ path, stream: "engine", clock: createTestClock() });
    assert.throws(open, (error) => code("store_failed")(error) && why.test((error as Error).message));
    assert.throws(open, code("store_failed"), "the lock was let go");
    assert.throws(() => openLogReader(path), code("store_failed"));
    assert.deepEqual(readFileSync(path), before);
  }
});

test("only a lock that somebody holds is told as one", (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  writeFileSync(
    `${path.replace(/\.db$/, "")}.engine.lock`,
    "this was no lock, ever, and is too long to be an empty file\n".repeat(20),
  );
  const open = () => openLog({ path, stream: "engine", clock: createTestClock() });
  assert.throws(open, (error) => code("store_failed")(error) && /not a database/.test((error as Error).message));
});

test("a log whose end is not as it was left is not written to", (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const reopen = (options = {}) => openTestLog(t, path, options);
  const first = reopen();
  first.append(notes(5));
  first.close();
  const meddle = (sql: string): void => {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
  };
  meddle("DELETE FROM events WHERE seq = 5");
  assert.throws(reopen, /the head is record 5, but the last record is 4/);
  meddle("UPDATE heads SET seq = 4, hash = (SELECT hash FROM events WHERE seq = 4)");
  assert.throws(reopen, /had come to 5/);
  const accepted = reopen({ acceptRollback: true });
  assert.equal(accepted.append([note("after the restore")])[0]?.seq, 5);
  accepted.close();
  reopen().close();
  meddle("UPDATE events SET data = '{}' WHERE seq = 5");
  assert.throws(reopen, /record 5 has been altered/);
});

test("the anchor is written lazily while running, and at the end", async (t) => {
  const folder = temporaryFolder(t);
  const clock = createTestClock();
  const log = openTestLog(t, join(folder, "chiron.db"), { clock });
  const anchor = join(folder, "chiron.engine.anchor");
  const seq = (): number => (JSON.parse(readFileSync(anchor, "utf8")) as { seq: number }).seq;
  log.append(notes(1));
  log.flush();
  assert.equal(existsSync(anchor), false);
  await clock.advance(5_000);
  assert.equal(seq(), 1);
  log.append(notes(1));
  log.flush();
  await clock.advance(4_000);
  assert.equal(seq(), 1);
  log.close();
  assert.equal(seq(), 2);
});
