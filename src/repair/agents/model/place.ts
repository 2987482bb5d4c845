/** Where a path of a model's leads: to a file or folder within the worktree by folders alone, or nowhere. */
import { join } from "node:path";
import type { FileStat, Files } from "#core/platform";

export type Place =
  | { readonly ok: true; readonly path: string; readonly absolute: string; readonly look: FileStat }
  | { readonly ok: false; readonly why: string };

const longest = 1_000;

/**
 * Every step is looked at without following: nothing but a model's tools works in this worktree, so that nobody can put a link there
 * between the look and the use.
 */
export async function placeIn(worktree: string, path: string, files: Pick<Files, "stat">): Promise<Place> {
  const refuse = (why: string): Place => ({ ok: false, why });
  if (path.length > longest || /[\p{Cc}\\]/u.test(path)) return refuse("that is no path here");
  if (path.startsWith("/") || path.startsWith("~")) return refuse("paths are relative to the worktree");
  const steps = path === "" || path === "." ? [] : path.replace(/^\.\//, "").replace(/\/$/, "").split("/");
  if (steps.some((step) => step === "" || step === "." || step === ".."))
    return refuse("a path leads straight down from the worktree");
  // Also as file systems without upper and lower case, or with short names, would find it.
  if (steps.some((step) => /^(\.git|git~\d+)$/i.test(step.trim()))) return refuse("what is git's own is not shown");
  let absolute = worktree;
  let look = await files.stat(absolute);
  for (const step of steps) {
    if (look?.kind !== "folder") return refuse("there is no such file");
    absolute = join(absolute, step);
    look = await files.stat(absolute);
    if (look?.kind === "link") return refuse("symbolic links are not followed");
  }
  if (look === undefined) return refuse("there is no such file");
  return { ok: true, path: steps.join("/"), absolute, look };
}
