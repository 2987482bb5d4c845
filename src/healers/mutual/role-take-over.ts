/**
 * The role of a process that cannot be ended: it sleeps inside the kernel (state D, as over a mount that hangs), SIGKILL waits for it, and it
 * keeps its locks. It will never run an instruction of its own again, and so its role is free, though the kernel does not say so.
 * What the kernel still does for it, the lease and the store's own locks are for (docs/adr/0020).
 */
import { readFileSync, renameSync, rmSync } from "node:fs";
import { type Lock, takeLock } from "#core/log/lock";
import { lookAt } from "./small/index.ts";

/** The bit of signal 9 in the sets of proc_pid_status(5). */
const killBit = 1n << 8n;

/** SIGKILL was sent, and the process is still there, asleep where no signal wakes it. */
export function hangsForGood(pid: number): boolean {
  if (lookAt(pid)?.state !== "D") return false;
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    return [...status.matchAll(/^(?:SigPnd|ShdPnd):\s+([0-9a-f]+)$/gm)].some(
      ([, set]) => (BigInt(`0x${set}`) & killBit) !== 0n,
    );
  } catch {
    return false;
  }
}

/** `tookOverFrom`: the pid of the one that hangs. */
export type TakenRole = Lock & { readonly tookOverFrom?: number };

/**
 * Takes the role where it is free, or where its holder hangs for good: then by another file in the place of the one that is locked. Those
 * who do so take turns, and look again when it is theirs, so that a second one finds the first in the role.
 */
export function takeRoleEvenOver(path: string): TakenRole {
  const first = takeLock(path);
  if (first.held || first.by === undefined || !hangsForGood(first.by)) return first;
  const turn = takeLock(`${path}.turn`);
  if (!turn.held) return first;
  try {
    const now = takeLock(path);
    if (now.held || now.by === undefined || !hangsForGood(now.by)) return now;
    const beside = `${path}.${process.pid}.new`;
    rmSync(beside, { force: true });
    const own = takeLock(beside);
    if (own.held) renameSync(beside, path);
    return own.held ? { ...own, tookOverFrom: now.by } : own;
  } finally {
    turn.release();
  }
}
