/** While the store is damaged: saves what there is of it, and waits for a human to put another one in its place. */
import { join } from "node:path";
import type { RealPlatform } from "#core/platform/real";
import { readStoreTrouble, type StoreTrouble, storeName } from "../record/index.ts";
import type { StoreWatch } from "../store-watch/index.ts";

const restoredLookMs = 1_000;

/** The store can be used again. */
export class Restored extends Error {}

export function observe(
  { clock, sqlite }: RealPlatform,
  dataDir: string,
  { copy }: StoreTrouble,
  end: (why: Error) => void,
): StoreWatch {
  const ending = new AbortController();
  const look = (): void => {
    if (ending.signal.aborted) return;
    if (readStoreTrouble(dataDir) === undefined) end(new Restored("a human has put another store in its place"));
    else clock.after(restoredLookMs, look);
  };
  return {
    start() {
      void sqlite.save({ path: join(dataDir, storeName), folder: copy }, ending.signal);
      look();
    },
    stop: () => ending.abort(),
  };
}
