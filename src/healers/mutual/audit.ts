/** Writes down what a healer does for another where the store is not to be had: in its side journal, which the engine joins to the log. */
import type { NewEvent } from "#core/model";
import type { Role } from "./role.ts";
import { openSideJournal, type SideJournal, sideJournalFolders } from "./side-journal/index.ts";
import { ownIdentity } from "./small/index.ts";

/** Resolves once it is written down for good. Begins the journal with the first entry. */
export type Audit = (entry: NewEvent) => Promise<void>;

export function sideAudit(role: Role, dataDir: string): Audit {
  let journal: SideJournal | undefined;
  return async ({ type, data }) => {
    const folders = sideJournalFolders(dataDir);
    journal ??= openSideJournal({ role, process: ownIdentity(), folders, now: Date.now });
    journal.append({ actor: `healer:${role}`, type, data: { ...data } });
  };
}
