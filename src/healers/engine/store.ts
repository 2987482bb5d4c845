/** The engine's store, opened and closed: the log, its reading side, and the readings. */
import { join } from "node:path";
import { type EventLog, type LeaseClaim, openLog, openReadings, standardProjections } from "#core/log";
import { type LogReader, openLogReader } from "#core/log/read";
import type { ChironError, Message } from "#core/model";
import type { Platform } from "#core/platform";
import { evolve } from "#loop/incident";
import { storeName } from "./record/index.ts";
import { isDamage } from "./store-watch/index.ts";

export interface Store {
  readonly path: string;
  readonly log: EventLog;
  readonly reader: LogReader;
  readonly readings: ReturnType<typeof openReadings>;
  close(): void;
}

export interface StoreMeans {
  /** Where the log is, and where the readings are: not the same while the engine only observes. */
  readonly folder: string;
  readonly readingsFolder: string;
  readonly platform: Pick<Platform, "clock">;
  readonly wrapLog: ((log: EventLog) => EventLog) | undefined;
  readonly onFailure: (error: ChironError, lost: number) => void;
  readonly lease: LeaseClaim;
  readonly makeRoom?: () => boolean;
  readonly takeOver: boolean;
}

/** Raised whenever `evolve` gives other incidents for the same events: the table is then made again from the log. */
const incidentsVersion = 6;

export function openStore({ folder, readingsFolder, platform, wrapLog, ...given }: StoreMeans): Store {
  const path = join(folder, storeName);
  const opened = openLog({
    path,
    stream: "engine",
    clock: platform.clock,
    projections: standardProjections({ evolve, version: incidentsVersion }),
    ...given,
  });
  const log = wrapLog?.(opened) ?? opened;
  let reader: LogReader;
  try {
    reader = openLogReader(path);
  } catch (error) {
    log.close();
    throw error;
  }
  const readings = openReadings({ path: join(readingsFolder, "readings.db"), clock: platform.clock });
  return {
    path,
    log,
    reader,
    readings,
    close() {
      readings.close();
      // The last connection to close writes the log's pages back into the file. Of a damaged one it must be the reader, which cannot.
      const closers = isDamage(log.failure()) ? [log, reader] : [reader, log];
      for (const one of closers) one.close();
    },
  };
}

/** What a damaged store still gives of pages that nobody had taken; nothing when it gives nothing. */
export function pagesLeftIn(dataDir: string): readonly Message[] {
  try {
    const reader = openLogReader(join(dataDir, storeName));
    try {
      return reader
        .outbox()
        .map(({ message }) => message)
        .filter(({ route }) => route === "page");
    } finally {
      reader.close();
    }
  } catch {
    return [];
  }
}
