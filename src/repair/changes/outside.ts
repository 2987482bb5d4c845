/**
 * What an agent that nothing confines could reach: the user's working tree, and what is shared of its repository. It cannot be told apart
 * whether the user or the agent was at work there; so it is told, and what the agent did is not taken.
 */

import { join, resolve } from "node:path";
import { type Census, census, differences } from "./census.ts";
import { commonFolder } from "./git-folder.ts";

export interface Outside {
  /** What differs since, in words; empty: nothing does. */
  compare(signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * Objects are only added; other worktrees have their own users, and branches of Chiron's are made by others of its tasks meanwhile. What a
 * fetch or a look leaves behind says nothing.
 */
const ofOthers =
  /^(objects|worktrees|lfs|(logs\/)?refs\/(heads\/chiron|remotes)|FETCH_HEAD|ORIG_HEAD|gc\.(log|pid)|.*\.lock)(\/|$)/;
const mostNamed = 10;

export async function watchOutside(repository: string, worktree: string, signal: AbortSignal): Promise<Outside> {
  const inside = `${resolve(worktree)}/`;
  const shared = await commonFolder(repository);
  const skipsTree = (path: string) => path === ".git" || inside.startsWith(`${join(repository, path)}/`);
  const skipsShared = (path: string) => ofOthers.test(path);
  const look = async (now: AbortSignal): Promise<readonly (readonly [folder: string, Census])[]> => [
    [repository, await census(repository, { signal: now, skips: skipsTree })],
    ...(shared === undefined ? [] : [[shared, await census(shared, { signal: now, skips: skipsShared })] as const]),
  ];
  const before = await look(signal);
  return {
    async compare(now) {
      const after = await look(now);
      const found = before.flatMap(([folder, census_], index) => {
        const later = after[index]?.[1] ?? { entries: new Map(), isPartial: false };
        const partial = census_.isPartial || later.isPartial ? [`${folder}, which is too large to be compared`] : [];
        return [...partial, ...differences(census_, later).map(({ path }) => join(folder, path))];
      });
      const more = found.length - mostNamed;
      return more > 0 ? [...found.slice(0, mostNamed), `and ${more} more`] : found;
    },
  };
}
