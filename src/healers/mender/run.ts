/** The mender as a process: its stream of the store, its work loop, put together and taken apart again in order. */
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { type EventLog, mendingProjection, openLog } from "#core/log";
import { openLogReader } from "#core/log/read";
import { createRealPlatform } from "#core/platform/real";
import { createMender, type Mender } from "./mender.ts";
import type { Syntax } from "./syntax.ts";

export interface RunMenderOptions {
  readonly dataDir: string;
  readonly say: (line: string) => void;
  readonly syntax: Syntax;
  /** The mender before this one cannot be ended: the lock of its stream is taken when it is let go. */
  readonly takeOver?: boolean;
  /** For tests that end the mender at an exact point of its log. */
  readonly wrapLog?: (log: EventLog) => EventLog;
}

export interface RunningMender extends Pick<Mender, "state" | "failed" | "turn"> {
  stop(): Promise<void>;
}

/**
 * Throws `conflict` while another mender runs on the same data folder, and `store_failed` when the store cannot be used. Whoever runs it
 * turns it: its work is part of a loop that others look at.
 */
export function runMender({ dataDir, say, syntax, takeOver = false, wrapLog }: RunMenderOptions): RunningMender {
  const platform = createRealPlatform();
  const folder = realpathSync(dataDir);
  const path = join(folder, "chiron.db");
  const opened = openLog({
    path,
    stream: "mender",
    clock: platform.clock,
    projections: [mendingProjection],
    ...{ isGuest: true, takeOver },
    onFailure: (error, lost) => say(`error: ${error.message}; ${lost} events were not kept`),
  });
  const log = wrapLog?.(opened) ?? opened;
  const reader = openLogReader(path);
  const mender = createMender({ platform, dataDir: folder, log, reader, syntax, say });
  mender.start();
  return {
    state: mender.state,
    failed: mender.failed,
    turn: () => mender.turn(),
    async stop() {
      await mender.stop();
      reader.close();
      log.close();
      platform.close();
    },
  };
}
