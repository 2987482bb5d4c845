import assert from "node:assert/strict";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { event } from "#core/model";
import { temporaryFolder } from "#core/platform/test";
import { hashOf } from "../chain/index.ts";
import type { EventRow } from "../events.ts";
import { notes, openTestLog } from "../testing/index.ts";
import { verifyLog } from "./index.ts";

/** A closed log of twelve records, the tenth of which belongs to an incident. */
function sampleLog(t: TestContext): string {
  const path = join(temporaryFolder(t), "chiron.db");
  const log = openTestLog(t, path);
  log.append(notes(9));
  log.append([event("incident.moved", { incident: "inc-1", from: "detected", to: "diagnosing", reason: "because" })]);
  log.append(notes(2));
  log.close();
  return path;
}

function meddle(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

/** `kind seq` of each problem. */
function found(path: string): string[] {
  return verifyLog(path).problems.map(({ kind, seq }) => `${kind} ${seq}`);
}

test("HOST-11: an untouched log is found whole, an empty one too", (t) => {
  const result = verifyLog(sampleLog(t));
  assert.deepEqual([result.ok, result.events, result.problems, result.anchored], [true, 12, [], { engine: 12 }]);
  assert.equal(result.heads[0]?.seq, 12);
  const empty = join(temporaryFolder(t), "chiron.db");
  openTestLog(t, empty).close();
  assert.deepEqual(verifyLog(empty).problems, []);
});

for (const column of ["id", "stream", "seq", "at", "type", "actor", "incident", "hash", "data"] as const) {
  test(`HOST-11: one changed byte in "${column}" is found and the record named`, (t) => {
    const path = sampleLog(t);
    const change =
      { id: "1000010", seq: "1000010", at: "at + 1" }[column as string] ??
      `replace(${column}, substr(${column}, 3, 1), '#')`;
    meddle(path, `UPDATE events SET ${column} = ${change} WHERE seq = 10`);
    const problems = found(path);
    // A record under another number or stream is missing at its own place.
    const expected =
      column === "seq" || column === "stream" ? "missing 10" : column === "id" ? "reordered 10" : "altered 10";
    assert.ok(problems.includes(expected), `${problems}`);
    if (expected === "altered 10") assert.deepEqual(problems, [expected], "and no other");
  });
}

test("HOST-11: any changed byte of a record in the file itself is found", (t) => {
  const path = sampleLog(t);
  const bytes = readFileSync(path);
  const start = bytes.indexOf('{"command":"number 7"');
  assert.ok(start > 0);
  // From the hash that stands before the data to the end of it.
  for (let offset = start - 64; offset < start + 40; offset++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(offset) ^ (1 << (offset % 8)), offset);
    writeFileSync(path, changed);
    assert.deepEqual(found(path), ["altered 7"], `at ${offset}`);
  }
  writeFileSync(path, bytes);
  assert.deepEqual(found(path), []);
});

test("HOST-11: a page that SQLite cannot read any more is named, and nothing is thrown", (t) => {
  const path = sampleLog(t);
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.indexOf('{"command":"number 7"') / 4096) * 4096;
  bytes.fill(0xee, page, page + 200);
  writeFileSync(path, bytes);
  const result = verifyLog(path);
  assert.equal(result.ok, false);
  assert.ok(
    result.problems.some(({ kind }) => kind === "unreadable"),
    JSON.stringify(result.problems),
  );
  writeFileSync(path, "not a database at all, only a text that is long enough to be one".repeat(100));
  assert.match(verifyLog(path).problems[0]?.message ?? "", /not a database/);
  rmSync(path);
  assert.match(verifyLog(path).problems[0]?.message ?? "", /not there/);
});

test("HOST-11: a removed record is found, the first, one in the middle and several", (t) => {
  const path = sampleLog(t);
  meddle(path, "DELETE FROM events WHERE seq = 6");
  assert.deepEqual(found(path), ["missing 6"]);
  meddle(path, "DELETE FROM events WHERE seq IN (1, 2)");
  assert.deepEqual(found(path), ["missing 1", "missing 6"]);
  assert.match(verifyLog(path).problems[0]?.message ?? "", /records 1 to 2 are missing/);
});

test("HOST-11: a removed record is found although the others were renumbered", (t) => {
  const path = sampleLog(t);
  meddle(path, "DELETE FROM events WHERE seq = 6; UPDATE events SET id = id - 1, seq = seq - 1 WHERE seq > 6");
  assert.ok(found(path).includes("altered 6"));
});

