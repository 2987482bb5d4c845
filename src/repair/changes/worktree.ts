/** A worktree before somebody works in it, and what was done there since. */
import { type Census, census, type Difference, differences } from "./census.ts";
import { commonFolder, gitFolder, headOf } from "./git-folder.ts";

export interface Watched {
  /** There is more in it than can be compared. */
  readonly isPartial: boolean;
  compare(signal: AbortSignal): Promise<Done>;
}

export interface Done {
  readonly differences: readonly Difference[];
  /** What is wrong with git's own record of it, in sentences. */
  readonly refusals: readonly string[];
}

/** The index is refreshed by every look. */
const refreshed = /^(index|ORIG_HEAD|FETCH_HEAD|.*\.lock)$/;

export async function watchWorktree(path: string, signal: AbortSignal): Promise<Watched> {
  const own = await gitFolder(path);
  const common = own === undefined ? undefined : await commonFolder(path);
  const look = async (now: AbortSignal) => ({
    files: await census(path, { signal: now }),
    head: own === undefined || common === undefined ? "" : await headOf(own, common),
    record: own === undefined ? none : await census(own, { signal: now, skips: (name) => refreshed.test(name) }),
  });
  const before = await look(signal);
  return {
    isPartial: before.files.isPartial || before.record.isPartial,
    async compare(now) {
      const after = await look(now);
      const isMoved = before.head !== after.head;
      // A commit leaves its message and a line in a log, which say nothing more.
      const touched = isMoved ? [] : differences(before.record, after.record);
      return {
        differences: differences(before.files, after.files),
        refusals: [
          ...(after.files.isPartial ? ["it made more files than can be compared"] : []),
          ...(isMoved ? ["it committed, or moved to another branch"] : []),
          ...touched.slice(0, 3).map(({ path: name }) => `it changed git's own record of the worktree (${name})`),
        ],
      };
    },
  };
}

const none: Census = { entries: new Map(), isPartial: false };
