/**
 * A healer that finds the watchdog gone starts a new one, and so does a service manager. Whoever is first has the role; but only the
 * one that the manager started can speak to it, and be stopped by it. So that one asks for the role, and one that a
 * healer started lets it go: nobody is restarted over it, and there are never two.
 */
import { readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "#core/model";
import { findProcess, type Joined, parseIdentity, readSmallJson, replaceSmallFile, send } from "#healers/mutual";
import { endAll } from "./end-all.ts";
import type { HowToEnd } from "./signals.ts";

const askEveryMs = 50;
/** One that hangs is ended by a healer after 30 s; by then the role is free. */
const askForMs = 60_000;

/** Joins as soon as the holder has left. Gives up at once where the holder was started like this one, and will not leave. */
export async function takeOver(
  join: () => Joined,
  path: string,
  own: ProcessIdentity,
  signal: AbortSignal,
): Promise<Joined> {
  const until = performance.now() + askForMs;
  try {
    for (;;) {
      const joined = join();
      const isOver = performance.now() >= until || signal.aborted;
      if (joined.member !== undefined || isOver || isFirstOne(joined.heldBy)) return joined;
      ask(path, own);
      await sleep(askEveryMs);
    }
  } finally {
    if (asking(path)?.pid === own.pid) rmSync(path, { force: true });
  }
}

/**
 * Told to end before the role was its own: the word is for all of Chiron, so it is passed on to the one that holds the role, and this one
 * ends when nothing is left. The exit code.
 */
export async function endThroughHolder(join: () => Joined, how: HowToEnd, second: Promise<void>): Promise<number> {
  const told = new Set<number | string>();
  for (;;) {
    const { member, heldBy } = join();
    // Whatever the holder could not end, because it was itself just ending, is ended here.
    if (member !== undefined) {
      const code = await endAll(member, how, new Map(), second);
      member.close();
      return code;
    }
    if (typeof heldBy === "number" && !told.has(heldBy)) send(heldBy, how.keepServices ? "SIGUSR2" : "SIGTERM");
    if (heldBy !== undefined) told.add(heldBy);
    await sleep(askEveryMs);
  }
}

/** Whether somebody who lives asks for the role. */
export function isAskedFor(path: string, own: ProcessIdentity): boolean {
  const other = asking(path);
  return other !== undefined && other.pid !== own.pid && findProcess(other) !== undefined;
}

function ask(path: string, own: ProcessIdentity): void {
  if (asking(path)?.pid === own.pid) return;
  try {
    replaceSmallFile(path, `${JSON.stringify(own)}\n`);
  } catch {
    // On a full disk it can only wait until the holder ends.
  }
}

function asking(path: string): ProcessIdentity | undefined {
  return parseIdentity(readSmallJson(path));
}

/** By its command line: one that a person or a manager started is answered for there. */
export function isFirstOne(holder: number | string): boolean {
  if (typeof holder !== "number") return false;
  try {
    return readFileSync(`/proc/${holder}/cmdline`, "utf8").split("\0").includes("--first");
  } catch {
    return false;
  }
}
