/** Whether what somebody did in a worktree stays within what was asked. One thing outside of it, and nothing of it is taken. */
import { posix } from "node:path";
import type { Difference } from "./census.ts";

export interface Bounds {
  /** The only files that may differ. */
  readonly files: readonly string[];
  /** First names of paths that may be left behind; `*` stands for any characters. */
  readonly mayLeave: readonly string[];
  readonly maxFiles: number;
}

export interface Judged {
  /** The allowed files that differ, in order. */
  readonly changed: readonly string[];
  /** Why it is refused, in sentences; empty: it is not. */
  readonly refusals: readonly string[];
}

const mostNamed = 10;
const executableBits = 0o111;

export function judge(found: readonly Difference[], bounds: Bounds): Judged {
  const allowed = new Set(bounds.files);
  const parents = new Set(bounds.files.flatMap(foldersOf));
  const leaves = bounds.mayLeave.map(patternOf);
  const changed: string[] = [];
  const refusals: string[] = [];
  for (const one of found) {
    const problem = problemOf(one, { allowed, parents, leaves });
    if (problem === null) changed.push(one.path);
    else if (problem !== undefined) refusals.push(problem);
  }
  if (changed.length > bounds.maxFiles)
    refusals.push(`it changed ${changed.length} files, and may change ${bounds.maxFiles}`);
  const more = refusals.length - mostNamed;
  return { changed, refusals: more > 0 ? [...refusals.slice(0, mostNamed), `and ${more} more`] : refusals };
}

interface Known {
  readonly allowed: ReadonlySet<string>;
  readonly parents: ReadonlySet<string>;
  readonly leaves: readonly RegExp[];
}

/** Null: an allowed change. Undefined: nothing that matters. */
function problemOf({ path, before, after }: Difference, known: Known): string | null | undefined {
  const name = shown(path);
  if (path === ".git" || path.startsWith(".git/")) return `it changed ${name}, which is git's own`;
  if (known.allowed.has(path)) {
    if (after === undefined) return `it removed ${name}`;
    if (after.kind !== "file") return `it made ${name} a ${after.kind}`;
    if (before !== undefined && before.kind !== "file") return `it replaced the ${before.kind} ${name}`;
    const wasExecutable = before !== undefined && (before.mode & executableBits) !== 0;
    if ((after.mode & executableBits) !== 0 && !wasExecutable) return `it made ${name} executable`;
    if (before !== undefined && before.mode !== after.mode) return `it changed the permissions of ${name}`;
    return null;
  }
  // A folder on the way to a new file that is allowed.
  if (known.parents.has(path) && before === undefined && after?.kind === "folder") return undefined;
  const [first = ""] = path.split("/");
  const isLeft = before === undefined && after !== undefined && known.leaves.some((leaf) => leaf.test(first));
  if (isLeft && (after.kind === "file" || after.kind === "folder")) return undefined;
  if (after === undefined) return `it removed ${name}, which is not its business`;
  if (after.kind === "link") return `it made a symbolic link, ${name}`;
  if (before === undefined) return `it made ${name}, which was not asked for`;
  return `it changed ${name}, which is not its business`;
}

function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) folders.push(folder);
  return folders;
}

function patternOf(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

/** A name that somebody else chose, as it may stand in a sentence. */
function shown(path: string): string {
  const short = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  return /^[\w./@+-]+$/.test(short) ? short : JSON.stringify(short);
}
