/**
 * How large a log is, or those that a pattern names, whether somebody rotates it, and how many of its lines tell of errors.
 *
 * Values: `exists`, `files`, `sizeBytes` (of all), `largestBytes`, `unrotatedBytes` (the largest one that nobody rotates; 0 when there
 * is none), `rotates` (every one of them), and `truncated` when there are more files than `maxFiles`. Sizes are what is taken on
 * disk where that is less than the length: a hole takes nothing. With `errors`: from the second look on `newLines`, `errorLines`,
 * `errorLinesPerMinute`, and `skippedBytes` when more was written than is read at a time.
 */
import { basename, dirname } from "node:path";
import { z } from "zod";
import { type LinearPattern, linearPattern } from "#core/lib";
import { defineProbe, messageOf, type ProbeAnswer, type ProbeContext, size, type Values } from "#core/model";
import type { FileStat } from "#core/platform";
import { type Count, countLines, type Place } from "./lines.ts";
import { isRotatedFrom, type Look, newestSibling, wentBack } from "./rotation.ts";

const mebibyte = 1_024 ** 2;

const pattern = z
  .string()
  .min(1)
  .superRefine((source, ctx) => {
    try {
      linearPattern(source);
    } catch (error) {
      ctx.addIssue({ code: "custom", message: messageOf(error) });
    }
  });

const schema = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(4_096)
    .meta({ path: true, description: "The log, or a pattern such as /var/log/app/*.log" }),
  maxFiles: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe("Of a pattern, no more files than this are looked at"),
  errors: pattern.optional().describe("RE2 syntax: which lines tell of an error, such as (ERROR|FATAL)"),
  maxRead: size
    .default(mebibyte)
    .refine((bytes) => bytes >= 4_096 && bytes <= 64 * mebibyte, "is between 4KiB and 64MiB")
    .describe("Of all that was added since the last look, no more than this is searched for errors: the newest"),
});
type Options = z.output<typeof schema>;

/** What is kept of one file from look to look. */
interface Kept extends Look, Place {
  /** When a sign of rotation was last seen, wall clock. */
  readonly rotatedAt: number;
}

interface Log {
  readonly path: string;
  readonly stat: FileStat;
}

const recentMs = 31 * 86_400_000;
const keptKey = "kept";
interface Memory {
  readonly at: number;
  readonly logs: ReadonlyMap<string, Kept>;
}

export const logProbe = defineProbe({
  name: "log",
  summary: "Looks how large logs are, whether somebody rotates them, and counts lines that tell of errors",
  schema,
  defaults: { everyMs: 1_800_000, deadlineMs: 5_000 },
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, options, context): Promise<ProbeAnswer> {
    try {
      const found = await context.files.glob(options.path, options.maxFiles + 1);
      const truncated = found.length > options.maxFiles;
      const logs = await logsAmong(found.slice(0, options.maxFiles), context);
      if (logs.length === 0) return nothingThere(options, found);
      return {
        available: true,
        values: { ...(await look(logs, options, context)), ...(truncated ? { truncated } : {}) },
      };
    } catch (error) {
      return { available: false, values: {}, error: messageOf(error) };
    }
  },
});

function nothingThere({ path }: Options, found: readonly string[]): ProbeAnswer {
  if (found.length > 0) return { available: false, values: {}, error: `${path} is no regular file` };
  const values = { exists: false, files: 0, sizeBytes: 0, largestBytes: 0, unrotatedBytes: 0 };
  return { available: true, values, error: `there is no file ${path}` };
}

/** Links are followed, as a log's name often is one; but not twice to the same file, and not to one that was rotated away. */
async function logsAmong(paths: readonly string[], { files }: ProbeContext): Promise<readonly Log[]> {
  const logs = new Map<string, Log>();
  for (const path of paths) {
    const stat = await files.stat(path, { follow: true });
    if (stat?.kind === "file") logs.set(`${stat.device}:${stat.inode}`, { path, stat });
  }
  const list = [...logs.values()];
  return list.filter(
    ({ path }) =>
      !list.some(
        (other) => dirname(other.path) === dirname(path) && isRotatedFrom(basename(path), basename(other.path)),
      ),
  );
}

