/**
 * How much memory the machine has left, or one control group on it.
 *
 * Values: `totalBytes`, `availableBytes` (what can be had without swapping), `usedPercent`, `swapTotalBytes`, `swapUsedPercent`,
 * and, where the kernel measures it, `pressureSomePercent` and `pressureFullPercent` (over the last 10 s).
 *
 * With `cgroup` they are those of the group: what is available is what is left below its limit (`max`, or `high` where that is
 * lower), or what the machine has where that is less. Beside them `groupUsedBytes`, and where they are set `groupMaxBytes` and
 * `groupHighBytes`. Swap stays that of the machine.
 */
import { z } from "zod";
import { defineProbe, type ProbeAnswer, type Scalar } from "#core/model";
import type { Files } from "#core/platform";
import { controlGroup } from "../control-group.ts";
import { readPressure } from "../pressure-stall.ts";
import { type GroupMemory, readGroup } from "./group.ts";
import { type MachineMemory, parseMeminfo } from "./meminfo.ts";

const machineFiles = { memory: "/proc/meminfo", pressure: "/proc/pressure/memory" };

const schema = z.strictObject({
  cgroup: controlGroup
    .optional()
    .describe("Folder of a control group, such as /sys/fs/cgroup/system.slice/web.service. Default: the whole machine"),
});

export const memoryProbe = defineProbe({
  name: "memory",
  summary: "Looks how much memory the machine or one control group has left, and who waits for it",
  schema,
  defaults: { everyMs: 300_000, deadlineMs: 5_000 },
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, { cgroup }, { files }): Promise<ProbeAnswer> {
    const machine = parseMeminfo(await files.read(machineFiles.memory, 65_536));
    if (machine === undefined)
      return { available: false, values: {}, error: `${machineFiles.memory} does not say what is available` };
    if (cgroup === undefined) return answer(valuesOf(machine), machineFiles.pressure, files);
    const group = await readGroup(cgroup, files);
    return answer({ ...valuesOf(within(machine, group)), ...groupValues(group) }, `${cgroup}/memory.pressure`, files);
  },
});

async function answer(
  values: Readonly<Record<string, Scalar>>,
  pressureFile: string,
  files: Files,
): Promise<ProbeAnswer> {
  const pressure = await readPressure(pressureFile, files);
  if (pressure === undefined) return { available: true, values };
  const { somePercent, fullPercent } = pressure;
  return {
    available: true,
    values: { ...values, pressureSomePercent: somePercent, pressureFullPercent: fullPercent },
  };
}

/** The group as if it were a machine. */
function within(machine: MachineMemory, group: GroupMemory): MachineMemory {
  const limitBytes = Math.min(group.maxBytes ?? machine.totalBytes, group.highBytes ?? machine.totalBytes);
  const leftBytes = Math.max(0, limitBytes - (group.usedBytes - group.reclaimableBytes));
  return {
    ...machine,
    totalBytes: Math.min(machine.totalBytes, limitBytes),
    availableBytes: Math.min(machine.availableBytes, leftBytes),
  };
}

function groupValues({ usedBytes, maxBytes, highBytes }: GroupMemory): Readonly<Record<string, Scalar>> {
  return {
    groupUsedBytes: usedBytes,
    ...(maxBytes === undefined ? {} : { groupMaxBytes: maxBytes }),
    ...(highBytes === undefined ? {} : { groupHighBytes: highBytes }),
  };
}

function valuesOf(memory: MachineMemory): Readonly<Record<string, Scalar>> {
  const { totalBytes, availableBytes, swapTotalBytes, swapFreeBytes } = memory;
  return {
    totalBytes,
    availableBytes,
    usedPercent: percentOf(totalBytes - availableBytes, totalBytes),
    swapTotalBytes,
    swapUsedPercent: percentOf(swapTotalBytes - swapFreeBytes, swapTotalBytes),
  };
}

/** With one decimal; nothing of nothing is 0. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 10;
}
