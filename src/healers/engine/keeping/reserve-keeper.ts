/** Keeps the reserve of the store (core/log/reserve) whole: makes it after the start, and again when the disk has room once more. */
import { openReserve, type Reserve } from "#core/log";
import { messageOf } from "#core/model";
import type { Clock, Timer } from "#core/platform";

export interface ReserveKeeperMeans {
  readonly path: string;
  readonly bytes: number;
  readonly clock: Pick<Clock, "after">;
  readonly say: (line: string) => void;
  /** The first part of it was given up. */
  readonly onGiven: () => void;
  /** It is whole again. */
  readonly onWhole: () => void;
}

export interface ReserveKeeper {
  /** See LogOptions.makeRoom. */
  makeRoom(): boolean;
  start(): void;
  /** It is not made again; what there is of it can still be given up. */
  stop(): void;
  close(): void;
}

/** Whatever the start needs goes first. */
const firstAfterMs = 2_000;
/** A slice takes a millisecond or two; nothing waits for it. */
const nextAfterMs = 50;
const tryAgainAfterMs = 5_000;

export function createReserveKeeper(means: ReserveKeeperMeans): ReserveKeeper {
  const { path, bytes, clock, say } = means;
  let reserve: Reserve | undefined;
  let timer: Timer | undefined;
  let isGiven = false;
  let isStopped = false;
  try {
    reserve = openReserve(path, bytes);
  } catch (error) {
    say(`warning: there is no reserve for the store: ${messageOf(error)}`);
  }
  const look = (): void => {
    if (isStopped || reserve === undefined) return;
    const found = reserve.refill();
    if (found === "whole" && isGiven) {
      isGiven = false;
      means.onWhole();
    }
    timer = clock.after(found === "added" ? nextAfterMs : tryAgainAfterMs, look);
  };
  return {
    makeRoom() {
      const isMade = reserve?.giveUp() === true;
      if (isMade && !isGiven) {
        isGiven = true;
        // Not within the transaction that needs the room.
        clock.after(0, means.onGiven);
      }
      return isMade;
    },
    start() {
      timer = clock.after(firstAfterMs, look);
    },
    stop() {
      isStopped = true;
      timer?.cancel();
    },
    close() {
      reserve?.close();
      reserve = undefined;
    },
  };
}
