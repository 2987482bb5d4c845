/** Locks that a git which was killed has left: nobody else takes them away. */
import { join } from "node:path";
import type { Repository } from "#core/lib";
import type { ActionContext } from "#core/model";
import { Refusal } from "../result.ts";
import type { SyncState } from "./state.ts";

const waitMs = 5_000;
const pauseMs = 100;

/** Waits for a git that is still at work, ours from before or a human's. Throws a Refusal when there is no end to it. */
export async function removeStaleLocks(
  repository: Repository,
  { branch, upstream }: Pick<SyncState, "branch" | "upstream">,
  context: ActionContext,
  how: { readonly fresh: boolean },
): Promise<void> {
  const { files, clock, signal } = context;
  const locks = [
    join(repository.gitFolder, "index.lock"),
    join(repository.gitFolder, "HEAD.lock"),
    join(repository.gitFolder, "ORIG_HEAD.lock"),
    join(repository.commonFolder, "refs", "heads", `${branch}.lock`),
    join(repository.commonFolder, "refs", "remotes", `${upstream}.lock`),
    join(repository.commonFolder, "refs", "stash.lock"),
    join(repository.commonFolder, "packed-refs.lock"),
  ];
  const end = clock.monotonic() + waitMs;
  for (;;) {
    const left: string[] = [];
    for (const lock of locks) if ((await files.stat(lock)) !== undefined) left.push(lock);
    // Of our own doing just now, nothing is still running; of an engine that died, git may well be.
    if (how.fresh && left.length === 0) return;
    const others = gitsAtWork(context);
    if (left.length === 0 && others.length === 0) return;
    if (others.length === 0) {
      for (const lock of left) await files.remove(lock);
      return;
    }
    if (clock.monotonic() > end) {
      if (left.length === 0) return;
      throw new Refusal(`${left[0]} is there, and git is at work (process ${others[0]})`);
    }
    await clock.sleep(pauseMs, signal);
  }
}

function gitsAtWork({ processes }: ActionContext): readonly number[] {
  return processes
    .list()
    .filter(({ command }) => /^(\S*\/)?git(-[a-z]+)?(\s|$)/.test(command))
    .map(({ identity }) => identity.pid);
}
