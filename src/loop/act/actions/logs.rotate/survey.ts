/** What there is to do: every log that is declared, and what is to become of it. Changes nothing. */
import type { DryRunContext } from "#core/model";
import type { FileStat, FileUser } from "#core/platform";
import { kindOf } from "../one-file.ts";
import { createPathGuard } from "../path-guard.ts";
import { declares, isPattern, pathProblem } from "../paths.ts";
import { shownPath, sizeInWords } from "../quantity.ts";
import { Refusal } from "../result.ts";
import { isArchived, isCompressed, isUnfinished, unfinishedPattern } from "./names.ts";
import type { Declared } from "./schema.ts";

export interface Log {
  readonly path: string;
  readonly stat: FileStat;
  readonly entry: Declared;
  readonly users: readonly FileUser[];
}

export type Task =
  /** Nobody has it open, and it is old. */
  | { readonly kind: "compress"; readonly log: Log }
  /** Nobody has it open, but it is large and of today: whoever opens it next finds an empty one. */
  | { readonly kind: "replace"; readonly log: Log }
  | { readonly kind: "reopen"; readonly log: Log; readonly reopen: NonNullable<Declared["reopen"]> }
  | { readonly kind: "cut"; readonly log: Log }
  /** An earlier run set it aside, and died. */
  | { readonly kind: "finish"; readonly log: Log };

export interface Survey {
  /** Smallest first: each that is done makes room for the next. */
  readonly tasks: readonly Task[];
  readonly left: readonly { readonly path: string; readonly why: string }[];
}

export type Means = Pick<DryRunContext, "target" | "files" | "clock"> & {
  readonly signal: AbortSignal;
  readonly scratch: string | undefined;
};

/** With a file that is mostly holes there is nothing to gain. */
const leastAllocatedShare = 0.25;
const mebibyte = 1_024 ** 2;

export async function survey(entries: readonly Declared[], maxFiles: number, means: Means): Promise<Survey> {
  const left: { path: string; why: string }[] = [];
  const found = await find(entries, maxFiles, means, (path, why) => left.push({ path, why }));
  if (found.length === 0) return { tasks: [], left };
  const asked = found.map(({ path, stat }) => ({ path, inode: stat.inode }));
  const { users, unseen } = await means.files.whoUses(asked, means.signal);
  const tasks: Task[] = [];
  for (const [at, one] of found.entries()) {
    const log = { ...one, users: (users[at] ?? []).filter(({ writes }) => writes) };
    const task = taskFor(log, unseen, means.clock.now());
    if (task === undefined) continue;
    if ("why" in task) left.push({ path: log.path, why: task.why });
    else tasks.push(task);
  }
  return { tasks: tasks.sort((a, b) => a.log.stat.size - b.log.stat.size), left };
}

type Leave = (path: string, why: string) => void;

async function find(
  entries: readonly Declared[],
  maxFiles: number,
  means: Means,
  leave: Leave,
): Promise<Omit<Log, "users">[]> {
  const guard = createPathGuard(means.files, means.scratch);
  const seen = new Set<string>();
  const found: Omit<Log, "users">[] = [];
  for (const entry of entries) {
    for (const path of await pathsOf(entry, maxFiles, means)) {
      if (seen.has(path)) continue;
      seen.add(path);
      if (seen.size > maxFiles)
        throw new Refusal(`there are more than ${maxFiles} logs; no more may be touched (maxFiles)`);
      try {
        // What is in a name that was found is only a name; it is never part of anything else.
        const problem = pathProblem(path.replace(/[*?[\]{}$`\p{Cc}]/gu, "_"));
        if (problem !== undefined) throw new Refusal(problem);
        const stat = await guard.check(path);
        if (stat === undefined) continue;
        const why = unfit(stat);
        if (why === undefined) found.push({ path, stat, entry });
        else leave(path, why);
      } catch (error) {
        leave(path, (error as Error).message);
      }
    }
  }
  return found;
}

async function pathsOf(entry: Declared, maxFiles: number, { target, files }: Means): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const pattern of [entry.files].flat()) {
    if (isPattern(pattern) && !declares(target, pattern)) {
      throw new Refusal(
        `${pattern} has a wildcard, and the target ${target.id} does not declare it; only the target's own patterns are used`,
      );
    }
    const named = await files.glob(pattern, maxFiles + 1);
    paths.push(...named.filter((path) => !isArchived(path)));
    paths.push(...(await files.glob(unfinishedPattern(pattern), maxFiles + 1)).filter(isUnfinished));
  }
  return paths;
}

function unfit(stat: FileStat): string | undefined {
  if (stat.kind !== "file") return `it is ${kindOf(stat)}`;
  if ((stat.links ?? 1) > 1) return `it has ${stat.links} links, so that to compress one of them frees nothing`;
  const { size, allocatedBytes = size } = stat;
  if (size > mebibyte && allocatedBytes < size * leastAllocatedShare) {
    return `of its ${sizeInWords(size)} it takes only ${sizeInWords(allocatedBytes)} on disk; the rest are holes`;
  }
  return undefined;
}

function taskFor(log: Log, unseen: number, now: number): Task | { readonly why: string } | undefined {
  const { path, stat, entry, users } = log;
  const isOld = now - stat.modifiedAt >= entry.olderThan;
  if (isUnfinished(path)) return { kind: "finish", log };
  if (stat.size === 0 || isCompressed(path)) return undefined;
  if (users.length === 0 && isOld) return { kind: "compress", log };
  if (stat.size <= entry.rotateAbove) return undefined;
  if (entry.reopen !== undefined) return { kind: "reopen", log, reopen: entry.reopen };
  if (users.length === 0) {
    if (unseen === 0) return { kind: "replace", log };
    return { why: "whether somebody writes to it cannot be seen: there are processes of other users" };
  }
  if (!entry.copyTruncate)
    return { why: `${writersOf(log)} cannot be told to open it again, and it may not be cut (copyTruncate)` };
  if (users.some(({ appends }) => !appends)) {
    return { why: `${writersOf(log)} would go on writing where it was, after a hole, if it were cut` };
  }
  return { kind: "cut", log };
}

export function writersOf({ users }: Log): string {
  const pids = [...new Set(users.map(({ pid }) => pid))];
  return `${pids.length === 1 ? "process" : "processes"} ${pids.join(", ")}`;
}

export function inWords({ path, stat }: Log): string {
  return `${shownPath(path)} (${sizeInWords(stat.size)})`;
}
