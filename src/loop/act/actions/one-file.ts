/** What the actions on single files ask of them. */
import { dirname } from "node:path";
import { z } from "zod";
import type { FileStat, Files } from "#core/platform";
import type { PathGuard } from "./path-guard.ts";
import { Refusal } from "./result.ts";

export const fileMode = z.string().regex(/^0?[0-7]{3}$/, "is written like 0640");

/** A regular file or nothing at all; a link is never followed, so nothing is written through one. */
export async function requireRegular(path: string, guard: PathGuard): Promise<FileStat | undefined> {
  const stat = await guard.check(path);
  if (stat !== undefined && stat.kind !== "file") throw new Refusal(`${path} is ${kindOf(stat)}, not a regular file`);
  return stat;
}

export async function requireSource(path: string, maxSize: number, guard: PathGuard): Promise<FileStat> {
  const stat = await requireRegular(path, guard);
  if (stat === undefined) throw new Refusal(`there is no ${path}`);
  if (stat.size > maxSize)
    throw new Refusal(`${path} has ${stat.size} bytes; the step may touch no more than ${maxSize} (maxSize)`);
  return stat;
}

/** What is there already may only be replaced when the step says so. */
export async function requireFree(path: string, overwrite: boolean, guard: PathGuard): Promise<FileStat | undefined> {
  const stat = await requireRegular(path, guard);
  if (stat !== undefined && !overwrite)
    throw new Refusal(`${path} is there already; a step that means to replace it says \`overwrite: true\``);
  return stat;
}

export async function requireFolderOf(path: string, files: Files): Promise<FileStat> {
  const stat = await files.stat(dirname(path));
  if (stat?.kind !== "folder") throw new Refusal(`there is no folder ${dirname(path)}`);
  return stat;
}

export function kindOf(stat: FileStat): string {
  switch (stat.kind) {
    case "file":
      return "a file";
    case "folder":
      return "a folder";
    case "link":
      return "a symbolic link";
    case "other":
      return "a socket, pipe or device";
  }
}
