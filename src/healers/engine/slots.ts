/**
 * One repair at a time per target, and a limit over all of them (REASON-11). Waiters of one target never block another's. What only
 * looks keeps others from its target as well, and counts for no limit: it may take minutes, and a service that is down cannot wait.
 */

export interface Slots {
  /** Resolves once the target may be repaired; call what it gives when done. Urgent waiters go first. */
  acquire(target: string, urgency: number, kind?: "repair" | "look"): Promise<() => void>;
  readonly busy: ReadonlySet<string>;
  /** For whoever holds a place: gives it away while the work goes on, which only waits, and has it back afterwards. */
  aside<T>(target: string, work: () => Promise<T>): Promise<T>;
  /** Nobody gets a place any more; whoever waits is told why. */
  close(reason: Error): void;
}

interface Waiter {
  readonly target: string;
  readonly urgency: number;
  readonly kind: "repair" | "look";
  readonly go: () => void;
  readonly giveUp: (reason: Error) => void;
}

export function createSlots(limit: () => number, onFree: () => void): Slots {
  const busy = new Set<string>();
  const looking = new Set<string>();
  const waiting: Waiter[] = [];
  let closed: Error | undefined;

  const admitWaiting = () => {
    for (let index = 0; index < waiting.length; ) {
      const waiter = waiting[index] as Waiter;
      const isFull = waiter.kind === "repair" && busy.size >= limit();
      if (isFull || busy.has(waiter.target) || looking.has(waiter.target)) {
        index++;
        continue;
      }
      waiting.splice(index, 1);
      (waiter.kind === "look" ? looking : busy).add(waiter.target);
      waiter.go();
    }
  };

  const releaseOnce = (target: string) => {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      busy.delete(target);
      looking.delete(target);
      admitWaiting();
      onFree();
    };
  };

  const acquire: Slots["acquire"] = (target, urgency, kind = "repair") =>
    new Promise((resolve, reject) => {
      if (closed !== undefined) return reject(closed);
      const waiter: Waiter = { target, urgency, kind, go: () => resolve(releaseOnce(target)), giveUp: reject };
      const before = waiting.findIndex((other) => other.urgency < urgency);
      if (before === -1) waiting.push(waiter);
      else waiting.splice(before, 0, waiter);
      admitWaiting();
    });

  return {
    busy,
    acquire,
    async aside(target, work) {
      const kind = looking.has(target) ? "look" : "repair";
      releaseOnce(target)();
      try {
        return await work();
      } finally {
        // The way to give it back is the one that its holder has.
        await acquire(target, Number.POSITIVE_INFINITY, kind);
      }
    },
    close(reason) {
      closed = reason;
      for (const waiter of waiting.splice(0)) waiter.giveUp(reason);
    },
  };
}
