/** While the store cannot be used: saves what there is of a damaged one, and waits for one that can be. */
import { join } from "node:path";
import { whyUnwritable } from "#core/log";
import type { RealPlatform } from "#core/platform/real";
import { readStoreTrouble, type StoreTrouble, storeName } from "../record/index.ts";
import type { StoreWatch } from "../store-watch/index.ts";
import { lookEveryMs, Restored, type Spell } from "./spell.ts";

const restoredLookMs = 1_000;

/** A human puts another one in the place of a damaged store. */
export function observeDamaged(
  { clock, sqlite }: RealPlatform,
  dataDir: string,
  { copy }: StoreTrouble,
  end: (why: Error) => void,
): StoreWatch {
  const isOver = () => readStoreTrouble(dataDir) === undefined;
  const over = new Restored("a human has put another store in its place");
  const watch = lookUntil(
    clock,
    () => restoredLookMs,
    isOver,
    () => end(over),
  );
  return {
    start() {
      void sqlite.save({ path: join(dataDir, storeName), folder: copy }, watch.ended);
      watch.start();
    },
    stop: watch.stop,
  };
}

/** A disk has room again, or is writable again, by itself or by anybody. */
export function observeUnwritable(
  { clock }: RealPlatform,
  dataDir: string,
  spell: Spell,
  end: (why: Error) => void,
): StoreWatch {
  const isOver = () => whyUnwritable(join(dataDir, storeName)) === undefined;
  const over = new Restored("the store can be written again", spell);
  return lookUntil(
    clock,
    () => lookEveryMs(spell),
    isOver,
    () => end(over),
  );
}

function lookUntil(
  clock: RealPlatform["clock"],
  everyMs: () => number,
  isOver: () => boolean,
  onOver: () => void,
): StoreWatch & { readonly ended: AbortSignal } {
  const ending = new AbortController();
  const look = (): void => {
    if (ending.signal.aborted) return;
    if (isOver()) onOver();
    else clock.after(everyMs(), look);
  };
  return { ended: ending.signal, start: () => void clock.after(everyMs(), look), stop: () => ending.abort() };
}
