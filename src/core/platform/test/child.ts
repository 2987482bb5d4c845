import type { ChildProcess } from "node:child_process";

/** Throws for one that could not be started: to signal 0 would be to signal oneself, and everybody in one's group. */
export function pidOfChild(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`it could not be started: ${child.spawnfile}`);
  return child.pid;
}
