/**
 * Whether work on this machine, or in one control group, has to wait for processors, memory or disks, and whether memory is left.
 *
 * Values, as far as the kernel says them: `cpuSomePercent`, `memoryFullPercent`, `ioFullPercent` (of the last 10 s) and
 * `memoryAvailablePercent`.
 */
import { z } from "zod";
import { type CheckAnswer, defineCheck } from "#core/model";
import type { Files } from "#core/platform";
import { controlGroup } from "../../probes/control-group.ts";
import { readPressure } from "../../probes/pressure-stall.ts";

const percentage = z.number().min(0).max(100);

const schema = z.strictObject({
  cgroup: controlGroup
    .optional()
    .describe("Folder of a control group of version 2 to look at. Default: the whole machine"),
  cpuSomePercent: percentage
    .default(80)
    .describe("From this share of the time on in which something waited for a processor, it is bad"),
  memoryFullPercent: percentage.default(10).describe("The same for all that wanted to run having to wait for memory"),
  ioFullPercent: percentage.default(40).describe("The same for all that wanted to run having to wait for disks"),
  minMemoryAvailablePercent: percentage.default(5).describe("With less of the machine's memory available, it is bad"),
});

interface Measured {
  readonly name: string;
  readonly value: number;
  readonly isBad: boolean;
  readonly words: string;
}

export const pressureCheck = defineCheck({
  name: "pressure",
  summary: "Does work have to wait for processors, memory or disks",
  schema,
  deadlineMs: 2_000,
  applies: () => true,
  async run(_target, options, { files }): Promise<CheckAnswer> {
    const { cgroup } = options;
    const read = (resource: string) =>
      readPressure(cgroup === undefined ? `/proc/pressure/${resource}` : `${cgroup}/${resource}.pressure`, files);
    const [cpu, memory, io, available] = await Promise.all([
      read("cpu"),
      read("memory"),
      read("io"),
      memoryAvailable(files),
    ]);
    const waited = (name: string, of: string, value: number | undefined, limit: number): readonly Measured[] =>
      value === undefined
        ? []
        : [{ name, value, isBad: value >= limit, words: `work waited for ${of} ${value} % of the time` }];
    const measured: readonly Measured[] = [
      ...waited("cpuSomePercent", "processors", cpu?.somePercent, options.cpuSomePercent),
      ...waited("memoryFullPercent", "memory", memory?.fullPercent, options.memoryFullPercent),
      ...waited("ioFullPercent", "disks", io?.fullPercent, options.ioFullPercent),
      ...(available === undefined || cgroup !== undefined
        ? []
        : [
            {
              name: "memoryAvailablePercent",
              value: available,
              isBad: available < options.minMemoryAvailablePercent,
              words: `${available} % of the memory is available`,
            },
          ]),
    ];
    const values = Object.fromEntries(measured.map(({ name, value }) => [name, value]));
    if (measured.length === 0) return { ok: null, finding: "the kernel measures no pressure here", values };
    const bad = measured.filter(({ isBad }) => isBad);
    const told = bad.length > 0 ? bad : measured;
    return { ok: bad.length === 0, finding: told.map(({ words }) => words).join("; "), values };
  },
});

async function memoryAvailable(files: Files): Promise<number | undefined> {
  const text = await files.read("/proc/meminfo", 8_192).catch(() => "");
  const [total, available] = ["MemTotal", "MemAvailable"].map((key) =>
    Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(text)?.[1]),
  );
  if (total === undefined || available === undefined || !(total > 0) || !Number.isFinite(available)) return undefined;
  return Math.round((1_000 * available) / total) / 10;
}
