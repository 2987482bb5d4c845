/** Work trees of our own: made for one task, under the data folder, on a branch of their own, and removed afterwards. */
import { GitError, type Repository } from "#core/lib/lean";
import type { Files } from "#core/platform";
import { branchesCheckedOut } from "./checked-out.ts";
import type { Source } from "./source.ts";

export interface Worktree {
  /** Absolute. */
  readonly path: string;
  /** `chiron/…` */
  readonly branch: string;
  /** The commit that it began with. */
  readonly base: string;
  readonly gitFolder: string;
}

interface Wanted {
  readonly path: string;
  readonly branch: string;
  readonly base: string;
}

/** No branch, and no folder, may be there yet. */
export async function makeWorktree(source: Source, { path, branch, base }: Wanted, files: Files): Promise<Worktree> {
  const { repository } = source;
  await files.makeFolder(path.slice(0, path.lastIndexOf("/")), 0o700);
  // Nothing is fetched for it: what is not here yet stays away.
  const env = { GIT_NO_LAZY_FETCH: "1" };
  await repository.git(["worktree", "add", "--quiet", "--no-track", "-b", branch, "--", path, base], { env });
  const gitFolder = (await repository.git(["-C", path, "rev-parse", "--absolute-git-dir"])).trim();
  if (!gitFolder.startsWith(`${repository.commonFolder}/worktrees/`)) {
    throw new GitError(`the new work tree ${path} belongs to ${gitFolder}, and not to this repository`);
  }
  return { path, branch, base, gitFolder };
}

/** On no branch: for work that is looked at, and thrown away. */
export async function makeDetachedWorktree(
  { repository }: Source,
  { path, base }: Pick<Wanted, "path" | "base">,
  files: Files,
): Promise<void> {
  await files.makeFolder(path.slice(0, path.lastIndexOf("/")), 0o700);
  const env = { GIT_NO_LAZY_FETCH: "1" };
  await repository.git(["worktree", "add", "--quiet", "--detach", "--", path, base], { env });
}

/** Whatever has become of it: half made, changed, or its folder gone. Others are not touched. */
export async function removeWorktree(repository: Repository, path: string, files: Files): Promise<void> {
  if (await isRegistered(repository, path)) {
    // Twice: also one that is locked, as one is while it is made.
    const words = ["worktree", "remove", "--force", "--force", "--", path];
    await repository.git(words).catch(async () => {
      // It says no to one with submodules, and to one whose `.git` is gone; to one whose folder is gone it says yes.
      await removeFolder(path, files);
      await repository.git(words);
    });
  }
  await removeFolder(path, files);
}

async function isRegistered(repository: Repository, path: string): Promise<boolean> {
  const listed = await repository.git(["worktree", "list", "--porcelain", "-z"]);
  return listed.split("\0").includes(`worktree ${path}`);
}

/** Work trees of ours are named by their place: nobody else's lie in our folder. */
export async function listOwnWorktrees(repository: Repository, folder: string): Promise<readonly string[]> {
  const listed = await repository.git(["worktree", "list", "--porcelain", "-z"]);
  const paths = listed.split("\0").flatMap((line) => (line.startsWith("worktree ") ? [line.slice(9)] : []));
  return paths.filter((path) => path.startsWith(`${folder}/`));
}

/** Only while it is still at the commit that we know it at, and nobody has it checked out. Resolves to whether it is gone. */
export async function removeBranch(source: Source, branch: string, at: string, files: Files): Promise<boolean> {
  const { repository } = source;
  const reference = `refs/heads/${branch}`;
  const words = ["rev-parse", "--verify", "--quiet", reference];
  const now = (await repository.git(words, { codes: [0, 1, 128] })).trim();
  if (now === "") return true;
  if (now !== at || (await branchesCheckedOut(repository, files)).has(reference)) return false;
  await repository.git(["update-ref", "-d", reference, at]);
  return true;
}

/** Links are removed, and not followed. */
export async function removeFolder(path: string, files: Files): Promise<void> {
  const stat = await files.stat(path);
  if (stat === undefined) return;
  if (stat.kind === "folder") for (const name of await files.list(path)) await removeFolder(`${path}/${name}`, files);
  await files.remove(path);
}
