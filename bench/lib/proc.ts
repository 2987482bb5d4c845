/** Reads /proc. Every function takes for granted that a process may vanish between two reads. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Fields of /proc/PID/stat that matter here (proc_pid_stat(5)); times in clock ticks of 1/100 s. */
export interface ProcessStat {
  readonly parent: number;
  /** 'Z' is a process that has ended and waits for its parent to notice. */
  readonly state: string;
  /** User and system time, its own and that of children already waited for. */
  readonly cpuTicks: number;
}

export function processIds(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

export function readStat(processId: number): ProcessStat | undefined {
  const text = attempt(() => readFileSync(`/proc/${processId}/stat`, "utf8"));
  if (text === undefined) return undefined;
  // The second field is the program's name in parentheses and may itself contain both spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "Z", parent = "0"] = fields;
  const cpuTicks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
  return { state, parent: Number(parent), cpuTicks };
}

export function isAlive(processId: number): boolean {
  const stat = readStat(processId);
  return stat !== undefined && stat.state !== "Z" && stat.state !== "X";
}

export function readExecutable(processId: number): string | undefined {
  return attempt(() => readlinkSync(`/proc/${processId}/exe`));
}

/** The environment as the process was started with. */
export function readEnvironment(processId: number): string[] {
  return (attempt(() => readFileSync(`/proc/${processId}/environ`, "utf8")) ?? "").split("\0");
}

/** Resident kilobytes: `rss` counts shared pages in full, `pss` by this process's share of them. */
export function readMemory(processId: number): { rssKB: number; pssKB: number } {
  const text = attempt(() => readFileSync(`/proc/${processId}/smaps_rollup`, "utf8")) ?? "";
  const field = (name: string): number => Number(text.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))?.[1] ?? 0);
  return { rssKB: field("Rss"), pssKB: field("Pss") };
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
