/** Puts one change back. Safe to do twice, and after a run or an earlier putting back that died in the middle. */
import type { Files } from "#core/platform";
import { nameBeside, removeTemporary, restore } from "./beside.ts";
import { type Change, isThat, printOf } from "./change.ts";

interface Means {
  readonly files: Files;
  readonly effect: string;
  /** Makes what was noted on the change durable. */
  readonly save: () => Promise<void>;
}

/** Undefined when things are as they were before the change; otherwise what is not, in words. */
export async function putBack(change: Change, means: Means): Promise<string | undefined> {
  switch (change.kind) {
    case "set_aside":
      return putBackAside(change, means);
    case "put":
      return putBackPut(change, means);
    case "moved":
      return putBackMoved(change, means);
    case "folder":
      return putBackFolder(change.path, means.files);
    case "dropped":
      return undefined;
  }
}

async function putBackAside(
  change: Change & { kind: "set_aside" },
  { files, effect }: Means,
): Promise<string | undefined> {
  const { path, kept, print } = change;
  const temporary = nameBeside(path, `${effect}-back`, 0);
  await removeTemporary(temporary, files);
  const keptStat = await files.stat(kept);
  if (keptStat === undefined) return undefined;
  const there = await files.stat(path);
  // Between file systems the copy comes first; the original is then still in its place.
  if (isThat(there, print)) return undefined;
  if (there !== undefined) return `${path} is there anew and was left; what was there before is kept as ${kept}`;
  if (keptStat.inode === print.inode) {
    await files.move(kept, path);
  } else {
    await restore(kept, path, temporary, files);
    await files.remove(kept);
  }
  return undefined;
}

async function putBackPut(
  change: Change & { kind: "put" },
  { files, effect, save }: Means,
): Promise<string | undefined> {
  const { path, kept, print } = change;
  // While the new file still has its own name it was not renamed into place, so nothing else happened.
  if ((await removeTemporary(change.temporary, files)) || print === null) return undefined;
  const temporary = nameBeside(path, `${effect}-back`, 0);
  await removeTemporary(temporary, files);
  const there = await files.stat(path);
  if (change.back !== null && isThat(there, change.back)) return undefined;
  if (!isThat(there, print)) {
    if (there === undefined && kept === null) return undefined;
    return `${path} was changed since and was left${kept === null ? "" : `; what was there before is kept as ${kept}`}`;
  }
  if (kept === null) {
    await files.remove(path);
    return undefined;
  }
  await files.copy(kept, temporary);
  const stat = await files.stat(temporary);
  change.back = stat === undefined ? null : printOf(stat);
  await save();
  await files.move(temporary, path);
  return undefined;
}

async function putBackMoved(change: Change & { kind: "moved" }, { files, effect }: Means): Promise<string | undefined> {
  const { from, to, print, kept } = change;
  const temporary = nameBeside(to, `${effect}-back`, 0);
  await removeTemporary(temporary, files);
  if ((await files.stat(to))?.inode === print.inode) {
    if ((await files.stat(from)) !== undefined)
      return `${from} is there anew and was left; what was there before is ${to}`;
    await files.move(to, from);
  } else if ((await files.stat(from)) === undefined) {
    return `${to} is not what was moved there, and nothing is at ${from}`;
  }
  if (kept !== null && (await files.stat(to)) === undefined) await restore(kept, to, temporary, files);
  return undefined;
}

async function putBackFolder(path: string, files: Files): Promise<string | undefined> {
  const there = await files.stat(path);
  if (there?.kind !== "folder") return undefined;
  if ((await files.list(path)).length > 0) return `${path} is not empty any more and was left`;
  await files.remove(path);
  return undefined;
}
