/**
 * Finds processes that outlived what started them. Every process of a run inherits one environment variable; afterwards
 * /proc shows who still carries it. A process that was started with an emptied environment is not seen.
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** The name of the variable that marks all processes of one run. */
export const RUN_MARKER = "CHIRON_TEST_RUN";

/** A process that should have ended. */
export interface Leftover {
  readonly pid: number;
  readonly parentPid: number;
  readonly command: string;
}

/** The living processes that carry `RUN_MARKER=runId`. Zombies are left out: they have ended. */
export function findLeftovers(runId: string): Leftover[] {
  const marker = `${RUN_MARKER}=${runId}`;
  const found: Leftover[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    if (!readProc(pid, "environ").split("\0").includes(marker)) continue;
    const command = readProc(pid, "cmdline").split("\0").join(" ").trim();
    found.push({ pid, parentPid: parentOf(pid), command });
  }
  return found;
}

/** Gives stragglers `graceMs` to end by themselves, then ends the rest and returns them. */
export async function endLeftovers(runId: string, graceMs: number): Promise<Leftover[]> {
  const deadline = Date.now() + graceMs;
  let leftovers = findLeftovers(runId);
  while (leftovers.length > 0 && Date.now() < deadline) {
    await sleep(100);
    leftovers = findLeftovers(runId);
  }
  for (const { pid } of leftovers) endProcess(pid);
  return leftovers;
}

/** Ends a process that may have ended already. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended between the look and the signal, which is what we wanted.
  }
}

/** The second field after the name, which stands in parentheses and may itself hold spaces and parentheses. */
function parentOf(pid: number): number {
  const stat = readProc(pid, "stat");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

/** The text of /proc/PID/NAME, or nothing when the process has gone or belongs to somebody else. */
function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
