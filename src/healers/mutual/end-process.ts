/** Ends a healer for good, with everything in its group, and nothing else. */
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "#core/model";
import { findProcess, lookAt } from "./small/index.ts";

const lookEveryMs = 20;
/** What is still there by then hangs inside the kernel (state D); nothing can end it. */
const insistMs = 5_000;

/** How long it may take to end by itself; enough to write down what it has, and no more: it is at fault. */
export const graceMs = 2_000;

/**
 * SIGTERM, SIGKILL, then the group that it led. It is looked for by pid, start time and boot, so that whoever has the pid by now is left
 * alone. `unasked`: without SIGTERM. Services lead sessions of their own and are no members. Resolves to whether nothing of it is left.
 */
export async function endForGood(identity: ProcessIdentity, grace: number | "unasked" = graceMs): Promise<boolean> {
  if (identity.pid === process.pid) return false;
  const found = findProcess(identity);
  if (found !== undefined && found.state !== "T" && grace !== "unasked") {
    send(identity.pid, "SIGTERM");
    await untilGone(() => findProcess(identity) === undefined, grace);
  }
  if (findProcess(identity) !== undefined) send(identity.pid, "SIGKILL");
  const isEnded = await untilGone(() => findProcess(identity) === undefined, insistMs);
  return (await untilGone(() => endGroup(identity), insistMs)) && isEnded;
}

/** Whether the session that it led, as leader of a group of its own, has no other members any more. */
function endGroup(identity: ProcessIdentity): boolean {
  const { pid, bootId } = identity;
  // As long as the group has members, its number is given to no new process.
  if (lookAt(pid) !== undefined && findProcess(identity) === undefined) return true;
  const members = pids()
    .filter((one) => one !== pid)
    .map(lookAt)
    .filter((stat) => stat?.group === pid && stat.session === pid && stat.identity.bootId === bootId);
  for (const member of members) if (member !== undefined) send(member.identity.pid, "SIGKILL");
  return members.length === 0;
}

function pids(): readonly number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

async function untilGone(isGone: () => boolean, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (!isGone()) {
    if (performance.now() >= until) return false;
    await sleep(lookEveryMs);
  }
  return true;
}

/** False: it has ended, or is not ours to signal. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  if (pid <= 1 || pid === process.pid) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
