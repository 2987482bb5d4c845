/**
 * Which processes have a file open or mapped, by /proc. Only root sees those of all users; how many could not be looked into is told.
 */
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { FileUser, FileUsers, KnownFile } from "../../../file-work.ts";

const O_ACCMODE = 0o3;
const O_APPEND = 0o2000;
const LOOK_AGAIN_MS = 5;

export interface Identity {
  readonly inode: number;
  readonly device: number;
}

export interface Sighting {
  readonly file: Identity;
  readonly user: FileUser;
}

/** Everything that is open or mapped, of those that are wanted. */
export function sightings(
  isWanted: (file: Identity) => boolean,
  pids = allPids(),
): { seen: Sighting[]; unseen: number } {
  const seen: Sighting[] = [];
  let unseen = 0;
  for (const pid of pids) {
    if (pid === process.pid) continue;
    try {
      seen.push(...opened(pid, isWanted), ...mapped(pid, isWanted));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Gone meanwhile is nobody. A kernel thread, or a zombie, has no command line and no files.
      if ((code === "EACCES" || code === "EPERM") && commandOf(pid) !== "") unseen += 1;
    }
  }
  return { seen, unseen };
}

export function whoUses(files: readonly KnownFile[]): FileUsers {
  const wanted = new Map<string, number>();
  for (const [at, { path, inode }] of files.entries()) {
    const device = statSync(path, { throwIfNoEntry: false })?.dev;
    if (device !== undefined) wanted.set(`${device}:${inode}`, at);
  }
  const users: FileUser[][] = files.map(() => []);
  const { seen, unseen } = sightings(({ device, inode }) => wanted.has(`${device}:${inode}`));
  for (const { file, user } of seen) users[wanted.get(`${file.device}:${file.inode}`) ?? -1]?.push(user);
  return { users, unseen };
}

/** Looks at those that had it at first, and at all once more at the end: somebody may have been forked with it. */
export async function untilReleased(file: KnownFile, withinMs: number): Promise<readonly FileUser[]> {
  const device = statSync(file.path).dev;
  const isIt = (one: Identity) => one.inode === file.inode && one.device === device;
  const writersAmong = (pids?: readonly number[]) =>
    sightings(isIt, pids).seen.flatMap(({ user }) => (user.writes ? [user] : []));
  const startedAt = performance.now();
  let writers = writersAmong();
  while (writers.length > 0 && performance.now() - startedAt < withinMs) {
    await sleep(LOOK_AGAIN_MS);
    writers = writersAmong(writers.map(({ pid }) => pid));
    if (writers.length === 0) writers = writersAmong();
  }
  return writers;
}

function allPids(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function opened(pid: number, isWanted: (file: Identity) => boolean): Sighting[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      // Not a socket or a pipe; and it is not asked of a file system that may hang whether something in /dev is wanted.
      if (!readlinkSync(`${folder}/${name}`).startsWith("/")) return [];
      const { ino: inode, dev: device } = statSync(`${folder}/${name}`);
      if (!isWanted({ inode, device })) return [];
      const flags = Number.parseInt(
        /^flags:\s+([0-7]+)$/m.exec(readText(`/proc/${pid}/fdinfo/${name}`))?.[1] ?? "0",
        8,
      );
      const user = { pid, writes: (flags & O_ACCMODE) !== 0, appends: (flags & O_APPEND) !== 0 };
      return [{ file: { inode, device }, user }];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}

/** `55e0-55e1 rw-s 00000000 08:01 1234   /path`: mapped files may have been closed. proc_pid_maps(5) */
function mapped(pid: number, isWanted: (file: Identity) => boolean): Sighting[] {
  const known = new Set<string>();
  return mapsOf(pid)
    .split("\n")
    .flatMap((line) => {
      const [, permissions = "", major = "", minor = "", inode = ""] =
        /^\S+ (\S{4}) \S+ ([0-9a-f]+):([0-9a-f]+) (\d+)/.exec(line) ?? [];
      const key = `${major}:${minor}:${inode}`;
      if (inode === "" || inode === "0" || known.has(key)) return [];
      known.add(key);
      const file = { inode: Number(inode), device: deviceOf(Number.parseInt(major, 16), Number.parseInt(minor, 16)) };
      const writes = permissions[1] === "w" && permissions[3] === "s";
      return isWanted(file) ? [{ file, user: { pid, writes, appends: false } }] : [];
    });
}

/** As stat(2) has it: gnu_dev_makedev. */
function deviceOf(major: number, minor: number): number {
  return ((major & 0xfff) << 8) + (minor & 0xff) + (minor >>> 8) * 2 ** 20;
}

/** Even where the open files may be seen, this may not be. */
function mapsOf(pid: number): string {
  try {
    return readText(`/proc/${pid}/maps`);
  } catch {
    return "";
  }
}

function commandOf(pid: number): string {
  try {
    return readText(`/proc/${pid}/cmdline`);
  } catch {
    return "";
  }
}

function readText(path: string): string {
  return readFileSync(path, "latin1");
}
