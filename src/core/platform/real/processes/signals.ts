/** Sends signals only to what was meant: between the look and the signal lie microseconds, too few to reuse a pid. */
import { constants } from "node:os";
import { ChironError, type ProcessIdentity } from "#core/model/plain";
import { isDead, type ProcessTable } from "./process-table.ts";
import { findTree, marksOf } from "./tree.ts";

export function signalProcess(table: ProcessTable, identity: ProcessIdentity, signal: string): boolean {
  const name = signalName(signal);
  const stat = table.statOf(identity);
  if (stat === undefined || isDead(stat)) return false;
  return send(identity.pid, name);
}

/** Also when the process itself has ended and others of its group or session live on. */
export function signalTree(table: ProcessTable, identity: ProcessIdentity, signal: string): boolean {
  const name = signalName(signal);
  return sendToAll(findTree(table, { seeds: [identity], marks: marksOf(table, identity) }), name) > 0;
}

/** Returns how many got it. */
export function sendToAll(members: readonly { readonly pid: number }[], signal: NodeJS.Signals): number {
  return members.filter(({ pid }) => send(pid, signal)).length;
}

/** Only for a process that was started as the leader of its group and of which members are known to be there. */
export function killGroup(leader: number): void {
  if (leader <= 1 || leader === process.pid) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // The last of them has ended.
  }
}

/** By pid alone: a group may hold more than what was found, and might be ours. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  if (pid <= 1 || pid === process.pid) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    // It has ended, or it is not ours to signal.
    return false;
  }
}

/** Signal 0 only asks. A group that may not be signalled is there all the same. */
export function groupIsEmpty(group: number): boolean {
  if (group <= 1) return false;
  try {
    process.kill(-group, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

function signalName(signal: string): NodeJS.Signals {
  if (!Object.hasOwn(constants.signals, signal))
    throw new ChironError("bad_request", `there is no signal ${JSON.stringify(signal)}`);
  return signal as NodeJS.Signals;
}
