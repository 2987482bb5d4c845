/**
 * The log as one life of the engine has it: the real one, and a life that can end at any of its events. What the dying life still
 * does in that very turn reaches nobody: what it appends is told back to it and kept nowhere, and nothing it waits for comes.
 */
import type { EventLog } from "#core/log";
import type { NewEvent, StoredEvent } from "#core/model";
import type { Mortal } from "../platform/clock.ts";
import { never } from "../platform/doors.ts";

export interface LogOfLifeOptions {
  readonly life: Mortal;
  readonly now: () => number;
  /** After an append, before it is committed. */
  readonly onAppended: (stored: readonly StoredEvent[]) => void;
}

export function logOfLife(log: EventLog, { life, now, onAppended }: LogOfLifeOptions): EventLog {
  const unheard = (events: readonly NewEvent[]): readonly StoredEvent[] =>
    events.map((one) => ({ ...one, seq: 0, stream: "engine", at: now(), actor: "engine", hash: "" }) as StoredEvent);
  return {
    append(events, options) {
      if (life.dead) return unheard(events);
      const stored = log.append(events, options);
      onAppended(stored);
      return stored;
    },
    durable: async (seq) => {
      if (life.dead) return never();
      await log.durable(seq).catch((error: unknown) => {
        if (!life.dead) throw error;
      });
      if (life.dead) return never();
    },
    flush: () => {
      if (!life.dead) log.flush();
    },
    head: () => log.head(),
    durableHead: () => log.durableHead(),
    read: (query) => log.read(query),
    subscribe: (listener) =>
      log.subscribe((stored) => {
        if (!life.dead) listener(stored);
      }),
    rebuild: () => log.rebuild(),
    rebuiltAtOpen: log.rebuiltAtOpen,
    generation: log.generation,
    // The dead do nothing, and nobody holds that against them.
    fence: () => {
      if (!life.dead) log.fence();
    },
    condemn: (error) => log.condemn(error),
    failure: () => (life.dead ? undefined : log.failure()),
    close: () => log.close(),
  };
}
