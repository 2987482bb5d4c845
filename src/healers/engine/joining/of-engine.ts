/** The joiner as the engine has it: it appends by the engine, so that what is joined is in the engine's state too. */
import type { Clock, Processes } from "#core/platform";
import { sideJournalFolders } from "#healers/mutual/side-journal";
import type { Engine } from "../engine.ts";
import type { Store } from "../store.ts";
import { createJoiner, type Joiner } from "./joiner.ts";

export interface EngineJoinerMeans {
  readonly dataDir: string;
  readonly store: Pick<Store, "log" | "reader">;
  readonly platform: { readonly clock: Clock; readonly processes: Processes };
  readonly engine: Pick<Engine, "record" | "tell">;
  readonly say: (line: string) => void;
}

export function joinerOf({ dataDir, store, platform, engine, say }: EngineJoinerMeans): Joiner {
  return createJoiner({
    ...platform,
    folders: sideJournalFolders(dataDir),
    joinedOf: (writer) => store.reader.journal(writer),
    record: (events) => engine.record(events),
    durable: () => store.log.durable(),
    onRefused: (writer, why) => engine.tell(refusalOf(writer, why)),
    onError: (error) => {
      // After the store has failed everything fails; that was said already.
      if (store.log.failure() === undefined) say(`error: joining side journals: ${String(error)}`);
    },
  });
}

function refusalOf(writer: string, why: string): Parameters<Engine["tell"]>[0] {
  return {
    ...{ route: "notice", tier: 1, incident: null },
    subject: `[high] Chiron itself: part of what was written beside its store cannot be proved`,
    body: [
      `What broke: in the side journal ${writer}, ${why}. Somebody has changed the file, or it was lost.`,
      "What was done: what stood there is kept in the log as it was; all that can be proved was joined.",
      "To see it:",
      "chiron audit verify\nchiron audit events --type journal.refused",
    ].join("\n\n"),
    data: { writer, why },
  };
}