async function look(logs: readonly Log[], options: Options, context: ProbeContext): Promise<Values> {
  const before = context.memory.get(keptKey) as Memory | undefined;
  const errors = options.errors === undefined ? undefined : linearPattern(options.errors);
  const count: Count = { lines: 0, matching: 0, skippedBytes: 0 };
  const kept = new Map<string, Kept>();
  const namesIn = new Map<string, readonly string[]>();
  let budget: number = options.maxRead;
  for (const log of logs) {
    const { path, stat } = log;
    const earlier = before?.logs.get(path);
    const rotatedAt = await lastRotated(log, earlier, namesIn, context);
    // One that is new since the last look was written since then, all of it; at the first look nothing is known of when.
    const from = earlier ?? { inode: stat.inode, offset: before === undefined ? stat.size : 0 };
    const { read, place } = await readOn(log, from, errors, budget, count, context);
    budget -= read;
    kept.set(path, { at: context.clock.now(), size: stat.size, rotatedAt, ...place });
  }
  const at = context.clock.monotonic();
  context.memory.set(keptKey, { at, logs: kept } satisfies Memory);
  const rates = errors === undefined || before === undefined ? {} : ratesOf(count, at - before.at);
  return { ...sizesOf(logs, kept, context.clock.now()), ...rates };
}

async function readOn(
  { path, stat }: Log,
  from: Place,
  errors: LinearPattern | undefined,
  budget: number,
  count: Count,
  context: ProbeContext,
): Promise<{ readonly read: number; readonly place: Place }> {
  if (errors === undefined) return { read: 0, place: { inode: stat.inode, offset: 0 } };
  return countLines(path, stat, from, errors, Math.max(0, budget), count, context);
}

/** Leftovers of longer ago than `recentMs` do not say that anybody rotates it today. */
async function lastRotated(
  { path, stat }: Log,
  before: Kept | undefined,
  namesIn: Map<string, readonly string[]>,
  { clock, files }: ProbeContext,
): Promise<number> {
  if (before !== undefined && (await wentBack(path, before, stat, files))) return clock.now();
  const folder = dirname(path);
  const names = namesIn.get(folder) ?? (await files.list(folder));
  namesIn.set(folder, names);
  return Math.max(before?.rotatedAt ?? Number.NEGATIVE_INFINITY, await newestSibling(path, names, files));
}

function sizesOf(logs: readonly Log[], kept: ReadonlyMap<string, Kept>, now: number): Values {
  const sizes = logs.map(({ path, stat }) => ({
    bytes: takenBy(stat),
    rotates: now - (kept.get(path)?.rotatedAt ?? Number.NEGATIVE_INFINITY) < recentMs,
  }));
  return {
    exists: true,
    files: logs.length,
    sizeBytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    largestBytes: Math.max(...sizes.map(({ bytes }) => bytes)),
    unrotatedBytes: Math.max(0, ...sizes.map(({ bytes, rotates }) => (rotates ? 0 : bytes))),
    rotates: sizes.every(({ rotates }) => rotates),
  };
}

function takenBy({ size: bytes, allocatedBytes }: FileStat): number {
  return Math.min(bytes, allocatedBytes ?? bytes);
}

function ratesOf({ lines, matching, skippedBytes }: Count, elapsedMs: number): Values {
  return {
    newLines: lines,
    errorLines: matching,
    errorLinesPerMinute: elapsedMs <= 0 ? 0 : Math.round((matching * 60_000 * 100) / elapsedMs) / 100,
    ...(skippedBytes > 0 ? { skippedBytes } : {}),
  };
}
