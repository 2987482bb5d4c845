/**
 * Puts a repository back to how it was before it was synchronised: from the end, from the middle after a failure, and from wherever
 * the engine or git itself was killed. The changes that were there before are in the list of stashes until they are seen back in
 * their place; and what somebody else has changed since is never overwritten.
 */
import { dirname, join } from "node:path";
import { Repository } from "#core/lib";
import type { ActionContext } from "#core/model";
import type { Files } from "#core/platform";
import { Refusal } from "../result.ts";
import { drop, giveBack, keep, sameTrees, snapshotOf } from "./changes.ts";
import { removeStaleLocks } from "./locks.ts";
import type { SyncState } from "./state.ts";

/** Throws a Refusal that says where everything is when it cannot be put back. */
export async function putBack(
  state: SyncState,
  context: ActionContext,
  how: { readonly fresh: boolean },
): Promise<void> {
  const repository = await Repository.open(state.repository, context);
  await removeStaleLocks(repository, state, context, how);
  const where = `the branch was at ${state.from}${state.stash === null ? "" : `, and the changes are kept in the stash ${state.stash.commit}`}`;
  try {
    if (state.phase === "looking") return;
    if (state.phase !== "stashing") await takeBack(repository, state, context, how);
    // Only while they are seen in their place.
    if (state.stash !== null && sameTrees(await snapshotOf(repository), state.stash))
      await drop(repository, state.stash);
  } catch (error) {
    throw new Refusal(`it cannot be put back: ${error instanceof Error ? error.message : String(error)}; ${where}`);
  }
}

async function takeBack(
  repository: Repository,
  state: SyncState,
  context: ActionContext,
  how: { readonly fresh: boolean },
): Promise<void> {
  const { branch, head } = await repository.status();
  if (branch !== state.branch || (head !== state.from && head !== state.to)) {
    throw new Refusal("the branch was moved by somebody else since, and was left");
  }
  if (state.phase === "done" && !sameTrees(await snapshotOf(repository), state.after)) {
    throw new Refusal("files were changed by somebody else since, and were left");
  }
  // Ours or somebody else's, of a half-done state nobody can tell: what is found is kept as well.
  if (!how.fresh && state.phase === "working") await keepWhatIsFound(repository, state, context);
  // Forward first: what a checkout that was cut off has written is then tracked, and goes away with the way back.
  if (head === state.from) await repository.git(["reset", "--hard", "--quiet", state.to]);
  await repository.git(["reset", "--hard", "--quiet", state.from]);
  if (state.stash === null) return;
  await setNewFilesAside(repository, state, context);
  await giveBack(repository, state.stash);
  if (!sameTrees(await snapshotOf(repository), state.stash)) throw new Refusal("the files are not as they were");
}

/** Through an index of our own, since the repository's may be half written, or full of conflicts. */
async function keepWhatIsFound(
  repository: Repository,
  state: SyncState,
  { scratch, files, effect }: ActionContext,
): Promise<void> {
  const env = { GIT_INDEX_FILE: join(scratch, "found.index") };
  await files.remove(env.GIT_INDEX_FILE);
  const known = new Set<string>();
  for (const tree of [state.from, state.to, state.stash?.commit ?? state.from]) {
    known.add((await repository.git(["rev-parse", `${tree}^{tree}`])).trim());
  }
  await repository.git(["read-tree", state.stash?.commit ?? state.from], { env });
  await repository.git(["add", "--update", "--", "."], { env });
  const tree = (await repository.git(["write-tree"], { env })).trim();
  await files.remove(env.GIT_INDEX_FILE);
  if (known.has(tree)) return;
  // Two parents, as a stash has them, so that `git stash show` and `apply` know what it is.
  const commitOf = async (what: string, more: readonly string[]) =>
    (
      await repository.git(["commit-tree", "-p", state.from, ...more, "-m", `Found by Chiron (${effect})`, what])
    ).trim();
  const staged = await commitOf(`${state.from}^{tree}`, []);
  const commit = await commitOf(tree, ["-p", staged]);
  await keep(repository, { commit, files: tree, staged: tree }, `found, ${effect}`);
}

/** Files that the changes bring along anew lie there untracked, whole or in part, when giving them back was cut off. */
async function setNewFilesAside(
  repository: Repository,
  state: SyncState,
  { files, scratch }: ActionContext,
): Promise<void> {
  const words = [
    "diff",
    "--name-only",
    "-z",
    "--no-renames",
    "--no-ext-diff",
    "--diff-filter=A",
    state.from,
    state.stash?.commit ?? state.from,
  ];
  const paths = (await repository.git(words)).split("\0").filter((path) => path !== "");
  for (const [index, path] of paths.entries()) {
    const there = join(repository.path, path);
    if (await isFileWithin(there, repository.path, files)) await files.move(there, join(scratch, `aside-${index}`));
  }
}

/** A link on the way would lead elsewhere. */
async function isFileWithin(path: string, top: string, files: Files): Promise<boolean> {
  if (!path.startsWith(`${top}/`)) return false;
  for (let folder = dirname(path); folder.length > top.length; folder = dirname(folder)) {
    if ((await files.stat(folder))?.kind !== "folder") return false;
  }
  const kind = (await files.stat(path))?.kind;
  return kind === "file" || kind === "link";
}
