/**
 * Whether there is room left on the file systems that a target writes to.
 *
 * Values, of the fullest one: `path`, `freePercent`, `freeBytes`, `freeInodesPercent` (100 where inodes are made as needed).
 */
import { z } from "zod";
import { type CheckAnswer, defineCheck, messageOf } from "#core/model";
import { spaceElsewhere } from "../../file-system-space.ts";
import { absolutePath, probedPaths, workPaths } from "../paths.ts";

const mostPaths = 20;

const schema = z.strictObject({
  paths: z
    .array(absolutePath)
    .min(1)
    .max(mostPaths)
    .optional()
    .describe(
      "Which file systems, by any path on each. Default: where the target's service works and logs, and what its probes look at",
    ),
  minFreePercent: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe("With less free room, or fewer free inodes, it is bad"),
});

interface Room {
  readonly path: string;
  readonly freePercent: number;
  readonly freeBytes: number;
  readonly freeInodesPercent: number;
}

export const diskCheck = defineCheck({
  name: "disk",
  summary: "Is there room left on the file systems that it writes to",
  schema,
  deadlineMs: 3_000,
  applies: (target, { paths }) => (paths ?? [...workPaths(target), ...probedPaths(target)]).length > 0,
  async run(target, { paths, minFreePercent }, context): Promise<CheckAnswer> {
    const wanted = [...new Set(paths ?? [...workPaths(target), ...probedPaths(target)])].slice(0, mostPaths);
    if (wanted.length === 0) return { ok: null, finding: "it is not declared where it writes", values: {} };
    const refusals: string[] = [];
    const rooms: Room[] = [];
    await Promise.all(
      wanted.map(async (path) => {
        try {
          const space = await spaceElsewhere(path, context);
          if (space.sizeBytes === 0) return;
          const freeInodesPercent = space.inodes === 0 ? 100 : percent(space.freeInodes, space.inodes);
          const freePercent = percent(space.availableBytes, space.sizeBytes);
          rooms.push({ path, freePercent, freeBytes: space.availableBytes, freeInodesPercent });
        } catch (error) {
          refusals.push(`${path}: ${messageOf(error)}`);
        }
      }),
    );
    const [fullest] = rooms.sort((a, b) => leastFree(a) - leastFree(b) || (a.path < b.path ? -1 : 1));
    if (fullest === undefined) return { ok: null, finding: refusals.join("; ") || "nothing to measure", values: {} };
    const isFull = leastFree(fullest) < minFreePercent;
    const { path, freePercent, freeInodesPercent } = fullest;
    const left =
      freePercent <= freeInodesPercent ? `${freePercent} % of its room` : `${freeInodesPercent} % of its inodes`;
    const finding = `the file system of ${path} has ${left} left${refusals.length === 0 ? "" : `; ${refusals.join("; ")}`}`;
    return { ok: isFull ? false : refusals.length === 0 ? true : null, finding, values: { ...fullest } };
  },
});

function leastFree({ freePercent, freeInodesPercent }: Room): number {
  return Math.min(freePercent, freeInodesPercent);
}

function percent(part: number, whole: number): number {
  return Math.round((1_000 * part) / whole) / 10;
}
