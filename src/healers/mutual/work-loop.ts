/** The work loop of a healer that has no other: it looks at the others, and says that it does. */
import { setTimeout as sleep } from "node:timers/promises";
import { beatEveryMs } from "./beat.ts";
import type { Member } from "./member.ts";
import type { HealerState } from "./role.ts";
import { lookEveryMs } from "./watch.ts";

export interface Loop {
  /** From now on it looks; before that it only beats. */
  watch(): void;
  say(state: HealerState): void;
  stop(): void;
}

/** `looked`: called after each look that was really taken. */
export function runLoop(member: Member, looked: () => void = () => undefined): Loop {
  let state: HealerState = "starting";
  let isWatching = false;
  const stopping = new AbortController();
  const work = async (): Promise<void> => {
    let lateMs = 0;
    let nextBeatAt = performance.now();
    while (!stopping.signal.aborted) {
      if (isWatching) {
        member.watcher.turn();
        looked();
      }
      if (performance.now() >= nextBeatAt) {
        member.beat(state, lateMs);
        nextBeatAt = performance.now() + beatEveryMs;
        lateMs = 0;
      }
      const due = performance.now() + lookEveryMs;
      await sleep(lookEveryMs);
      lateMs = Math.max(lateMs, Math.round(performance.now() - due));
    }
  };
  void work();
  return {
    watch() {
      isWatching = true;
    },
    say(next) {
      state = next;
      if (!stopping.signal.aborted) member.beat(state, 0);
    },
    stop: () => stopping.abort(),
  };
}
