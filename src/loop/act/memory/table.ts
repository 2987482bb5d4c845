/** Every process with what is needed to tell whose it is, from /proc/PID/stat (proc_pid_stat(5)). */
import type { Files } from "#core/platform";

export interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  /** The program's name, at most 15 bytes. */
  readonly name: string;
  readonly startTicks: number;
  readonly session: number;
  /** It has a controlling terminal: a human may sit there. */
  readonly hasTerminal: boolean;
  /** Resident memory, in pages; only to compare with others. */
  readonly pages: number;
}

export type ProcessTable = ReadonlyMap<number, ProcessRow>;

/** As many at once as Node's file threads can take together with other work. */
const atOnce = 8;
const kernelThreadFlag = 0x00200000;

/** Without kernel threads, and without what has ended. A process that ends meanwhile is simply not there. */
export async function readTable(files: Files): Promise<ProcessTable> {
  const pids = (await files.list("/proc")).filter((name) => /^[1-9]\d*$/.test(name));
  const rows = await inPortions(pids, async (pid) =>
    parseRow(await files.read(`/proc/${pid}/stat`, 4_096).catch(() => "")),
  );
  return new Map(rows.filter((row) => row !== undefined).map((row) => [row.pid, row]));
}

export async function inPortions<T, R>(list: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < list.length; at += atOnce) {
    results.push(...(await Promise.all(list.slice(at, at + atOnce).map(work))));
  }
  return results;
}

/** The name in field 2 may hold spaces and parentheses; the last closing one ends it. Undefined: nobody's program. */
export function parseRow(stat: string): ProcessRow | undefined {
  const nameEnd = stat.lastIndexOf(")");
  if (nameEnd === -1) return undefined;
  const [state, parentPid, , session, terminal, , flags, ...rest] = stat.slice(nameEnd + 2).split(" ");
  if (state === undefined || "ZXx".includes(state) || (Number(flags) & kernelThreadFlag) !== 0) return undefined;
  return {
    pid: Number.parseInt(stat, 10),
    parentPid: Number(parentPid),
    name: stat.slice(stat.indexOf("(") + 1, nameEnd),
    // Fields 22 and 24.
    startTicks: Number(rest[12]),
    pages: Number(rest[14]),
    session: Number(session),
    hasTerminal: terminal !== "0",
  };
}

export function byMemory(table: ProcessTable): readonly ProcessRow[] {
  return [...table.values()].sort((a, b) => b.pages - a.pages || a.pid - b.pid);
}

/** Those that it descends from, nearest first; not itself. */
export function ancestorsOf(pid: number, table: ProcessTable): readonly ProcessRow[] {
  const found: ProcessRow[] = [];
  const seen = new Set([pid]);
  for (let row = table.get(table.get(pid)?.parentPid ?? 0); row !== undefined && !seen.has(row.pid); ) {
    seen.add(row.pid);
    found.push(row);
    row = table.get(row.parentPid);
  }
  return found;
}
