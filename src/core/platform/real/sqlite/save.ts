/**
 * Saves what there is of a file: its bytes and those of its log, and what the program sqlite3 can recover of them. It all comes into a
 * folder that gets its name only when it is whole. Recovery works on a copy, since opening the file itself could write to it.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import { messageOf } from "#core/model/plain";
import type { SqliteSaved, SqliteSaveOrder, SqliteSilence } from "../../index.ts";
import { silence } from "./opening.ts";
import { salvage } from "./salvage.ts";

const beside = ["", "-wal", "-shm", "-journal"] as const;
/** The bytes, a copy to recover from, the statements, and the database made of them. */
const timesNeeded = 5;
const recoverMs = 600_000;

type Saved = SqliteSaved["files"][number];

export async function save({ path, folder }: SqliteSaveOrder): Promise<SqliteSaved | SqliteSilence> {
  if (existsSync(folder)) return { kind: "saved", reason: `it was saved to ${folder} before`, files: [] };
  const present = beside.filter((end) => existsSync(`${path}${end}`));
  if (!present.includes("")) return silence("missing", `there is no file ${path}`);
  const bytes = present.reduce((sum, end) => sum + statSync(`${path}${end}`).size, 0);
  const { bavail, bsize } = statfsSync(dirname(folder));
  if (bytes * timesNeeded > bavail * bsize) {
    const reason = `${dirname(folder)} has ${bavail * bsize} bytes free, and up to ${bytes * timesNeeded} are needed`;
    return { kind: "refused", reason, files: [] };
  }
  // Whatever was allowed to read the database, what is saved of it is its owner's alone.
  process.umask(0o077);
  const unfinished = join(dirname(folder), `.${basename(folder)}.unfinished`);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    const files: Saved[] = [];
    for (const end of present) files.push(await copy(`${path}${end}`, join(unfinished, `${basename(path)}${end}`)));
    const recovered = recover(unfinished, basename(path), present);
    writeFileSync(join(unfinished, "files.json"), `${JSON.stringify({ of: path, files }, null, 2)}\n`, { mode: 0o600 });
    renameSync(unfinished, folder);
    return { kind: "saved", reason: "", files, recovered };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    return { kind: "refused", reason: messageOf(error), files: [] };
  }
}

async function copy(from: string, to: string): Promise<Saved> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const source = createReadStream(from);
  source.on("data", (piece) => {
    hash.update(piece);
    sizeBytes += piece.length;
  });
  await pipeline(source, createWriteStream(to, { mode: 0o600 }));
  const file = openSync(to, "r");
  fsyncSync(file);
  closeSync(file);
  return { name: basename(to), sizeBytes, sha256: hash.digest("hex") };
}

/** In words what came of it. */
function recover(folder: string, name: string, present: readonly string[]): string {
  const work = join(folder, "work");
  mkdirSync(work, { mode: 0o700 });
  try {
    for (const end of present) {
      if (end !== "-shm") copyFileSync(join(folder, `${name}${end}`), join(work, `${name}${end}`));
    }
    const database = join(folder, "recovered.db");
    const complaint = byProgram(join(work, name), join(folder, "recovered.sql"), database);
    if (complaint === undefined) return `.recover gave recovered.db: ${contents(database)}`;
    for (const left of ["recovered.sql", "recovered.db"]) rmSync(join(folder, left), { force: true });
    return `${complaint}, so the rows that can be read were copied to recovered.db: ${salvage(join(work, name), database)}`;
  } catch (error) {
    return `nothing could be recovered: ${messageOf(error)}`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Undefined when it went well. */
function byProgram(damaged: string, statements: string, database: string): string | undefined {
  const first = sqlite3([damaged, ".recover"], { to: statements });
  if (first === undefined) return "there is no program sqlite3";
  if (first !== "") return `its .recover failed (${first})`;
  const second = sqlite3([database], { from: statements });
  return second === "" ? undefined : `what .recover gave could not be read (${second ?? ""})`;
}

/** Undefined: there is no such program. Empty: it went well. Otherwise what it complains about. */
function sqlite3(words: readonly string[], { from, to }: { from?: string; to?: string }): string | undefined {
  const input = from === undefined ? "ignore" : openSync(from, "r");
  const output = to === undefined ? "ignore" : openSync(to, "w", 0o600);
  const result = spawnSync("sqlite3", words, {
    stdio: [input, output, "pipe"],
    timeout: recoverMs,
    env: environment(),
  });
  for (const file of [input, output]) if (typeof file === "number") closeSync(file);
  if ((result.error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return undefined;
  if (result.error !== undefined) return messageOf(result.error);
  return result.status === 0
    ? ""
    : result.stderr.toString("utf8").trim().split("\n").at(-1) || `exit code ${result.status}`;
}

/** No start file of the user's may change what the program does. The mark of the run stays, so that it is found and ended. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, HOME: "/nonexistent" };
}

function contents(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const names = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();
    const counts = names.map(({ name }) => {
      const quoted = `"${String(name).replaceAll('"', '""')}"`;
      return `${name} ${database.prepare(`SELECT count(*) AS n FROM ${quoted}`).get()?.n} rows`;
    });
    const [check] = database.prepare("PRAGMA quick_check(1)").all();
    const state = check?.quick_check === "ok" ? "it is whole" : "it is not whole either";
    return `${state}; ${counts.length === 0 ? "no tables" : counts.slice(0, 20).join(", ")}`;
  } finally {
    database.close();
  }
}
