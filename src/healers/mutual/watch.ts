/**
 * What is wrong with another healer: a pure function of what was seen of it, look by look, and of the watcher's own monotonic clock.
 * Nothing rests on wall clocks, or on what the other one says of its own time.
 */
import type { ProcessIdentity } from "#core/model";
import type { Beat } from "./role.ts";

/** One look. */
export interface Sight {
  /** The newest beat that could be read. */
  readonly beat: Beat | undefined;
  /** Of the process that the beat names. */
  readonly process: "alive" | "gone";
  /** Something holds it (SIGSTOP, a debugger): whatever it was at, it is not at it. */
  readonly isStopped?: boolean;
  /** Undefined: not looked at this time. */
  readonly rssBytes?: number | undefined;
}

export interface Limits {
  /** How long a healer may be silent. */
  readonly silentAfterMs: number;
  /** How long both have to be silent before the watchdog takes over. */
  readonly confirmForMs: number;
  readonly memoryLimitBytes: number;
}

/**
 * `absent`: it was never seen alive by this watcher. `gone`: it was, and its process has ended. `silent`: its process is there (at work on something else,
 * stopped or hung) and its work loop says nothing. `bloated`: it takes too much memory.
 */
export type Fault = "absent" | "gone" | "silent" | "bloated";

export interface Watch {
  readonly beat: Beat | undefined;
  /** Monotonic: since when nothing new was heard. */
  readonly since: number;
  readonly lastLookAt: number;
  readonly wasSeenAlive: boolean;
  readonly isGone: boolean;
  /** In the last look. */
  readonly isStopped: boolean;
  /** How many looks in a row found it too large. */
  readonly large: number;
}

/** How often both are looked at: so soon a death is seen. */
export const lookEveryMs = 250;
/**
 * Silence is told within its limit, counted from the fault: the last beat may be a look older than it was seen, and the next look may
 * come when the limit is over.
 */
const earlyMs = 2 * lookEveryMs;
/** A watcher that did not look for so long was stopped itself, and knows nothing of what the others did meanwhile. */
export const longestGapMs = 3_000;
/** One that nobody has seen may just be starting. */
export const absentAfterMs = 5_000;
/** While it starts it has no work loop to beat: a long log is read anew at one stroke. One that is stopped meanwhile reads nothing. */
export const startWithinMs = 120_000;
const largeLooks = 3;

export function beginWatch(now: number): Watch {
  return {
    beat: undefined,
    since: now,
    lastLookAt: now,
    wasSeenAlive: false,
    isGone: false,
    isStopped: false,
    large: 0,
  };
}

export function look(before: Watch, seen: Sight, limits: Limits, now: number): Watch {
  const isAlive = seen.process === "alive" && seen.beat !== undefined;
  const isNew = isAlive && !isSameBeat(before.beat, seen.beat);
  const isFresh = now - before.lastLookAt > longestGapMs || isNew;
  const isOther = isAlive && before.beat !== undefined && !isSameProcess(before.beat.process, seen.beat.process);
  const isLarge = seen.rssBytes === undefined ? undefined : seen.rssBytes > limits.memoryLimitBytes;
  return {
    beat: seen.beat ?? before.beat,
    since: isFresh ? now : before.since,
    lastLookAt: now,
    wasSeenAlive: before.wasSeenAlive || isAlive,
    isGone: !isAlive,
    isStopped: isAlive && seen.isStopped === true,
    large: isOther || isLarge === false ? 0 : before.large + (isLarge === true ? 1 : 0),
  };
}

/** Undefined: all is well, as far as can be seen. */
export function faultOf(watch: Watch, limits: Limits, now: number): Fault | undefined {
  const silentForMs = now - watch.since;
  if (!watch.wasSeenAlive) return silentForMs >= Math.min(absentAfterMs, limits.silentAfterMs) ? "absent" : undefined;
  if (watch.isGone) return "gone";
  const isStarting = watch.beat?.state === "starting" && !watch.isStopped;
  const mayBeSilentMs = limits.silentAfterMs - earlyMs;
  if (silentForMs >= (isStarting ? Math.max(startWithinMs, mayBeSilentMs) : mayBeSilentMs)) return "silent";
  return watch.large >= largeLooks ? "bloated" : undefined;
}

function isSameBeat(a: Beat | undefined, b: Beat): boolean {
  return a !== undefined && a.seq === b.seq && isSameProcess(a.process, b.process);
}

function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTicks === b.startTicks && a.bootId === b.bootId;
}
