/**
 * How full the file system is that a path lies on, counted as df(1) does: used / (used + available to others than root).
 *
 * Values: `usedPercent`, `sizeBytes`, `usedBytes`, `availableBytes`, `inodesUsedPercent` (not of a file system that makes inodes as
 * needed), and from the second look on `growthBytesPerSecond` (negative when it empties).
 *
 * What is said of a mount point where nothing is mounted would be said of another file system, and is no answer; where something has to
 * be mounted, `mounted` tells whether it is, with and without an answer.
 */
import { z } from "zod";
import { defineProbe, messageOf, type ProbeAnswer, type ProbeContext, type Values } from "#core/model";
import type { FileSystemSpace } from "#core/platform";
import { spaceElsewhere, spaceHere } from "../../file-system-space.ts";
import { inFstab, mayHang, mountOf } from "./mounts.ts";

/** Looks that are nearer to one another tell more of a single write than of a trend. */
const leastIntervalMs = 1_000;
const sampleKey = "sample";

interface Sample {
  readonly at: number;
  readonly usedBytes: number;
  readonly growth: number | undefined;
}

const schema = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(4_096)
    .meta({ path: true, description: "A mount point, or any file or folder on the file system" }),
  mounted: z
    .boolean()
    .optional()
    .describe("Whether the path has to be a mount point itself; default: when /etc/fstab says that it is one"),
});

export const diskProbe = defineProbe({
  name: "disk",
  summary: "Looks how full a file system is, in bytes and in inodes, and how fast it fills",
  schema,
  defaults: { everyMs: 600_000, deadlineMs: 5_000 },
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, { path, mounted }, context): Promise<ProbeAnswer> {
    const { files } = context;
    try {
      const mount = await mountOf(path, files);
      const belongs = mounted === undefined ? await inFstab(path, files) : mounted ? "always" : undefined;
      const isMounted = mount?.path === path;
      const told: Values = belongs === "always" ? { mounted: isMounted } : {};
      if (!isMounted && belongs !== undefined)
        return { available: false, values: told, error: `nothing is mounted at ${path}` };
      const remote = mount !== undefined && mayHang(mount);
      const space = remote ? await spaceElsewhere(path, context) : await spaceHere(path, context);
      if (space.sizeBytes === 0) {
        return { available: false, values: {}, error: `${path} lies on a file system without a size` };
      }
      return { available: true, values: { ...told, ...valuesOf(space), ...growthOf(space, context) } };
    } catch (error) {
      return { available: false, values: {}, error: messageOf(error) };
    }
  },
});

function valuesOf({ sizeBytes, freeBytes, availableBytes, inodes, freeInodes }: FileSystemSpace): Values {
  const usedBytes = sizeBytes - freeBytes;
  return {
    usedPercent: percentOf(usedBytes, usedBytes + availableBytes),
    sizeBytes,
    usedBytes,
    availableBytes,
    ...(inodes === 0 ? {} : { inodesUsedPercent: percentOf(inodes - freeInodes, inodes) }),
  };
}

/** Two decimals: on a large disk a tenth of a percent is much. Nothing at all to use is full. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((part / whole) * 10_000) / 100;
}

function growthOf({ sizeBytes, freeBytes }: FileSystemSpace, { clock, memory }: ProbeContext): Values {
  const at = clock.monotonic();
  const usedBytes = sizeBytes - freeBytes;
  const before = memory.get(sampleKey) as Sample | undefined;
  if (before !== undefined && at - before.at < leastIntervalMs) return said(before.growth);
  const growth =
    before === undefined ? undefined : Math.round(((usedBytes - before.usedBytes) * 1_000) / (at - before.at));
  memory.set(sampleKey, { at, usedBytes, growth } satisfies Sample);
  return said(growth);
}

function said(growth: number | undefined): Values {
  return growth === undefined ? {} : { growthBytesPerSecond: growth };
}