const swap = (columns: readonly string[], one: number, two: number): string =>
  `CREATE TEMP TABLE kept AS SELECT * FROM events WHERE seq IN (${one}, ${two});
   UPDATE events SET ${columns.map((c) => `${c} = (SELECT ${c} FROM kept WHERE kept.seq = ${one} + ${two} - events.seq)`)}
   WHERE seq IN (${one}, ${two})`;

for (const [one, two] of [
  [4, 8],
  [4, 5],
  [1, 12],
] as const) {
  test(`HOST-11: records ${one} and ${two}, swapped in one way or another, are found and named, and no other`, (t) => {
    const reordered = [`reordered ${one}`, `reordered ${two}`];
    const contents = sampleLog(t);
    meddle(contents, swap(["at", "type", "actor", "incident", "hash", "data"], one, two));
    assert.deepEqual(found(contents).sort(), reordered.sort(), "contents");

    const contentsOnly = sampleLog(t);
    meddle(contentsOnly, swap(["at", "type", "actor", "incident", "data"], one, two));
    assert.deepEqual(found(contentsOnly).sort(), reordered.sort(), "contents without hashes");

    const numbers = sampleLog(t);
    meddle(
      numbers,
      `UPDATE events SET seq = -1 WHERE seq = ${one}; UPDATE events SET seq = ${one} WHERE seq = ${two};
       UPDATE events SET seq = ${two} WHERE seq = -1`,
    );
    assert.deepEqual(found(numbers).sort(), reordered.sort(), "numbers");
  });
}

test("HOST-11: swapped places in the order of all streams are found", (t) => {
  const path = sampleLog(t);
  meddle(
    path,
    "UPDATE events SET id = -1 WHERE id = 4; UPDATE events SET id = 4 WHERE id = 8; UPDATE events SET id = 8 WHERE id = -1",
  );
  assert.deepEqual(found(path), ["reordered 4", "reordered 8"]);
});

test("HOST-11: a cut tail is found by the head row; cut together with it, by the anchor", (t) => {
  const path = sampleLog(t);
  meddle(path, "DELETE FROM events WHERE seq > 10");
  assert.deepEqual(found(path), ["truncated 11"]);
  meddle(path, "UPDATE heads SET seq = 10, hash = (SELECT hash FROM events WHERE seq = 10)");
  assert.deepEqual(found(path), ["rolled_back 11"]);
  meddle(path, "DELETE FROM events; DELETE FROM heads");
  assert.deepEqual(found(path), ["rolled_back 1"]);
});

test("HOST-11: an old copy that was put back is found by the anchor", (t) => {
  const path = sampleLog(t);
  copyFileSync(path, `${path}.old`);
  const log = openTestLog(t, path);
  log.append(notes(3));
  log.close();
  copyFileSync(`${path}.old`, path);
  assert.deepEqual(found(path), ["rolled_back 13"]);
});

test("HOST-11: a history that was written anew, with every hash recomputed, is found by the anchor or by a head noted elsewhere", (t) => {
  const path = sampleLog(t);
  const { heads } = verifyLog(path);
  const db = new DatabaseSync(path);
  db.exec("UPDATE events SET data = replace(data, 'number 3', 'number X') WHERE seq = 3");
  const rows = db.prepare("SELECT * FROM events ORDER BY seq").all() as unknown as EventRow[];
  let previous = rows[1]?.hash ?? "";
  for (const row of rows.slice(2)) {
    previous = hashOf(previous, row);
    db.prepare("UPDATE events SET hash = ? WHERE seq = ?").run(previous, row.seq);
  }
  db.prepare("UPDATE heads SET hash = ?").run(previous);
  db.close();
  assert.deepEqual(found(path), ["altered 12"]);
  rmSync(path.replace(/\.db$/, ".engine.anchor"));
  assert.deepEqual(found(path), [], "the chain is sound in itself");
  assert.equal(verifyLog(path, { anchors: heads }).ok, false);
});

test("HOST-11: a changed head row or anchor is found", (t) => {
  const path = sampleLog(t);
  meddle(path, "UPDATE heads SET hash = replace(hash, substr(hash, 1, 1), 'z')");
  assert.deepEqual(found(path), ["altered 12"]);
  meddle(path, "DELETE FROM heads");
  assert.deepEqual(found(path), ["altered 12"]);
  const second = sampleLog(t);
  writeFileSync(second.replace(/\.db$/, ".engine.anchor"), "{");
  assert.deepEqual(found(second), ["unreadable null"]);
});

test("many altered records are all named", (t) => {
  const path = sampleLog(t);
  meddle(path, "UPDATE events SET actor = 'somebody else' WHERE seq IN (2, 3, 4, 9)");
  assert.deepEqual(found(path), ["altered 2", "altered 3", "altered 4", "altered 9"]);
});
