/** Whether the folder that a healer began in is still the one that its path leads to. */
import { closeSync, constants, fstatSync, openSync, statSync } from "node:fs";

export interface Home {
  /** `another`: it was deleted, or moved away, and made anew; whoever starts there finds no lock of ours. */
  look(): "here" | "missing" | "another";
  close(): void;
}

/** Held open, so that its inode number is given to no other for as long as we go by it. Throws what the file system says. */
export function openHome(folder: string): Home {
  const file = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const own = fstatSync(file, { bigint: true });
  return {
    look() {
      let there: typeof own | undefined;
      try {
        there = statSync(folder, { bigint: true, throwIfNoEntry: false });
      } catch {
        // A disk that does not answer takes nothing away.
        return "here";
      }
      if (there === undefined) return "missing";
      return there.dev === own.dev && there.ino === own.ino ? "here" : "another";
    },
    close: () => closeSync(file),
  };
}
