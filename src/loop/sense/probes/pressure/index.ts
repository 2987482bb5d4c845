/**
 * What the machine, or one control group, has to wait for: pressure stall information of the kernel, over the last 10 s.
 *
 * Values, in percent of the time: `cpuSomePercent` (something wanted to run and had to wait), and of memory and of input and output
 * (disks, mostly) `memorySomePercent`, `memoryFullPercent`, `ioSomePercent`, `ioFullPercent` (all that wanted to run had to).
 */
import { z } from "zod";
import { defineProbe, type ProbeAnswer } from "#core/model";
import { controlGroup } from "../control-group.ts";
import { readPressure } from "../pressure-stall.ts";

const schema = z.strictObject({
  cgroup: controlGroup
    .optional()
    .describe("Folder of a control group of version 2, such as /sys/fs/cgroup/user.slice. Default: the whole machine"),
});

export const pressureProbe = defineProbe({
  name: "pressure",
  summary: "Looks for how much of the time work had to wait for processors, memory and disks",
  schema,
  defaults: { everyMs: 60_000, deadlineMs: 5_000 },
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, { cgroup }, { files }): Promise<ProbeAnswer> {
    const read = (resource: string) =>
      readPressure(cgroup === undefined ? `/proc/pressure/${resource}` : `${cgroup}/${resource}.pressure`, files);
    const [cpu, memory, io] = await Promise.all([read("cpu"), read("memory"), read("io")]);
    if (cpu === undefined || memory === undefined || io === undefined) {
      const error = `the kernel measures no pressure${cgroup === undefined ? "" : ` of ${cgroup}`}`;
      return { available: false, values: {}, error };
    }
    const values = {
      cpuSomePercent: cpu.somePercent,
      memorySomePercent: memory.somePercent,
      memoryFullPercent: memory.fullPercent,
      ioSomePercent: io.somePercent,
      ioFullPercent: io.fullPercent,
    };
    return { available: true, values };
  },
});
