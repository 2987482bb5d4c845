/**
 * The memory of one control group: of version 2 (cgroup-v2.rst, "Memory Interface Files"), or of version 1, which older
 * machines still have (cgroup-v1/memory.rst).
 */
import type { Files } from "#core/platform";

export interface GroupMemory {
  readonly usedBytes: number;
  /** Page cache that nobody used lately and that the kernel gives up first; it is part of what is used. */
  readonly reclaimableBytes: number;
  /** Beyond it the kernel ends a process of the group. Undefined: none. */
  readonly maxBytes: number | undefined;
  /** Beyond it the kernel slows the group down. Undefined: none. */
  readonly highBytes: number | undefined;
}

interface FileNames {
  readonly used: string;
  readonly max: string;
  readonly high: string | undefined;
  readonly reclaimable: RegExp;
}

const version2: FileNames = {
  used: "memory.current",
  max: "memory.max",
  high: "memory.high",
  reclaimable: /^inactive_file (\d+)$/m,
};
/** Its soft limit only says who is to give up memory first, so nothing is measured against it. */
const version1: FileNames = {
  used: "memory.usage_in_bytes",
  max: "memory.limit_in_bytes",
  high: undefined,
  reclaimable: /^total_inactive_file (\d+)$/m,
};
/** What version 1 says for "no limit" is a number beyond any machine; so is what may stand for it elsewhere. */
const noLimitBytes = 2 ** 60;
const mostBytes = 65_536;

/** Throws where there is no such group, or where memory is not accounted for it. */
export async function readGroup(folder: string, files: Files): Promise<GroupMemory> {
  const names = (await files.stat(`${folder}/${version2.used}`)) === undefined ? version1 : version2;
  const read = (name: string) => files.read(`${folder}/${name}`, mostBytes);
  // The group at the root of version 2 has neither a limit nor a file for it.
  const limit = async (name: string | undefined) => (name === undefined ? "" : read(name).catch(() => ""));
  const [used, stat, max, high] = await Promise.all([
    read(names.used),
    read("memory.stat"),
    limit(names.max),
    limit(names.high),
  ]);
  return {
    usedBytes: Number(used),
    reclaimableBytes: Number(names.reclaimable.exec(stat)?.[1] ?? 0),
    maxBytes: limitIn(max),
    highBytes: limitIn(high),
  };
}

function limitIn(text: string): number | undefined {
  const word = text.trim();
  if (!/^\d+$/.test(word)) return undefined;
  const bytes = Number(word);
  return bytes < noLimitBytes ? bytes : undefined;
}
