/** What an engine would have done that is no longer the one: written beside the store, which the other one joins to the log. */
import { type ChironError, messageOf } from "#core/model";
import type { RealPlatform } from "#core/platform/real";
import { openSideJournal, type SideJournal, sideJournalFolders } from "#healers/mutual/side-journal";

export interface RefusalsMeans {
  readonly dataDir: string;
  readonly platform: Pick<RealPlatform, "clock" | "processes">;
  readonly say: (line: string) => void;
}

export interface Refusals {
  /** Durable when it returns, where any place takes it. Never throws. */
  note(effect: string, error: ChironError): void;
  close(): void;
}

export function createRefusals({ dataDir, platform, say }: RefusalsMeans): Refusals {
  let journal: SideJournal | undefined;
  const open = (): SideJournal =>
    openSideJournal({
      role: "engine",
      process: platform.processes.self,
      folders: sideJournalFolders(dataDir),
      now: platform.clock.now,
    });
  return {
    note(effect, { details }) {
      const { generation, holder } = details;
      const reason = `effect refused: lease generation ${generation}, now ${holder}`;
      say(`chiron: ${effect}: ${reason}`);
      try {
        journal ??= open();
        const data = { role: "engine", effect, generation, holder, reason };
        journal.append({ actor: "healer:engine", type: "effect.refused", data });
      } catch (error) {
        say(`error: that could not be written down: ${messageOf(error)}`);
      }
    },
    close: () => journal?.close(),
  };
}
