/** The heartbeat: one small file for each role, written by the work loop of the process that has the role. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { ProcessIdentity } from "#core/model";
import { type Beat, type Glimpse, type HealerState, isRole, type Role, roles } from "./role.ts";
import { isRecord, readSmallJson, replaceSmallFile } from "./small/index.ts";

export const beatEveryMs = 2_000;
/** One block: written in one call, and never in need of another block. */
const fileBytes = 1_024;

export interface Heart {
  readonly process: ProcessIdentity;
  readonly startedAt: number;
  /** The number of the last beat; 0 before the first. */
  seq(): number;
  /** Writes the next one. Throws what the file system says. */
  beat(said: Said): void;
  stop(): void;
}

export type Said = Pick<Beat, "state" | "loopLagMs" | "sees"> & { readonly generation?: number };

/**
 * The first beat makes a file of this process's own, and puts it in the place of the one before; from then on it is written over in place. So a
 * process that was replaced writes to a file that nobody reads any more, and a full disk, which gives no new blocks, silences nobody.
 */
export function createHeart(path: string, role: Role, process: ProcessIdentity, now: () => number): Heart {
  const startedAt = now();
  let file = -1;
  let seq = 0;
  return {
    process,
    startedAt,
    seq: () => seq,
    beat(said) {
      const rssBytes = globalThis.process.memoryUsage.rss();
      const beat: Beat = { role, process, startedAt, seq: seq + 1, ...said, rssBytes, at: now() };
      const text = `${JSON.stringify(beat).padEnd(fileBytes - 1)}\n`;
      if (file === -1) file = begin(path, text);
      else writeSync(file, text, 0);
      seq++;
    },
    stop() {
      if (file !== -1) closeSync(file);
      file = -1;
    },
  };
}

function begin(path: string, text: string): number {
  try {
    replaceSmallFile(path, text);
    return openSync(path, "r+");
  } catch {
    // Where no new file can be made, the old one has its block still.
    const file = openSync(path, "r+");
    writeSync(file, text, 0);
    return file;
  }
}

/** Undefined for whatever is not wholly a beat of that role: half written, cut off, or somebody's mischief. */
export function readBeat(path: string, role: Role): Beat | undefined {
  const beat = parseBeat(readSmallJson(path));
  return beat?.role === role ? beat : undefined;
}

const states: ReadonlySet<unknown> = new Set<HealerState>(["starting", "healthy", "degraded", "recovering", "ending"]);

export function parseBeat(value: unknown): Beat | undefined {
  if (!isRecord(value)) return undefined;
  const { role, startedAt, seq, state, loopLagMs, rssBytes, generation, at } = value;
  const process = parseIdentity(value.process);
  const numbers = [startedAt, seq, loopLagMs, rssBytes, at, generation ?? 0];
  if (process === undefined || !isRole(role) || !states.has(state)) return undefined;
  if (!numbers.every((number) => typeof number === "number" && Number.isFinite(number) && number >= 0))
    return undefined;
  const whole = { role, process, startedAt, seq, state, loopLagMs, rssBytes, at, sees: parseSees(value.sees) };
  return { ...whole, ...(generation === undefined ? {} : { generation }) } as Beat;
}

export function parseIdentity(value: unknown): ProcessIdentity | undefined {
  if (!isRecord(value)) return undefined;
  const { pid, startTicks, bootId } = value;
  // Pid 1 and what is below it never is one of ours, and a signal to it would reach everybody.
  const isWhole = Number.isSafeInteger(pid) && (pid as number) > 1 && Number.isSafeInteger(startTicks);
  if (!isWhole || typeof bootId !== "string") return undefined;
  return { pid: pid as number, startTicks: startTicks as number, bootId };
}

function parseSees(value: unknown): Beat["sees"] {
  if (!isRecord(value)) return {};
  const seen: Partial<Record<Role, Glimpse>> = {};
  for (const role of roles) {
    const one = value[role];
    if (!isRecord(one) || !Number.isSafeInteger(one.pid) || !Number.isSafeInteger(one.seq)) continue;
    seen[role] = { pid: one.pid as number, seq: one.seq as number };
  }
  return seen;
}
