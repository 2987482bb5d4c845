/** What an attempt leaves behind when it is broken off, and how that is told from what is somebody else's. */
import type { RepairTask } from "#core/model";
import { removeBranch, removeWorktree, type Source } from "#repair/worktrees";
import { NeedsHuman } from "./trial.ts";
import { branchOf, markOf, type Parts, worktreeOf } from "./types.ts";

/** What an attempt before this one has left: a work tree that was being made, a branch, programs that ran there. */
export async function clearAway(parts: Parts, source: Source, task: RepairTask): Promise<void> {
  const { processes, files } = parts.platform;
  const [name, value] = markOf(parts, task.id);
  for (const identity of processes.findByEnvironment(name, value)) processes.signal(identity, "SIGKILL", "tree");
  await removeWorktree(source.repository, worktreeOf(parts, task), files);
  await dropBranch(parts, source, task, null);
}

/** The branch of a task, where it still is what we have made it. `base`: of an attempt that came to nothing. */
export async function dropBranch(
  { platform }: Parts,
  source: Source,
  task: RepairTask,
  base: string | null,
): Promise<void> {
  const branch = branchOf(task);
  const words = ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`];
  const at = (await source.repository.git(words, { codes: [0, 1, 128] })).trim();
  if (at === "") return;
  const isOurs = at === base || at === task.proposal?.commit || (await isMadeByUs(source, at, task.id));
  if (!isOurs || !(await removeBranch(source, branch, at, platform.files)))
    throw new NeedsHuman(`somebody works on the branch ${branch}; remove it, and the repair is made anew`);
}

/** The mender may have ended after its commit, and before it could say which one that was. */
async function isMadeByUs(source: Source, commit: string, task: string): Promise<boolean> {
  const { repository } = source;
  if (await source.contains(await source.tip(), commit)) return true;
  const said = await repository.git([
    "log",
    "-1",
    "--format=%an%x00%ae%x00%(trailers:key=Chiron-Task,valueonly)",
    commit,
  ]);
  const [name, address, trailer = ""] = said.split("\0");
  return name === "Chiron" && address === "chiron@localhost" && trailer.trim() === task;
}
