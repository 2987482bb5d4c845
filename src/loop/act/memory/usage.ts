/** What one process uses, and whose it is: /proc/PID/status, smaps_rollup and cgroup. */
import type { Files } from "#core/platform";
import { targetOfProcess } from "../supervisors/index.ts";
import { inPortions, type ProcessRow } from "./table.ts";
import { programOf } from "./words.ts";

export interface MemoryUser extends ProcessRow {
  readonly residentBytes: number;
  /** Its fair share of what it shares with others (PSS); what is resident where that may not be read. */
  readonly shareBytes: number;
  readonly swapBytes: number;
  readonly userId: number;
  /** It lives in a pid namespace below ours: a container. */
  readonly isNested: boolean;
  /** What oom_score_adj(5) says: below 0, somebody keeps it from the kernel's own choice of whom to end. */
  readonly killAdjustment: number;
  /** Its control group, as a path from the root of the hierarchy. */
  readonly group: string;
  /** The systemd unit, where the group is one's. */
  readonly unit: string | undefined;
  readonly command: readonly string[];
  /** The target whose supervised service it belongs to, by the mark in its environment; of whatever Chiron. */
  readonly service: string | undefined;
  /** The program, in a word or two; never its arguments, which may hold secrets. */
  readonly program: string;
}

const unitName = /^.+\.(service|scope|slice|socket|mount|swap)$/;

/** Of those that are still there. */
export async function readUsers(rows: readonly ProcessRow[], files: Files): Promise<readonly MemoryUser[]> {
  const users = await inPortions(rows, (row) => readUser(row, files));
  return users.filter((user) => user !== undefined);
}

async function readUser(row: ProcessRow, files: Files): Promise<MemoryUser | undefined> {
  const read = (name: string, mostBytes = 65_536) => files.read(`/proc/${row.pid}/${name}`, mostBytes).catch(() => "");
  const status = await read("status");
  if (status === "") return undefined;
  const [rollup, cgroup, adjustment, commandLine] = await Promise.all([
    read("smaps_rollup"),
    read("cgroup"),
    read("oom_score_adj"),
    read("cmdline", 1_048_576),
  ]);
  const residentBytes = kibibytesOf("VmRSS", status) ?? 0;
  const command = commandLine.split("\0").slice(0, -1);
  const group = groupIn(cgroup);
  const service = await targetOfProcess(row.pid, files);
  return {
    ...row,
    residentBytes,
    shareBytes: kibibytesOf("Pss", rollup) ?? residentBytes,
    swapBytes: kibibytesOf("VmSwap", status) ?? 0,
    userId: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN),
    isNested: /^NSpid:\s+\d+\s+\d+/m.test(status),
    killAdjustment: Number(adjustment.trim() || 0),
    group,
    unit: group.split("/").findLast((part) => unitName.test(part)),
    command,
    service,
    program: programOf(row.name, command),
  };
}

/** In bytes. */
function kibibytesOf(name: string, text: string): number | undefined {
  const amount = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
  return amount === undefined ? undefined : Number(amount) * 1_024;
}

/**
 * Lines are `ID:CONTROLLERS:PATH`. Version 2 has one, without controllers; of version 1, systemd's own hierarchy names the unit,
 * and the one for memory the limit. The first that is not simply the root says most.
 */
function groupIn(text: string): string {
  const paths = new Map(
    text.split("\n").map((line) => {
      const [, controllers = "?", ...path] = line.split(":");
      return [controllers, path.join(":")];
    }),
  );
  const candidates = ["", "name=systemd", "memory"].map((controllers) => paths.get(controllers));
  return candidates.find((path) => path !== undefined && path !== "/") ?? "/";
}
