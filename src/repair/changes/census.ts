/**
 * All that lies in a folder, so that two looks tell what happened between them. Nothing is asked of git, whose index, ignore files,
 * attributes and configuration are as much in the reach of whoever worked there as the files themselves. Content is told apart by the
 * time of the last change of the inode (ctime), which no program can set.
 */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

export interface Entry {
  readonly kind: "file" | "folder" | "link" | "other";
  /** Permissions, with the bits that make it run. */
  readonly mode: number;
  /** Empty for folders, whose content is entries of its own. */
  readonly stamp: string;
}

export interface Census {
  /** By path, relative to the folder, with `/`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** There was more than could be looked at. */
  readonly isPartial: boolean;
}

export interface CensusOptions {
  readonly signal: AbortSignal;
  /** Paths, and all that is under them, at which nothing is looked. */
  readonly skips?: (path: string) => boolean;
  readonly most?: number;
}

/** A larger tree is no place for an agent that is not confined. */
const most = 500_000;
const atOnce = 64;

export async function census(folder: string, options: CensusOptions): Promise<Census> {
  const entries = new Map<string, Entry>();
  const limit = options.most ?? most;
  const waiting = [""];
  // The folder itself must stay what it is, or all that is found in it is somewhere else.
  const top = await entryAt(folder);
  if (top !== undefined) entries.set(".", top);
  while (waiting.length > 0) {
    options.signal.throwIfAborted();
    const names = await namesIn(folder, waiting.pop() ?? "", options);
    for (let from = 0; from < names.length; from += atOnce) {
      const some = names.slice(from, from + atOnce);
      const looks = await Promise.all(some.map((path) => entryAt(join(folder, path))));
      for (const [index, entry] of looks.entries()) {
        const path = some[index];
        if (entry === undefined || path === undefined) continue;
        if (entries.size >= limit) return { entries, isPartial: true };
        entries.set(path, entry);
        if (entry.kind === "folder") waiting.push(path);
      }
    }
  }
  return { entries, isPartial: false };
}

async function namesIn(folder: string, path: string, { skips }: CensusOptions): Promise<readonly string[]> {
  try {
    const names = await readdir(join(folder, path));
    const paths = names.map((name) => (path === "" ? name : `${path}/${name}`));
    return skips === undefined ? paths : paths.filter((one) => !skips(one));
  } catch {
    // It is gone since, or may not be looked into, which its own entry tells.
    return [];
  }
}

async function entryAt(path: string): Promise<Entry | undefined> {
  try {
    const stat = await lstat(path, { bigint: true });
    const mode = Number(stat.mode & 0o7777n);
    if (stat.isDirectory()) return { kind: "folder", mode, stamp: "" };
    const stamp = `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
    return { kind: stat.isFile() ? "file" : stat.isSymbolicLink() ? "link" : "other", mode, stamp };
  } catch {
    return undefined;
  }
}

export interface Difference {
  readonly path: string;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
}

/** Sorted by path. */
export function differences(before: Census, after: Census): readonly Difference[] {
  const found: Difference[] = [];
  for (const [path, entry] of after.entries) {
    const old = before.entries.get(path);
    if (old === undefined || old.kind !== entry.kind || old.mode !== entry.mode || old.stamp !== entry.stamp)
      found.push({ path, before: old, after: entry });
  }
  for (const [path, entry] of before.entries)
    if (!after.entries.has(path)) found.push({ path, before: entry, after: undefined });
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
