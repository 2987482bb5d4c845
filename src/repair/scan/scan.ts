/**
 * Looks through the working tree of a repository, as git lists it: what is tracked, and what is new and not ignored. A file is read again
 * only when its inode, size or time of change differ from what was remembered, so that a scan of what has not changed costs a `stat` a file.
 */
import { execFile } from "node:child_process";
import { lstat, readFile } from "node:fs/promises";
import { join, matchesGlob } from "node:path";
import { promisify } from "node:util";
import type { CheckedFile, Workshop } from "#repair/files";

const run = promisify(execFile);
const LIST_BYTES_AT_MOST = 256 << 20;
const FILE_BYTES_AT_MOST = 2 << 20;
const FILES_AT_ONCE = 200;
const BYTES_AT_ONCE = 4 << 20;
/** A file that was changed so shortly before it was looked at may be changed again within the same tick of its clock. */
const RACY_MS = 2_000;

/** What a file was when it was found without a fault; survives between scans wherever the caller keeps it. */
export type FileMemory = ReadonlyMap<string, string>;

export interface ScanProgress {
  readonly done: number;
  readonly total: number;
  /** Found since the last report. */
  readonly broken: readonly CheckedFile[];
}

export interface Scanned {
  readonly files: number;
  /** How many of them were read; the others were as they had been. */
  readonly read: number;
  readonly broken: readonly CheckedFile[];
  /** For the next scan. Broken files are not in it, and are read every time. */
  readonly memory: FileMemory;
}

export interface ScanOptions {
  readonly root: string;
  /** Globs; empty: all. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly memory?: FileMemory;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
}

interface Listed {
  readonly file: string;
  readonly mark: string;
  readonly bytes: number;
  /** Changed just now: not to be remembered. */
  readonly isRacy: boolean;
}

export async function scanRepository(workshop: Workshop, options: ScanOptions): Promise<Scanned> {
  const { root, signal, onProgress } = options;
  const files = (await listFiles(root, signal)).filter((file) => isWanted(workshop, file, options));
  const memory = new Map<string, string>();
  const broken: CheckedFile[] = [];
  let [done, read] = [0, 0];
  for await (const batch of batches(root, files, signal)) {
    const changed = batch.filter(({ file, mark }) => options.memory?.get(file) !== mark);
    const contents = (await Promise.all(changed.map(({ file }) => readWhole(root, file)))).filter(
      (one) => one !== undefined,
    );
    const checked = await workshop.check(contents, signal);
    const bad = checked.filter(({ faults }) => faults.length > 0);
    const isBad = new Set(bad.map(({ file }) => file));
    for (const { file, mark, isRacy } of batch) if (!isBad.has(file) && !isRacy) memory.set(file, mark);
    broken.push(...bad);
    done += batch.length;
    read += contents.length;
    onProgress?.({ done, total: files.length, broken: bad });
  }
  return { files: files.length, read, broken, memory };
}

async function listFiles(root: string, signal?: AbortSignal): Promise<string[]> {
  const words = ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const options = { maxBuffer: LIST_BYTES_AT_MOST, encoding: "buffer" as const, ...(signal && { signal }) };
  const { stdout } = await run("git", words, options);
  return stdout
    .toString("utf8")
    .split("\0")
    .filter((file) => file !== "");
}

function isWanted(workshop: Workshop, file: string, { include = [], exclude = [] }: ScanOptions): boolean {
  const fits = (pattern: string): boolean =>
    matchesGlob(file, pattern) || file.startsWith(`${pattern.replace(/\/$/, "")}/`);
  if (exclude.some(fits) || (include.length > 0 && !include.some(fits))) return false;
  return workshop.isOurs(file);
}

/** Small enough that memory holds one, and that a wish to stop is heard soon. */
async function* batches(
  root: string,
  files: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<readonly Listed[]> {
  let batch: Listed[] = [];
  let bytes = 0;
  for (let from = 0; from < files.length; from += FILES_AT_ONCE) {
    signal?.throwIfAborted();
    const some = await Promise.all(files.slice(from, from + FILES_AT_ONCE).map((file) => look(root, file)));
    for (const one of some) {
      if (one === undefined) continue;
      if (batch.length >= FILES_AT_ONCE || bytes + one.bytes > BYTES_AT_ONCE) {
        yield batch;
        [batch, bytes] = [[], 0];
      }
      batch.push(one);
      bytes += one.bytes;
    }
  }
  if (batch.length > 0) yield batch;
}

/** Undefined for what is gone, a link, or too large for anybody to have written it. */
async function look(root: string, file: string): Promise<Listed | undefined> {
  const state = await lstat(join(root, file), { bigint: true }).catch(() => undefined);
  if (state === undefined || !state.isFile() || state.size > FILE_BYTES_AT_MOST) return undefined;
  const isRacy = Date.now() - Number(state.mtimeMs) < RACY_MS;
  return {
    file,
    mark: `${state.ino} ${state.size} ${state.mtimeNs} ${state.ctimeNs}`,
    bytes: Number(state.size),
    isRacy,
  };
}

async function readWhole(root: string, file: string): Promise<{ file: string; bytes: Uint8Array } | undefined> {
  try {
    return { file, bytes: await readFile(join(root, file)) };
  } catch {
    return undefined;
  }
}
