/** Opens the store, or the one beside it, and hears of its end. */
import { join } from "node:path";
import type { EventLog } from "#core/log";
import type { ChironError, Settings } from "#core/model";
import type { RealPlatform } from "#core/platform/real";
import type { Engine } from "../engine.ts";
import { createFence, type Fence } from "../fence.ts";
import { noteStoreTrouble, type StoreTrouble } from "../record/index.ts";
import { openStore, type Store } from "../store.ts";
import { createStoreWatch, isDamage, type StoreWatch } from "../store-watch/index.ts";
import { folderBeside, writeBeside } from "./beside.ts";
import { beginFull, endFull } from "./full.ts";
import { createLookout } from "./lookout.ts";
import { observeDamaged, observeUnwritable } from "./observe.ts";
import { createRefusals } from "./refusals.ts";
import { createReserveKeeper } from "./reserve-keeper.ts";
import { isUnwritable, Restored, spellAfter, Unwritable } from "./spell.ts";

export interface KeepOptions {
  readonly dataDir: string;
  readonly platform: RealPlatform;
  readonly settings: Settings;
  readonly trouble: StoreTrouble | undefined;
  /** How the last engine in this process ended. */
  readonly after: unknown;
  readonly takeOver: boolean;
  readonly wrapLog: ((log: EventLog) => EventLog) | undefined;
  readonly say: (line: string) => void;
  readonly engine: () => Engine;
  /** The engine cannot go on with this store. */
  readonly end: (why: Error) => void;
}

export interface KeptStore {
  readonly store: Store;
  readonly fence: Fence;
  /** Begins to look after it. */
  start(): void;
  /** What still happens to it is not told any more. */
  stop(): void;
  close(): void;
}

export function keepStore(options: KeepOptions): KeptStore {
  const { dataDir, platform, settings, trouble, takeOver, wrapLog, say, end } = options;
  const { clock } = platform;
  const refusals = createRefusals({ dataDir, platform, say });
  const begun = clock.monotonic();
  const full = () => ({ engine: options.engine(), platform, dataDir });
  const keeper =
    trouble === undefined && settings.store.reserveBytes > 0
      ? createReserveKeeper({
          ...{ path: join(dataDir, "reserve"), bytes: settings.store.reserveBytes, clock, say },
          onGiven: () => beginFull(full()),
          onWhole: () => endFull(full()),
        })
      : undefined;
  const onFailure = (error: ChironError, lost: number): void => {
    if (error.code === "lease_lost")
      say(`chiron: ${error.message}; nothing that this one begins takes effect any more`);
    else say(`error: ${error.message}; ${lost} events were not kept, and nothing more is written to it`);
    if (isDamage(error) && trouble === undefined) noteStoreTrouble(dataDir, error.message, clock.now());
    const passes = isUnwritable(error) && trouble === undefined;
    end(
      passes ? new Unwritable(error.message, spellAfter(options.after, clock.now(), clock.monotonic() - begun)) : error,
    );
  };
  const { folder, readingsFolder } = foldersOf(dataDir, trouble);
  const store = openStore({
    ...{ folder, readingsFolder, platform, wrapLog, onFailure, takeOver },
    lease: { role: "engine", process: platform.processes.self },
    ...(keeper === undefined ? {} : { makeRoom: () => keeper.makeRoom() }),
  });
  const beside = trouble?.kind === "unwritable" ? writeBeside(store.log, dataDir, platform, say) : undefined;
  const parts: readonly StoreWatch[] = [
    ...(keeper === undefined ? [] : [keeper]),
    createLookout(platform, store.log),
    watchOf(options, store),
  ];
  return {
    store,
    fence: createFence(store.log, (effect, error) => refusals.note(effect, error)),
    start() {
      for (const part of parts) part.start();
    },
    stop() {
      for (const part of parts) part.stop();
    },
    close() {
      // Its last words may need room, too.
      store.close();
      keeper?.close();
      beside?.close();
      refusals.close();
    },
  };
}

/** Where the log is, and where the readings are. */
function foldersOf(dataDir: string, trouble: StoreTrouble | undefined) {
  if (trouble === undefined) return { folder: dataDir, readingsFolder: dataDir };
  if (trouble.kind !== "unwritable") return { folder: join(dataDir, "observing"), readingsFolder: dataDir };
  const folder = folderBeside(dataDir);
  return { folder, readingsFolder: folder };
}

function watchOf({ platform, settings, dataDir, trouble, after, end }: KeepOptions, { log, path }: Store): StoreWatch {
  if (trouble === undefined) {
    const everyMs = settings.store.checkEveryMs;
    return createStoreWatch({ platform, path, everyMs, onDamage: (error) => log.condemn(error) });
  }
  if (trouble.kind !== "unwritable") return observeDamaged(platform, dataDir, trouble, end);
  const spell = after instanceof Unwritable ? after.spell : { since: Date.parse(trouble.since), tries: 0 };
  return observeUnwritable(platform, dataDir, spell, end);
}

/** Whether an engine that ended with this error is to be run anew. */
export function goesOn(error: unknown): boolean {
  return isDamage(error) || error instanceof Restored || error instanceof Unwritable;
}
