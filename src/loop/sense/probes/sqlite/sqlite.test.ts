import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { snapshot } from "../../../../../test/support/snapshot.ts";
import {
  cutOff,
  damageIndex,
  damagePages,
  makeDatabase,
  otherProcess,
} from "../../../../../test/support/sqlite-files.ts";

test("HOST-02: sqlite: pages that were overwritten, cut off, or are none at all, are damage, and said in SQLite's words", async (t) => {
  const damages: readonly (readonly [string, (path: string) => void, RegExp])[] = [
    ["overwritten", damagePages, /malformed|Tree|page|btree/i],
    ["cut off", cutOff, /malformed|page|invalid/i],
    ["its first page", (path) => damagePages(path, 0, 1), /not a database/],
    ["text instead", (path) => writeFileSync(path, "no database ".repeat(1_000)), /not a database/],
  ];
  for (const [what, damage, says] of damages) {
    const { path } = makeDatabase(t);
    const { poll } = onePoll(t, "sqlite");
    assert.equal((await poll({ path })).values.intact, true, what);
    damage(path);
    const { available, values, error } = await poll({ path });
    assert.deepEqual([available, values.intact], [true, false], `${what}: ${error}`);
    assert.match(error ?? "", says, what);
  }
});

test("HOST-02: sqlite: what only integrity_check sees is found by the daily one, and stays found", async (t) => {
  const { path } = makeDatabase(t);
  const { poll, memory } = onePoll(t, "sqlite");
  const sound = await poll({ path });
  assert.deepEqual([sound.values.intact, sound.values.check], [true, "integrity"]);
  damageIndex(path);
  const quick = await poll({ path });
  assert.deepEqual([quick.values.intact, quick.values.check], [true, "quick"], "the quick one does not see it");
  memory.clear();
  for (let look = 0; look < 2; look++) {
    const { values, error } = await poll({ path });
    assert.deepEqual([values.intact, values.check], [false, "integrity"], error);
  }
});

test("HOST-06: sqlite: locked, not there, empty, forbidden or in the middle of something is no damage, and is not well either", async (t) => {
  const { path, folder } = makeDatabase(t);
  const { poll } = onePoll(t, "sqlite");
  const silent = async (options: Record<string, unknown>, says: RegExp) => {
    const { available, values, error } = await poll(options);
    assert.deepEqual([available, "intact" in values], [false, false], error);
    assert.match(error ?? "", says);
  };
  const other = await otherProcess(t, path, "exclusive");
  await silent({ path }, new RegExp(`is locked by process ${other.pid}`));
  await other.end();
  await silent({ path: join(folder, "none.db") }, /there is no file/);
  await silent({ path: folder }, /is not a file/);
  writeFileSync(join(folder, "new.db"), "");
  await silent({ path: join(folder, "new.db") }, /has 0 bytes/);
  const half = await otherProcess(t, path, "half");
  assert.ok(existsSync(`${path}-journal`));
  await silent({ path }, /is locked by process/);
  await half.end();
  await silent({ path }, /unfinished transaction/);
  assert.ok(existsSync(`${path}-journal`), "it is not for us to take it back");
});

test("HOST-06: sqlite: one that may not be read is not known", async (t) => {
  const { path } = makeDatabase(t);
  chmodSync(path, 0o000);
  const { poll } = onePoll(t, "sqlite");
  const { available, values } = await poll({ path });
  // Root may read everything.
  if (process.getuid?.() === 0) assert.equal(values.intact, true);
  else assert.deepEqual([available, "intact" in values], [false, false]);
});

test("HOST-02: sqlite: a database that has become empty has lost what was in it", async (t) => {
  const { path } = makeDatabase(t);
  const { poll } = onePoll(t, "sqlite");
  await poll({ path });
  truncateSync(path, 0);
  const { available, values, error } = await poll({ path });
  assert.deepEqual([available, values.intact], [true, false]);
  assert.match(error ?? "", /was a database before/);
});

test("HOST-02: sqlite: through a write-ahead log under load it reads whole, again and again; at rest nothing is left beside it", async (t) => {
  const { path, folder } = makeDatabase(t, { journal: "wal" });
  const { poll } = onePoll(t, "sqlite");
  const before = snapshot(folder, { identity: true });
  assert.equal((await poll({ path })).values.intact, true);
  assert.deepEqual(snapshot(folder, { identity: true }), before);
  const load = await otherProcess(t, path, "load");
  for (let look = 0; look < 5; look++) {
    const { values, error } = await poll({ path, integrityEvery: "0" });
    assert.deepEqual([values.intact, values.check], [true, "integrity"], error);
  }
  await load.end();
  assert.equal((await poll({ path })).values.intact, true, "and after the writer was killed");
  damagePages(path);
  assert.equal((await poll({ path })).values.intact, false);
  assert.ok(readdirSync(folder).includes("app.db-wal"));
});

test("HOST-02: sqlite: a query gives a value, can only look, and is no judgement of the file", async (t) => {
  const { path, folder } = makeDatabase(t);
  const { poll } = onePoll(t, "sqlite");
  const { values } = await poll({ path, query: "SELECT count(*) FROM notes" });
  assert.deepEqual([values.intact, values.value], [true, 2_000]);
  const wrong = [
    "SELECT nothing FROM nowhere",
    "WITH x AS (SELECT 1) DELETE FROM notes",
    "SELECT load_extension('x')",
    "WITH x(a) AS (SELECT 1) INSERT INTO notes SELECT a, a FROM x",
  ];
  const before = snapshot(folder, { identity: true });
  for (const query of wrong) {
    const answer = await poll({ path, query });
    assert.deepEqual([answer.values.intact, "value" in answer.values], [true, false], query);
    assert.match(answer.error ?? "", /the query fails/);
  }
  assert.deepEqual(snapshot(folder, { identity: true }), before);
  for (const query of [
    "DELETE FROM notes",
    "SELECT 1; DELETE FROM notes",
    "PRAGMA user_version = 1",
    "ATTACH 'x' AS y",
  ])
    await assert.rejects(async () => poll({ path, query }), query);
});
