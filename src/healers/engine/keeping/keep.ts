/** Opens the store, or the one beside it, and hears of its end. */
import { join } from "node:path";
import type { EventLog } from "#core/log";
import type { Settings } from "#core/model";
import type { RealPlatform } from "#core/platform/real";
import { createFence, type Fence } from "../fence.ts";
import { noteStoreTrouble, type StoreTrouble } from "../record/index.ts";
import { openStore, type Store } from "../store.ts";
import { createStoreWatch, isDamage, type StoreWatch } from "../store-watch/index.ts";
import { observe, Restored } from "./observe.ts";
import { createRefusals } from "./refusals.ts";

export interface KeepOptions {
  readonly dataDir: string;
  readonly platform: RealPlatform;
  readonly settings: Settings;
  readonly trouble: StoreTrouble | undefined;
  readonly takeOver: boolean;
  readonly wrapLog: ((log: EventLog) => EventLog) | undefined;
  readonly say: (line: string) => void;
  /** The engine cannot go on with this store. */
  readonly end: (why: Error) => void;
}

export interface KeptStore {
  readonly store: Store;
  /** Begins to look after it. */
  readonly watch: StoreWatch;
  readonly fence: Fence;
  close(): void;
}

export function keepStore(options: KeepOptions): KeptStore {
  const { dataDir, platform, settings, trouble, takeOver, wrapLog, say, end } = options;
  const refusals = createRefusals({ dataDir, platform, say });
  const onFailure: Parameters<typeof openStore>[0]["onFailure"] = (error, lost) => {
    if (error.code === "lease_lost")
      say(`chiron: ${error.message}; nothing that this one begins takes effect any more`);
    else say(`error: ${error.message}; ${lost} events were not kept, and nothing more is written to it`);
    if (isDamage(error) && trouble === undefined) noteStoreTrouble(dataDir, error.message, platform.clock.now());
    end(error);
  };
  const folder = trouble === undefined ? dataDir : join(dataDir, "observing");
  const lease = { role: "engine", process: platform.processes.self };
  const store = openStore({ folder, dataDir, platform, wrapLog, onFailure, lease, takeOver });
  return {
    store,
    watch: trouble === undefined ? watchOf(store, platform, settings) : observe(platform, dataDir, trouble, end),
    fence: createFence(store.log, (effect, error) => refusals.note(effect, error)),
    close() {
      refusals.close();
      store.close();
    },
  };
}

/** Whether an engine that ended with this error is to be run anew. */
export function goesOn(error: unknown): boolean {
  return isDamage(error) || error instanceof Restored;
}

function watchOf({ log, path }: Store, platform: RealPlatform, { store }: Settings): StoreWatch {
  const everyMs = store.checkEveryMs;
  return createStoreWatch({ platform, path, everyMs, onDamage: (error) => log.condemn(error) });
}
