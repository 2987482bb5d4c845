/**
 * The lock of a stream for a writer that takes over from one that holds it and cannot be ended. The lease keeps that one from doing
 * anything; the lock is taken as soon as it lets go, so that a third cannot come in between.
 */
import { ChironError } from "#core/model/plain";
import type { Clock, Timer } from "#core/platform";
import { lockWriter, type WriterLock } from "./writer-lock.ts";

const tryEveryMs = 1_000;

export function lockWhenFree(path: string, stream: string, clock: Pick<Clock, "after">): WriterLock {
  let lock: WriterLock | undefined;
  let timer: Timer | undefined;
  const attempt = (): void => {
    try {
      lock = lockWriter(path, stream);
    } catch {
      timer = clock.after(tryEveryMs, attempt);
    }
  };
  attempt();
  return {
    release() {
      timer?.cancel();
      lock?.release();
    },
  };
}

/** Whether it was refused because somebody else holds it. */
export function isHeld(error: unknown): boolean {
  return error instanceof ChironError && error.code === "conflict";
}
