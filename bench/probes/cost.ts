import { setTimeout as delay } from "node:timers/promises";
import { readMemory, readStat } from "../lib/proc.ts";
import type { ProcessGroup } from "../lib/process-group.ts";
import type { TargetServer } from "../lib/target-server.ts";

/** Clock ticks of /proc/PID/stat (USER_HZ, 100 on every Linux that Node runs on). */
const TICKS_PER_SECOND = 100;

/** What a contender cost while it was watched. */
export interface Cost {
  readonly seconds: number;
  readonly checks: number;
  readonly cpuSeconds: number;
  readonly processes: number;
  /** Pages that several of its processes share count in each of them here, and once in `pssMB`. */
  readonly rssMB: number;
  readonly pssMB: number;
}

/** Watches for `seconds`. The tools are not asked what they did: processor time comes from /proc, checks from the server. */
export async function measureCost(
  processes: ProcessGroup,
  server: TargetServer,
  seconds: number,
  signal: AbortSignal,
): Promise<Cost> {
  const start = performance.now();
  const checksBefore = await server.answered();
  const ticksBefore = cpuTicks(processes);
  await delay(seconds * 1000, undefined, { signal });
  const members = processes.members();
  const ticks = cpuTicks(processes) - ticksBefore;
  const checks = (await server.answered()) - checksBefore;
  const elapsed = (performance.now() - start) / 1000;
  const memory = members.map(readMemory);
  return {
    seconds: elapsed,
    checks,
    cpuSeconds: ticks / TICKS_PER_SECOND,
    processes: members.length,
    rssMB: memory.reduce((sum, { rssKB }) => sum + rssKB, 0) / 1000,
    pssMB: memory.reduce((sum, { pssKB }) => sum + pssKB, 0) / 1000,
  };
}

/** Includes the time of children that have ended, which their parents carry on. */
function cpuTicks(processes: ProcessGroup): number {
  return processes.members().reduce((sum, id) => sum + (readStat(id)?.cpuTicks ?? 0), 0);
}
