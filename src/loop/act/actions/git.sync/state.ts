/** What the action has written down of a repository before it changes anything in it, and how far it came. */
import { join } from "node:path";
import type { ActionContext } from "#core/model";

/**
 * In this order, each written before what it names is begun. `looking`: nothing is changed, but git takes locks. `stashing`: changes are kept, nothing is taken away. `working`: the work
 * tree is emptied of changes, brought forward, and given them back. `done`: it is as it should be.
 */
type Phase = "looking" | "stashing" | "working" | "done";

/** The files as they are, and what of them is staged, as ids of trees. */
export interface Trees {
  readonly files: string;
  readonly staged: string;
}

export interface SyncState {
  readonly repository: string;
  readonly branch: string;
  /** The branch that it follows, as `origin/main`. */
  readonly upstream: string;
  /** Commits: where the branch was, and where it goes. */
  readonly from: string;
  readonly to: string;
  /** The commit that keeps the changes, as `git stash` makes it; null where there were none. */
  readonly stash: (Trees & { readonly commit: string }) | null;
  readonly phase: Phase;
  /** How it was left at the end; null where nothing was changed then. */
  readonly after: Trees | null;
}

type Means = Pick<ActionContext, "files" | "scratch">;

const fileOf = ({ scratch }: Means): string => join(scratch, "sync.json");

export async function readState(means: Means): Promise<SyncState | undefined> {
  if ((await means.files.stat(fileOf(means))) === undefined) return undefined;
  return JSON.parse(await means.files.read(fileOf(means))) as SyncState;
}

/** Durable: what comes next may be the last thing that this process does. */
export async function writeState(state: SyncState, means: Means): Promise<SyncState> {
  await means.files.makeFolder(means.scratch, 0o700);
  await means.files.write(fileOf(means), JSON.stringify(state), { durable: true, mode: 0o600 });
  return state;
}

export async function forgetState(means: Means): Promise<void> {
  await means.files.remove(fileOf(means));
}
