/** Where git keeps what belongs to a work tree; read without git, which could be led by it. */
import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";

/** What all worktrees of a repository share; undefined where there is no repository. A bare one is that folder itself. */
export async function commonFolder(repository: string): Promise<string | undefined> {
  const own = await gitFolder(repository);
  if (own === undefined) return (await isFolder(join(repository, "objects"))) ? repository : undefined;
  const common = (await readFile(join(own, "commondir"), "utf8").catch(() => "")).trim();
  return common === "" ? own : resolve(own, common);
}

/** Of this work tree alone: `.git` is that folder, or a file that names it (a further worktree, a submodule). */
export async function gitFolder(workTree: string): Promise<string | undefined> {
  const entry = join(workTree, ".git");
  const look = await stat(entry).catch(() => undefined);
  if (look?.isDirectory() === true) return entry;
  const text = look === undefined ? "" : await readFile(entry, "utf8").catch(() => "");
  const [, named] = /^gitdir: (.+)$/m.exec(text) ?? [];
  if (named === undefined) return undefined;
  return isAbsolute(named) ? named : resolve(workTree, named);
}

/** The branch that it is on, and where that stands; what a commit, or another branch, would change. */
export async function headOf(folder: string, common: string): Promise<string> {
  const head = (await readFile(join(folder, "HEAD"), "utf8").catch(() => "")).trim();
  const [, reference] = /^ref: (refs\/[\w./@+=-]+)$/.exec(head) ?? [];
  if (reference === undefined) return head;
  const stands = await readFile(join(common, reference), "utf8").catch(() => "");
  return `${head} ${stands.trim()}`;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
