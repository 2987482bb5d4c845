/**
 * A configuration as it was read: the text of every file, under the hash of its content, and a list of which path had which. Paths stay what they
 * were, so that whatever is relative in it means the same.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readSmallFile, replaceFile } from "../small/index.ts";

export interface KeptFile {
  /** Absolute. */
  readonly path: string;
  /** SHA-256 (hex) of its text; null: there was no such file. */
  readonly hash: string | null;
}

export interface KeptConfiguration {
  /** chiron.yaml. */
  readonly file: string;
  /** Of the settings. */
  readonly hash: string;
  readonly keptAt: number;
  readonly files: readonly KeptFile[];
  /** Folders that were listed: which runbooks there are is part of what was read. */
  readonly folders: readonly { readonly path: string; readonly names: readonly string[] }[];
}

const keptName = "configuration.json";
const stagedName = "configuration.staged.json";

const placeOf = (folder: string, name: string): string => join(folder, "last-good", name);
const textOf = (folder: string, hash: string): string => join(folder, "last-good", "files", hash);

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** As soon as it was read; it counts for nothing until it is kept. `texts` by path. */
export function stageConfiguration(
  folder: string,
  read: Pick<KeptConfiguration, "file" | "hash" | "folders"> & { readonly texts: ReadonlyMap<string, string | null> },
): void {
  const { texts, ...rest } = read;
  const files = [...texts].map(([path, text]): KeptFile => ({ path, hash: text === null ? null : hashOf(text) }));
  for (const [index, text] of [...texts.values()].entries()) {
    const { hash = null } = files[index] ?? {};
    if (text !== null && hash !== null && !existsSync(textOf(folder, hash))) replaceFile(textOf(folder, hash), text);
  }
  replaceFile(placeOf(folder, stagedName), JSON.stringify({ ...rest, files, keptAt: 0 }));
}

/** It has worked for a while. False: it was staged by another, or is kept already. */
export function keepConfiguration(folder: string, hash: string, now: number): boolean {
  const staged = readList(folder, stagedName);
  if (staged === undefined || staged.hash !== hash) return false;
  replaceFile(placeOf(folder, stagedName), JSON.stringify({ ...staged, keptAt: now }));
  renameSync(placeOf(folder, stagedName), placeOf(folder, keptName));
  removeUnused(folder);
  return true;
}

/** Undefined when nothing was kept yet, or when anything of it is not as it was kept: half a configuration is none. */
export function readKept(folder: string): KeptConfiguration | undefined {
  const kept = readList(folder, keptName);
  if (kept === undefined) return undefined;
  return kept.files.every(({ hash }) => hash === null || readKeptText(folder, hash) !== undefined) ? kept : undefined;
}

export function readKeptText(folder: string, hash: string): string | undefined {
  try {
    const text = readFileSync(textOf(folder, hash), "utf8");
    return hashOf(text) === hash ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Those that are not now as they were then, by name. */
export function changedFiles({ files }: Pick<KeptConfiguration, "files">): readonly string[] {
  return files.filter(({ path, hash }) => hashOfFile(path) !== hash).map(({ path }) => path);
}

export function hashOfFile(path: string): string | null {
  try {
    return hashOf(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

function readList(folder: string, name: string): KeptConfiguration | undefined {
  return readSmallFile(placeOf(folder, name), (value) => {
    const list = value as Partial<KeptConfiguration> | null;
    const isWhole =
      typeof list?.file === "string" &&
      typeof list.hash === "string" &&
      typeof list.keptAt === "number" &&
      Array.isArray(list.files) &&
      Array.isArray(list.folders);
    return isWhole ? (list as KeptConfiguration) : undefined;
  });
}

function removeUnused(folder: string): void {
  const used = new Set(
    [keptName, stagedName].flatMap((name) => readList(folder, name)?.files.map(({ hash }) => hash) ?? []),
  );
  for (const name of readdirSync(join(folder, "last-good", "files")))
    if (!used.has(name)) rmSync(textOf(folder, name), { force: true });
}
