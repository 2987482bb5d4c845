/** Who uses the memory: the largest processes, by their fair share. */
import type { Files } from "#core/platform";
import { byMemory, readTable } from "./table.ts";
import { type MemoryUser, readUsers } from "./usage.ts";

export interface Survey {
  readonly users: readonly MemoryUser[];
  /** How many there are at all. */
  readonly count: number;
}

/** Shares cost the kernel a walk through each process's memory, so only those that may be among the largest are asked. */
const spare = 10;

export async function surveyMemory(most: number, files: Files): Promise<Survey> {
  const table = await readTable(files);
  const users = await readUsers(byMemory(table).slice(0, most + spare), files);
  return { users: [...users].sort(byShare).slice(0, most), count: table.size };
}

export function byShare(a: MemoryUser, b: MemoryUser): number {
  return b.shareBytes + b.swapBytes - (a.shareBytes + a.swapBytes) || a.pid - b.pid;
}
