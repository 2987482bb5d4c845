/**
 * Removes what can be made again: folders such as `__pycache__`, the content of caches, old temporary files. Only in folders that the
 * target names, never through a link, never on another file system that is mounted there, and nothing that a process has open.
 *
 * What is removed is gone, so there is no undo; to do it again does no harm.
 */
import { z } from "zod";
import { type ActionContext, defineAction, duration } from "#core/model";
import type { Pruned, PruneFolder } from "#core/platform";
import { createPathGuard } from "../path-guard.ts";
import { exactPath } from "../paths.ts";
import { counted, listed, shownPath, sizeInWords } from "../quantity.ts";
import { answering, failed, Refusal, saying, succeeded } from "../result.ts";

const mostListed = 30;
const lookMs = 60_000;
const week = 7 * 86_400_000;

/** One name, and not a way to somewhere else. */
const namePattern = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\0]+$/, "is a name without a slash")
  .refine((name) => !/^[.*?[\]{}!]+$/.test(name), "would match any name; leave `names` out where everything is meant");

const cache = z.strictObject({
  folder: exactPath.describe("Nothing outside of it is touched, and it stays itself"),
  names: z
    .array(namePattern)
    .min(1)
    .max(100)
    .optional()
    .describe("Names, anywhere below, of folders and files to remove: __pycache__, *.pyc. Default: every file"),
  olderThan: z
    .union([duration, z.number().nonnegative()])
    .optional()
    .describe("Only what was not changed for this long; default: 7d, with `names` 0"),
});

const schema = z.strictObject({
  caches: z
    .union([
      exactPath,
      cache,
      z
        .array(z.union([exactPath, cache]))
        .min(1)
        .max(100),
    ])
    .describe("Which folders, and what in them: $target.settings.caches"),
  maxFiles: z
    .number()
    .int()
    .min(1)
    .max(10_000_000)
    .default(500_000)
    .describe("With more files than this nothing is touched"),
});
type Input = z.output<typeof schema>;

export const cachesPrune = defineAction({
  name: "caches.prune",
  summary: "Removes caches and old temporary files below folders that the target names",
  schema,
  risk: "medium",
  idempotent: true,
  dryRun: (input, context) =>
    saying(async () => {
      const found = await prune(input, { ...context, signal: AbortSignal.timeout(lookMs) }, undefined, false);
      if (found.files === 0)
        return `Would remove nothing: nothing there is of the kind, and was left unchanged for long enough (olderThan)${leftInWords(found)}.`;
      return `Would remove ${totalOf(found)}: ${itemsOf(found)}${leftInWords(found)}.`;
    }),
  run: (input, context) =>
    answering(async () => {
      if (context.signal.aborted) return failed("It was broken off before anything was changed");
      const done = await prune(input, context, context.scratch, true);
      if (done.files === 0) return succeeded(`There was nothing to remove${leftInWords(done)}`);
      const artifacts = done.items
        .slice(0, mostListed)
        .map(({ path, bytes }) => ({ kind: "file" as const, name: path, detail: sizeInWords(bytes) }));
      return succeeded(`Removed ${totalOf(done)}: ${itemsOf(done)}${leftInWords(done)}`, artifacts);
    }),
});

type Means = Pick<ActionContext, "files" | "clock" | "signal">;

async function prune(input: Input, means: Means, scratch: string | undefined, remove: boolean): Promise<Pruned> {
  const { files, clock, signal } = means;
  const folders = [input.caches].flat().map(folderOf);
  const guard = createPathGuard(files, scratch);
  for (const { folder } of folders) {
    const stat = await guard.check(folder);
    if (stat !== undefined && stat.kind !== "folder") throw new Refusal(`${folder} is not a folder, or a link to one`);
  }
  return files.prune({ folders, now: clock.now(), maxFiles: input.maxFiles, remove }, signal);
}

function folderOf(entry: z.output<typeof cache> | string): PruneFolder {
  const { folder, names, olderThan } = typeof entry === "string" ? cache.parse({ folder: entry }) : entry;
  const olderThanMs = olderThan ?? (names === undefined ? week : 0);
  return { folder, olderThanMs, ...(names === undefined ? {} : { names }) };
}

function totalOf({ files, bytes }: Pruned): string {
  return `${counted(files, "file")}, ${sizeInWords(bytes)}`;
}

function itemsOf({ items }: Pruned): string {
  const words = items.map(
    ({ path, files, bytes }) =>
      `${shownPath(path)} (${files > 1 ? `${counted(files, "file")}, ` : ""}${sizeInWords(bytes)})`,
  );
  return listed(words, mostListed);
}

function leftInWords({ left, leftCount, unseen }: Pruned): string {
  const whose = unseen === 0 ? "" : "; what processes of other users have open could not be seen";
  if (leftCount === 0) return whose;
  const words = left.map(({ path, why }) => `${shownPath(path)} (${why})`);
  const more = leftCount > left.length ? ` of ${leftCount}` : "";
  return `. Left alone${more}: ${listed(words, mostListed)}${whose}`;
}
