/**
 * Whether somebody rotates a log: told by what rotating leaves behind (`app.log.1`, `app.log-20260101.gz`), or by having seen it
 * become another file, or shorter. What Chiron itself put into `.archive` does not count: it only does so because nobody
 * else does.
 */
import { basename, dirname, extname, join } from "node:path";
import type { FileStat, Files } from "#core/platform";

/** `.1`, `-20260101`, `.2026-01-01T10:00`, `.old`, each also compressed. */
const rotatedEnding = /^[.-]?(\d[\dTZ:._-]*|old)(\.(gz|xz|bz2|zst|lz4|zip))?$/;
const rotatedMiddle = /^[.-]\d[\dTZ:._-]*$/;
const compressedEnding = /\.(gz|xz|bz2|zst|lz4|zip)$/;
/** Chiron's own, by the time in the name: see the action logs.rotate. */
const archivedEnding = /^\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z(\.gz)?$/;
const mostLooked = 50;

/** Whether the name is that of a log that was rotated away, from `log` or from any other. */
export function isRotatedFrom(name: string, log: string): boolean {
  if (name.startsWith(log) && name !== log) return rotatedEnding.test(name.slice(log.length));
  const extension = extname(log);
  const stem = log.slice(0, log.length - extension.length);
  const rest = name.replace(compressedEnding, "");
  if (extension === "" || !rest.startsWith(stem) || !rest.endsWith(extension) || rest.length <= log.length)
    return false;
  return rotatedMiddle.test(rest.slice(stem.length, rest.length - extension.length));
}

/** When the newest of those beside it was last written to. `names` are those of its folder. */
export async function newestSibling(path: string, names: readonly string[], files: Files): Promise<number> {
  let newest = Number.NEGATIVE_INFINITY;
  for (const name of names.filter((one) => isRotatedFrom(one, basename(path))).slice(-mostLooked)) {
    const stat = await files.stat(join(dirname(path), name));
    if (stat?.kind === "file") newest = Math.max(newest, stat.modifiedAt);
  }
  return newest;
}

export interface Look {
  readonly at: number;
  readonly inode: number;
  readonly size: number;
}

/** By having gone back since the last look, unless it was Chiron that took it away. */
export async function wentBack(path: string, before: Look, now: FileStat, files: Files): Promise<boolean> {
  if (before.inode === now.inode && now.size >= before.size) return false;
  const archive = join(dirname(path), ".archive");
  const names = (await files.stat(archive))?.kind === "folder" ? await files.list(archive) : [];
  return !names.some(
    (name) => name.startsWith(basename(path)) && archivedAt(name.slice(basename(path).length)) >= before.at,
  );
}

function archivedAt(ending: string): number {
  const parts = archivedEnding.exec(ending)?.slice(1, 8).map(Number);
  if (parts === undefined) return Number.NEGATIVE_INFINITY;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}
