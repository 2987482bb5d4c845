/**
 * Where branches are checked out. A branch that is, must not be moved from outside: its work tree and its index would then seem to undo what
 * was added. During a rebase or a bisection HEAD is on no branch, and the branch is somebody's all the same.
 */
import type { Repository } from "#core/lib/lean";
import type { Files } from "#core/platform";

/** Each branch (`refs/heads/…`) with the work tree that has it. */
export async function branchesCheckedOut(repository: Repository, files: Files): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const listed = await repository.git(["worktree", "list", "--porcelain", "-z"]);
  const folders = new Set<string>();
  for (const block of listed.split("\0\0")) {
    const lines = block.split("\0").filter((line) => line !== "");
    const path = lines.find((line) => line.startsWith("worktree "))?.slice("worktree ".length) ?? "";
    const branch = lines.find((line) => line.startsWith("branch "))?.slice("branch ".length);
    if (branch !== undefined) found.set(branch, path);
    // The main one of a bare repository has no work tree, and nothing in the middle of anything.
    if (path !== "" && !lines.includes("bare")) folders.add(path);
  }
  for (const { gitFolder, path } of await gitFolders(repository, files, folders))
    for (const branch of await branchesInUse(gitFolder, files)) if (!found.has(branch)) found.set(branch, path);
  return found;
}

async function gitFolders(repository: Repository, files: Files, paths: ReadonlySet<string>) {
  const common = repository.commonFolder;
  const names = await files.list(`${common}/worktrees`).catch(() => []);
  const linked = names.map((name) => ({ gitFolder: `${common}/worktrees/${name}`, path: `the work tree "${name}"` }));
  const [main] = paths;
  return [{ gitFolder: common, path: main ?? common }, ...linked];
}

/** The files in which a rebase and a bisection note what they have taken. */
async function branchesInUse(gitFolder: string, files: Files): Promise<readonly string[]> {
  const read = (name: string) => files.read(`${gitFolder}/${name}`, 65_536).catch(() => "");
  const [merge, apply, bisect, others] = await Promise.all([
    read("rebase-merge/head-name"),
    read("rebase-apply/head-name"),
    read("BISECT_START"),
    read("rebase-merge/update-refs"),
  ]);
  const start = bisect.trim();
  return [
    merge.trim(),
    apply.trim(),
    start === "" || start.startsWith("refs/") ? start : `refs/heads/${start}`,
    ...others.split("\n").map((line) => line.trim()),
  ].filter((name) => name.startsWith("refs/heads/"));
}
