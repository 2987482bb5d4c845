/** What a process uses, from /proc. Reading it costs more than looking for the process, so it is not read at every look. */
import type { ProbeContext, ProcessIdentity, Scalar } from "#core/model";
import { isSame } from "./sight.ts";

/** The unit of times in /proc/PID/stat, which Linux fixes at 100 a second for user space. */
const tickMs = 10;
/** More often, the tick would be all that is seen; and right after a start there are quicker things to know. */
const leastIntervalMs = 1_000;
const bootKey = "boot";
const sampleKey = "usage";

interface Sample {
  readonly process: ProcessIdentity;
  readonly at: number;
  readonly cpuTicks: number;
  readonly values: Readonly<Record<string, Scalar>>;
}

/** How long ago it started; undefined where /proc does not say. */
export async function uptimeOf(
  { startTicks }: ProcessIdentity,
  { clock, files, memory }: ProbeContext,
): Promise<number | undefined> {
  let bootedAt = memory.get(bootKey) as number | undefined;
  if (bootedAt === undefined) {
    const seconds = Number.parseFloat(await files.read("/proc/uptime", 100).catch(() => ""));
    if (!Number.isFinite(seconds)) return undefined;
    bootedAt = clock.monotonic() - seconds * 1_000;
    memory.set(bootKey, bootedAt);
  }
  return Math.max(0, Math.round(clock.monotonic() - bootedAt - startTicks * tickMs));
}

/** `memoryBytes`, and from the second time on `cpuPercent`; without what cannot be read. */
export async function usageOf(
  process: ProcessIdentity,
  uptimeMs: number,
  context: ProbeContext,
): Promise<Sample["values"]> {
  if (uptimeMs < leastIntervalMs) return {};
  const now = context.clock.monotonic();
  const kept = context.memory.get(sampleKey) as Sample | undefined;
  const before = kept !== undefined && isSame(kept.process, process) ? kept : undefined;
  if (before !== undefined && now - before.at < leastIntervalMs) return before.values;
  const [stat, status] = await Promise.all(
    ["stat", "status"].map((name) => context.files.read(`/proc/${process.pid}/${name}`, 16_384).catch(() => "")),
  );
  const cpuTicks = cpuTicksIn(stat ?? "");
  const memoryKiB = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? "")?.[1];
  const values: Record<string, Scalar> = {};
  if (memoryKiB !== undefined) values.memoryBytes = Number(memoryKiB) * 1_024;
  if (cpuTicks === undefined) return values;
  if (before !== undefined) {
    values.cpuPercent = Math.round((((cpuTicks - before.cpuTicks) * tickMs) / (now - before.at)) * 1_000) / 10;
  }
  context.memory.set(sampleKey, { process, at: now, cpuTicks, values } satisfies Sample);
  return values;
}

/** User and system time: fields 14 and 15. The name in field 2 may hold anything; the last parenthesis ends it. */
function cpuTicksIn(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks : undefined;
}
