/**
 * The store that stands in for one that cannot be written: in memory, gone with the time that it is for. What is written to it goes to a side
 * journal as well, which is joined to the real one later (HEALER-09).
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { EventLog } from "#core/log";
import { messageOf } from "#core/model";
import type { RealPlatform } from "#core/platform/real";
import { makeSideFolder, openSideJournal, sideJournalFolders } from "#healers/mutual/side-journal";

/** The first place in memory that takes it; without one, on the disk that there is. */
export function folderBeside(dataDir: string): string {
  const [, ...inMemory] = sideJournalFolders(dataDir);
  for (const folder of inMemory) {
    try {
      makeSideFolder(folder);
      return emptied(join(folder, "observing"));
    } catch {
      // The next one.
    }
  }
  return emptied(join(dataDir, "observing"));
}

function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  return folder;
}

export function writeBeside(
  log: Pick<EventLog, "subscribe" | "read">,
  dataDir: string,
  { clock, processes }: RealPlatform,
  say: (line: string) => void,
): { close(): void } {
  const folders = sideJournalFolders(dataDir);
  const journal = openSideJournal({ role: "engine", process: processes.self, folders, now: clock.now });
  let lost = 0;
  const stop = log.subscribe(({ actor, type, data }) => {
    try {
      journal.append({ actor, type, data: { ...data } });
    } catch (error) {
      lost++;
      if (lost === 1) say(`error: part of the record is lost: ${messageOf(error)}`);
    }
  });
  return {
    close() {
      stop();
      journal.close();
    },
  };
}
