import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { ChironError, type ProcessIdentity } from "#core/model";
import { pidOfChild, temporaryFolder, until } from "#core/platform/test";
import type { SideEntry } from "./entry.ts";
import { type Found, genesisOfWriter, listParts, openSideJournal, type SideJournal, walkJournal } from "./index.ts";

const self: ProcessIdentity = { pid: process.pid, startTicks: 1, bootId: "boot" };

function journalIn(
  t: TestContext,
  folders: readonly string[],
  options: { allocatedBytes?: number; now?: () => number } = {},
): SideJournal {
  const journal = openSideJournal({ role: "watchdog", process: self, folders, now: () => Date.now(), ...options });
  t.after(() => journal.close());
  return journal;
}

function note(text: string, padding = 0) {
  return { actor: "healer:watchdog", type: "test.noted", data: { text, padding: "x".repeat(padding) } };
}

/** Everything that one writer's files give, from the start or from where it was joined. */
function readAll(folders: readonly string[], writer: string, joined = genesisOfWriter(writer)): Found[] {
  return [...walkJournal(listParts(folders).get(writer) ?? [], joined)];
}

const textOf = (found: Found): string =>
  found.kind === "entry" ? String(found.entry.data.text) : `${found.why} (${found.seq})`;

/** The only file of the folder, with its lines, changed by `change`. */
function rewrite(folder: string, change: (lines: string[]) => string[]): void {
  const [name = ""] = readdirSync(folder);
  const path = join(folder, name);
  const text = readFileSync(path, "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  writeFileSync(path, `${change(lines).join("\n")}\n`);
}

test("HEALER-09: entries are bound to each other by hashes that sha256sum can make again", (t) => {
  const folder = join(temporaryFolder(t), "journal");
  const journal = journalIn(t, [folder], { now: () => 1_700_000_000_000 });
  const [one, two] = [journal.append(note("one")), journal.append(note("two"))];
  assert.deepEqual(readAll([folder], journal.writer), [
    { kind: "entry", entry: one },
    { kind: "entry", entry: two },
  ]);
  const byHand = (previous: string, entry: SideEntry) =>
    createHash("sha256")
      .update(
        `${previous}{"actor":"healer:watchdog","at":1700000000000,"data":{"padding":"","text":"${entry.data.text}"},"seq":${entry.seq},"stream":"journal:${journal.writer}","type":"test.noted"}`,
      )
      .digest("hex");
  const genesis = createHash("sha256").update(`chiron:journal:${journal.writer}`).digest("hex");
  assert.equal(one.hash, byHand(genesis, one));
  assert.equal(two.hash, byHand(one.hash, two));
});

test("HEALER-09: its room is taken on disk beforehand, for nobody else to read", (t) => {
  const folder = join(temporaryFolder(t), "journal");
  journalIn(t, [folder], { allocatedBytes: 100_000 });
  const [name = ""] = readdirSync(folder);
  const { size, blocks, mode } = statSync(join(folder, name));
  assert.equal(size, 100_000);
  assert.ok(blocks * 512 >= 98_304, `${blocks} blocks of 512 bytes are allocated`);
  assert.equal(mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test("HEALER-09: a line that was being written when the writer died was never announced, and harms nothing", (t) => {
  const folder = join(temporaryFolder(t), "journal");
  const journal = journalIn(t, [folder]);
  journal.append(note("one"));
  const last = JSON.stringify(journal.append(note("two")));
  for (const kept of [1, Math.floor(last.length / 2), last.length - 1]) {
    rewrite(folder, (lines) => [...lines.slice(0, 2), last.slice(0, kept)]);
    assert.deepEqual(readAll([folder], journal.writer).map(textOf), ["one"]);
  }
  rewrite(folder, (lines) => [...lines.slice(0, 2), "\0".repeat(4_096)]);
  assert.deepEqual(
    readAll([folder], journal.writer).map(textOf),
    ["one"],
    "what a power cut leaves is no entry either",
  );
});

test("HEALER-09: what was altered, removed or put elsewhere is named, and all that can be proved is given", (t) => {
  const folder = join(temporaryFolder(t), "journal");
  const journal = journalIn(t, [folder]);
  for (const text of ["one", "two", "three", "four", "five"]) journal.append(note(text));
  const [name = ""] = readdirSync(folder);
  const whole = readFileSync(join(folder, name), "utf8");
  const damaged = (change: (lines: string[]) => string[]) => {
    writeFileSync(join(folder, name), whole);
    rewrite(folder, ([header = "", ...entries]) => [header, ...change(entries)]);
    return readAll([folder], journal.writer).map(textOf);
  };
  assert.deepEqual(
    damaged((lines) => lines.map((line) => line.replace('"two"', '"TWO"'))),
    ["one", "entry 2 was altered (2)", "three", "four", "five"],
  );
  assert.deepEqual(
    damaged(([one = "", , , ...rest]) => [one, ...rest]),
    ["one", "entries 2 to 3 are missing (3)", "four", "five"],
  );
  assert.deepEqual(
    damaged(([one = "", two = "", ...rest]) => [one, two.slice(0, 40), ...rest]),
    ["one", "entry 2 cannot be read (2)", "three", "four", "five"],
  );
  const other = journalIn(t, [join(folder, "..", "other")]);
  other.append(note("x"));
  const forged = JSON.stringify(other.append(note("forged")));
  assert.deepEqual(
    damaged(([one = "", , ...rest]) => [one, forged, ...rest]),
    ["one", "entry 2 was altered (2)", "three", "four", "five"],
    "a genuine entry of another journal is none of this one",
  );
});

test("HEALER-09: nothing but what was altered is ever refused, and nothing altered is ever taken", (t) => {
  const folder = join(temporaryFolder(t), "journal");
  const journal = journalIn(t, [folder]);
  const written = ["a", "b", "c", "d"].map((text) => journal.append(note(text)));
  const [name = ""] = readdirSync(folder);
  const whole = readFileSync(join(folder, name), "utf8").replace(/\n+$/, "\n");
  const header = whole.indexOf("\n") + 1;
  fc.assert(
    fc.property(fc.integer({ min: header, max: whole.length - 2 }), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const changed = `${whole.slice(0, at)}${String.fromCharCode(code)}${whole.slice(at + 1)}`;
      writeFileSync(join(folder, name), changed);
      for (const found of readAll([folder], journal.writer)) {
        if (found.kind === "broken") assert.notEqual(changed, whole);
        else assert.deepEqual(found.entry, written[found.entry.seq - 1]);
      }
      const isSame = changed === whole;
      assert.equal(readAll([folder], journal.writer).filter(({ kind }) => kind === "entry").length === 4, isSame);
    }),
    { numRuns: 300 },
  );
});

test("HEALER-09: it goes on in a further file before its room is used up, and in the next place where there is none", (t) => {
  const base = temporaryFolder(t);
  const folders = [join(base, "journal"), join(base, "memory")];
  let now = 1_700_000_000_000;
  const journal = journalIn(t, folders, { allocatedBytes: 4_096, now: () => now });
  for (let count = 0; count < 20; count++) {
    now += 60_000;
    journal.append(note(String(count), 300));
  }
  assert.ok(readdirSync(folders[0] ?? "").length > 3, "more than one file was needed");
  assert.equal(journal.folder(), folders[0]);

  // As if the disk were gone: what is open can be written no more.
  rmSync(folders[0] ?? "", { recursive: true });
  writeFileSync(folders[0] ?? "", "in the way");
  now += 60_000;
  for (let count = 20; count < 30; count++) journal.append(note(String(count), 600));
  assert.equal(journal.folder(), folders[1]);
  const inMemory = readAll(folders.slice(1), journal.writer);
  assert.equal(textOf(inMemory.at(-1) as Found), "29");

  rmSync(folders[0] ?? "");
  now += 60_000;
  journal.append(note("back", 10));
  assert.equal(journal.folder(), folders[0], "on disk again as soon as it takes it");
});

test("HEALER-09: with no place left it says so, and goes on when there is one again", (t) => {
  const base = temporaryFolder(t);
  const folder = join(base, "journal");
  writeFileSync(folder, "in the way");
  const journal = journalIn(t, [folder]);
  assert.throws(
    () => journal.append(note("one")),
    (error) => error instanceof ChironError && error.code === "store_failed",
  );
  rmSync(folder);
  journal.append(note("two"));
  assert.deepEqual(readAll([folder], journal.writer).map(textOf), ["two"]);
  assert.throws(
    () => journal.append(note("long", 70_000)),
    (error) => error instanceof ChironError && error.code === "bad_request",
  );
  journal.append(note("three"));
  assert.deepEqual(readAll([folder], journal.writer).map(textOf), ["two", "three"], "a refused one leaves no gap");
});

test("HEALER-09: a folder that others may write to, or that is none, is not read and not written", (t) => {
  const base = temporaryFolder(t);
  const real = join(base, "real");
  const journal = journalIn(t, [real]);
  journal.append(note("one"));
  const link = join(base, "link");
  symlinkSync(real, link);
  assert.equal(listParts([link]).size, 0);
  chmodSync(real, 0o777);
  assert.equal(listParts([real]).size, 0);
  const open = join(base, "open");
  mkdirSync(open);
  chmodSync(open, 0o777);
  assert.throws(() => journalIn(t, [open]).append(note("two")), ChironError);
  assert.deepEqual(readdirSync(open), []);
});

test("HEALER-09: a huge file is read piece by piece", (t) => {
  const folder = join(temporaryFolder(t), "journal");
  const journal = journalIn(t, [folder]);
  journal.append(note("one"));
  const [name = ""] = readdirSync(folder);
  const path = join(folder, name);
  for (let megabyte = 0; megabyte < 100; megabyte++) appendFileSync(path, Buffer.alloc(1_048_576, "\n"));
  appendFileSync(path, Buffer.alloc(30 * 1_048_576, "x"));
  const before = process.memoryUsage().rss;
  assert.deepEqual(readAll([folder], journal.writer).map(textOf), ["one"]);
  const grownMB = (process.memoryUsage().rss - before) / 1_048_576;
  assert.ok(grownMB < 40, `it took ${Math.round(grownMB)} MB more`);
});

const writerProgram = `
import { openSideJournal } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
const folders = [process.env.FOLDER];
const journal = openSideJournal({ role: "mender", process: { pid: process.pid, startTicks: 1, bootId: "b" }, folders, now: () => Date.now(), allocatedBytes: 20000 });
console.log(journal.writer);
for (let count = 1; ; count++) {
  journal.append({ actor: "healer:mender", type: "test.noted", data: { text: String(count), padding: "x".repeat(count % 900) } });
  console.log(count);
}
`;

test("HEALER-09: what a living writer has announced is always there, in order, and after it was killed as well", async (t) => {
  const folder = join(temporaryFolder(t), "journal");
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", writerProgram], {
      env: { ...process.env, FOLDER: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    t.after(() => child.kill("SIGKILL"));
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    await until("a few entries", () => lines.length > 5);
    const [writer = ""] = lines;
    for (let look = 0; look < 20; look++) {
      const announced = lines.length - 1;
      const found = readAll([folder], writer);
      const entries = found.filter(({ kind }) => kind === "entry");
      assert.ok(entries.length >= announced, `${entries.length} entries, ${announced} were announced`);
      assert.deepEqual(
        entries.map(textOf),
        entries.map((_, index) => String(index + 1)),
      );
      await until("more of them", () => lines.length > announced + 1);
    }
    process.kill(pidOfChild(child), "SIGKILL");
    await ended;
    const found = readAll([folder], writer);
    assert.ok(
      found.every(({ kind }) => kind === "entry"),
      "a killed writer leaves nothing broken",
    );
    assert.ok(found.length >= lines.length - 1);
  }
});
