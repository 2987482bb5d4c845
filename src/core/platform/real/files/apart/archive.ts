/** Puts a file that nobody writes to any more away, compressed. At any moment its content is there once, or twice. */
import { closeSync, constants, fstatSync, futimesSync, openSync, type Stats, unlinkSync } from "node:fs";
import { basename } from "node:path";
import type { Archived, ArchiveOrder, KnownFile } from "../../../file-work.ts";
import { inside, openKnown, Refused, statIn, syncFolder, takeOver, withFolders } from "./folders.ts";
import { compress, contentOf, hashOf, isSame } from "./gzip.ts";
import { removeLeftovers, Temporary } from "./temporary.ts";

export function archive({ file, to }: ArchiveOrder): Promise<Archived> {
  return withFolders(file.path, to, async (folder, target) => {
    removeLeftovers(target);
    const source = openKnown(folder, file, constants.O_RDONLY);
    try {
      const before = fstatSync(source);
      const compressedBytes =
        statIn(target, basename(to)) === undefined
          ? await compressTo(source, before, target, to)
          : await sizeOfSame(source, target, to);
      removeOriginal(folder, file, source, before);
      return { bytes: before.size, compressedBytes };
    } finally {
      closeSync(source);
    }
  });
}

async function compressTo(source: number, before: Stats, target: number, to: string): Promise<number> {
  const temporary = new Temporary(target);
  try {
    const written = await compress(source, temporary.file);
    if (!isSame(written, await contentOf(temporary.file)))
      throw new Error(`${to} does not read back as it was written`);
    refuseIfChanged(source, before);
    takeOver(temporary.file, before);
    futimesSync(temporary.file, before.atime, before.mtime);
    temporary.settle(basename(to), to);
    return statIn(target, basename(to))?.size ?? 0;
  } finally {
    temporary.close();
  }
}

/** An earlier run came as far as this, if what is there holds the same; otherwise it is somebody else's. */
async function sizeOfSame(source: number, target: number, to: string): Promise<number> {
  const there = openSync(
    inside(target, basename(to)),
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  try {
    const content = await contentOf(there).catch(() => undefined);
    if (content === undefined || !isSame(content, await hashOf(source))) {
      throw new Refused("conflict", `${to} is there already, and holds something else`);
    }
    return fstatSync(there).size;
  } finally {
    closeSync(there);
  }
}

function removeOriginal(folder: number, file: KnownFile, source: number, before: Stats): void {
  refuseIfChanged(source, before);
  const now = statIn(folder, basename(file.path));
  if (now?.ino !== before.ino) throw new Refused("stale", `${file.path} is another file than it was before`);
  unlinkSync(inside(folder, basename(file.path)));
  syncFolder(folder);
}

function refuseIfChanged(source: number, before: Stats): void {
  const { size, mtimeMs } = fstatSync(source);
  if (size !== before.size || mtimeMs !== before.mtimeMs) {
    throw new Refused("stale", "it was written to while it was compressed, and stays as it is");
  }
}
