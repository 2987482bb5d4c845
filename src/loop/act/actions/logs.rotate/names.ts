/**
 * What a log is called in `.archive`: its own name and a time, to the millisecond, in UTC. So no two have the same name, and the probe
 * `log` can tell what Chiron put there from what somebody else rotated.
 */
import { basename, dirname, join } from "node:path";

const archiveFolder = ".archive";
const stamped = /\.\d{8}T\d{9}Z$/;
const compressed = /\.(gz|xz|bz2|zst|lz4|zip|br|7z)$/;

/** The whole path, without `.gz`. What has its time already keeps it. */
export function archivedAs(path: string, at: number): string {
  const folder = isArchived(path) ? dirname(path) : join(dirname(path), archiveFolder);
  const name = basename(path);
  if (stamped.test(name)) return join(folder, name);
  const time = new Date(at).toISOString().replaceAll(/[-:.]/g, "");
  return join(folder, `${name}.${time}`);
}

export function isArchived(path: string): boolean {
  return dirname(path).split("/").includes(archiveFolder);
}

export function isCompressed(path: string): boolean {
  return compressed.test(path);
}

/** Matches what was set aside of the logs that `pattern` names, and not compressed since. */
export function unfinishedPattern(pattern: string): string {
  return join(dirname(pattern), archiveFolder, `${basename(pattern)}.*`);
}

export function isUnfinished(path: string): boolean {
  return isArchived(path) && stamped.test(path);
}
