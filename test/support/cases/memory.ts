/** What every probe must do, for the one that looks at memory. */
import type { ProbeCase } from "../probe-cases.ts";

export const memoryCases: Readonly<Record<string, ProbeCase>> = {
  memory: {
    everyMs: 300_000,
    well: async () => ({}),
    says: {
      totalBytes: "number",
      availableBytes: "number",
      usedPercent: "number",
      swapTotalBytes: "number",
      swapUsedPercent: "number",
      pressureSomePercent: "number",
      pressureFullPercent: "number",
    },
    unreachable: async () => ({ cgroup: "/sys/fs/cgroup/chiron-has-no-such-group" }),
    shared: true,
    refused: [{ cgroup: "system.slice" }, { cgroup: "/sys/fs/cgroup/../../etc" }, { cgroup: "/" }, { cgroup: "//x" }],
  },
};
