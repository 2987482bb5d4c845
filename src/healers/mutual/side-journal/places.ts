/**
 * Where side journals lie: in the data folder, and, when its disk takes no more, in a folder of this user in memory. The readers look in
 * all of them.
 */
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";

const ownOnly = 0o700;

/** The first is on disk. `dataDir` has to be a real path, the same for all. */
export function sideJournalFolders(dataDir: string, environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const user = process.getuid?.() ?? 0;
  const id = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const memory = new Set([environment.XDG_RUNTIME_DIR, `/run/user/${user}`, "/dev/shm"]);
  const inMemory = [...memory]
    .filter((folder) => folder?.startsWith("/") === true)
    .map((folder) => join(folder as string, `chiron-${user}-${id}`));
  return [join(dataDir, "healers", "journal"), ...inMemory];
}

/** Only a folder of our own that nobody else may write to: `/dev/shm` is open to all. */
export function isOurs(folder: string): boolean {
  try {
    const { uid, mode } = lstatSync(folder);
    return (mode & 0o170_000) === 0o040_000 && uid === process.getuid?.() && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** Throws when it cannot be made, or is somebody else's. */
export function makeOurs(folder: string): void {
  try {
    mkdirSync(folder, { mode: ownOnly });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && basename(folder) === "journal") mkdirSync(folder, { recursive: true, mode: ownOnly });
    else if (code !== "EEXIST") throw error;
  }
  if (!isOurs(folder)) throw new Error(`${folder} belongs to somebody else`);
}
