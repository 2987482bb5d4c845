/** From what a step names to exactly the files that it means right now, within bounds. */
import { basename, join } from "node:path";
import type { Target } from "#core/model";
import type { FileStat, Files } from "#core/platform";
import { type PathGuard, storeName } from "./path-guard.ts";
import { declares, isPattern, pathProblem } from "./paths.ts";
import { Refusal } from "./result.ts";

export interface Selected {
  readonly path: string;
  readonly stat: FileStat;
  /** Of a folder: everything in it. */
  readonly bytes: number;
  readonly count: number;
}

export interface Bounds {
  readonly maxFiles: number;
  readonly maxSize: number;
  readonly folders: boolean;
}

export async function selectFiles(
  named: readonly string[],
  bounds: Bounds,
  means: { readonly files: Files; readonly guard: PathGuard; readonly target: Target },
): Promise<readonly Selected[]> {
  const paths = new Set<string>();
  for (const name of named) {
    if (isPattern(name) && !declares(means.target, name)) {
      throw new Refusal(
        `${name} has a wildcard, and the target ${means.target.id} does not declare it; only the target's own patterns are used`,
      );
    }
    for (const path of isPattern(name) ? await means.files.glob(name) : [name]) paths.add(path);
  }
  const selected: Selected[] = [];
  const total = { bytes: 0, count: 0 };
  for (const path of [...paths].sort()) {
    const problem = pathProblem(path.replace(/[*?[\]{}]/g, "_"));
    if (problem !== undefined) throw new Refusal(`${JSON.stringify(path)} ${problem}`);
    const stat = await means.guard.check(path);
    if (stat === undefined) continue;
    // Something inside a folder that is taken anyway.
    if (selected.some((one) => one.stat.kind === "folder" && path.startsWith(`${one.path}/`))) continue;
    const before = { ...total };
    await count(path, stat, bounds, total, means.files);
    selected.push({ path, stat, bytes: total.bytes - before.bytes, count: total.count - before.count });
  }
  return selected;
}

/** Adds up what is there, and stops as soon as it is more than the step may touch. */
async function count(
  path: string,
  stat: FileStat,
  bounds: Bounds,
  total: { bytes: number; count: number },
  files: Files,
): Promise<void> {
  total.count += 1;
  total.bytes += stat.kind === "file" ? stat.size : 0;
  if (total.count > bounds.maxFiles)
    throw new Refusal(`there are more than ${bounds.maxFiles} files; the step may touch no more (maxFiles)`);
  if (total.bytes > bounds.maxSize)
    throw new Refusal(`there are more than ${bounds.maxSize} bytes; the step may touch no more (maxSize)`);
  if (stat.kind !== "folder") return;
  if (!bounds.folders) throw new Refusal(`${path} is a folder; a step that means whole folders says \`folders: true\``);
  if (path.split("/").length < 4) throw new Refusal(`${path} is a folder near the root of the system`);
  for (const name of await files.list(path)) {
    const inner = join(path, basename(name));
    if (basename(name) === storeName) throw new Refusal(`${path} is a data folder of Chiron`);
    const innerStat = await files.stat(inner);
    if (innerStat !== undefined) await count(inner, innerStat, bounds, total, files);
  }
}

/** `3 bytes`, and for a link or a folder what it is. */
export function describe({ path, stat, bytes, count }: Selected): string {
  switch (stat.kind) {
    case "file":
      return `${path} (${bytesOf(bytes)})`;
    case "link":
      return `${path} (a symbolic link, only the link itself)`;
    case "folder":
      return `${path} (a folder with ${count - 1} entries, ${bytesOf(bytes)})`;
    case "other":
      return `${path} (a socket or pipe)`;
  }
}

export function bytesOf(bytes: number): string {
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}
