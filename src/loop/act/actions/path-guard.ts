/** What only the disk can tell about a path: whether the way to it leads somewhere else, and whether it ends in Chiron's own data. */
import { dirname, join } from "node:path";
import type { FileStat, Files } from "#core/platform";
import { Refusal } from "./result.ts";

/**
 * A folder that holds these files is a data folder of Chiron, this one's or another's. Both, so that one stray file in a folder that
 * everybody may write to does not close that folder.
 */
export const storeName = "chiron.db";
const lockName = "chiron.engine.lock";

export interface PathGuard {
  /** Refuses a path that may not be touched; otherwise says what is there, without following a link. */
  check(path: string): Promise<FileStat | undefined>;
}

export function createPathGuard(files: Files, scratch: string | undefined): PathGuard {
  const cleared = new Set<string>(["/"]);
  const isDataFolder = async (folder: string): Promise<boolean> =>
    (await files.stat(join(folder, storeName))) !== undefined &&
    (await files.stat(join(folder, lockName))) !== undefined;
  const clear = async (folder: string): Promise<void> => {
    if (cleared.has(folder)) return;
    await clear(dirname(folder));
    const stat = await files.stat(folder);
    if (stat !== undefined) {
      // Whoever may write to a folder on the way could otherwise lead the step anywhere.
      if (stat.kind === "link") throw new Refusal(`${folder} is a symbolic link; name the path that it leads to`);
      if (stat.kind !== "folder") throw new Refusal(`${folder} is not a folder`);
      if (await isDataFolder(folder)) throw new Refusal(`${folder} is a data folder of Chiron`);
    }
    cleared.add(folder);
  };
  return {
    check: async (path) => {
      if (
        scratch !== undefined &&
        (scratch === path || scratch.startsWith(`${path}/`) || path.startsWith(`${scratch}/`))
      ) {
        throw new Refusal(`${path} is or holds data of Chiron`);
      }
      await clear(dirname(path));
      const stat = await files.stat(path);
      if (stat?.kind === "folder" && (await isDataFolder(path))) {
        throw new Refusal(`${path} is a data folder of Chiron`);
      }
      return stat;
    },
  };
}
