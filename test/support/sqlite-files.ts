/** Real SQLite files for tests: sound ones, and ones whose pages are overwritten, cut off or locked. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, statSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { temporaryFolder } from "#core/platform/test";

const pageBytes = 4_096;

export interface MadeDatabase {
  readonly path: string;
  readonly folder: string;
}

/** A table of so many rows, with an index; closed in order. */
export function makeDatabase(
  t: TestContext,
  {
    rows = 2_000,
    journal = "delete",
    folder = temporaryFolder(t),
  }: { rows?: number; journal?: "delete" | "wal"; folder?: string } = {},
): MadeDatabase {
  const path = join(folder, "app.db");
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = ${journal}`);
  database.exec(
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL); CREATE INDEX notes_text ON notes (text)",
  );
  database.exec("BEGIN");
  const insert = database.prepare("INSERT INTO notes (text) VALUES (?)");
  for (let row = 0; row < rows; row++) insert.run(`note ${row} ${"x".repeat(60)}`);
  database.exec("COMMIT");
  database.close();
  return { path, folder };
}

/** Overwrites whole pages in the middle of the file, as a failing disk does. */
export function damagePages(path: string, first = 4, count = 3): void {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(pageBytes * count, 0xab), 0, pageBytes * count, pageBytes * first);
  closeSync(file);
}

/** Points a row of the index elsewhere; only `integrity_check` compares an index with its table. */
export function damageIndex(path: string): void {
  const bytes = readFileSync(path);
  const database = new DatabaseSync(path, { readOnly: true });
  const root = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'notes_text'").get()?.rootpage);
  database.close();
  // A leaf of the index holds the same text as the table; one letter of it is changed in every index page.
  const file = openSync(path, "r+");
  for (let page = 1; page < statSync(path).size / pageBytes; page++) {
    const at = page * pageBytes;
    const isIndexLeaf = bytes[at] === 0x0a && page + 1 !== root;
    const text = bytes.indexOf("note 1999", at);
    if (isIndexLeaf && text > at && text < at + pageBytes) writeSync(file, Buffer.from("nota"), 0, 4, text);
  }
  closeSync(file);
}

export function cutOff(path: string): void {
  truncateSync(path, Math.floor(statSync(path).size / 2 / pageBytes) * pageBytes);
}

const writer = `
import { DatabaseSync } from "node:sqlite";
const [path, mode] = process.argv.slice(-2);
const database = new DatabaseSync(path, { timeout: 5000 });
if (mode === "exclusive") {
  database.exec("BEGIN EXCLUSIVE");
  console.log("ready");
  setInterval(() => database.isOpen, 1000);
} else if (mode === "half") {
  database.exec("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE");
  database.exec("UPDATE notes SET text = text || 'y'");
  console.log("ready");
  setInterval(() => database.isOpen, 1000);
} else {
  let count = 0;
  const write = () => {
    for (let i = 0; i < 20; i++) database.prepare("INSERT INTO notes (text) VALUES (?)").run("load " + count++);
    if (count === 20) console.log("ready");
    setImmediate(write);
  };
  write();
}
`;

/**
 * Another process at the file: `load` writes without end, `exclusive` keeps all others out, `half` is in the middle of a transaction
 * of which part has reached the file.
 */
export async function otherProcess(t: TestContext, path: string, mode: "load" | "exclusive" | "half") {
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", writer, "--", path, mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const end = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  t.after(end);
  await once(child.stdout, "data");
  return { pid: child.pid ?? 0, end };
}
