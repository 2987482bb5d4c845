/** Chiron's three processes of a data folder, as the tests find and end them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "#core/model";
import { until } from "#core/platform/test";

export type HealerRole = "engine" | "mender" | "watchdog";
export const healerRoles: readonly HealerRole[] = ["watchdog", "mender", "engine"];

export interface BeatFile {
  readonly process: ProcessIdentity;
  readonly seq: number;
  readonly state: string;
  readonly sees: Readonly<Partial<Record<HealerRole, { readonly pid: number; readonly seq: number }>>>;
}

/** As it stands there now; undefined when it cannot be read, which may be the moment of its writing. */
export function beatOf(dataDir: string, role: HealerRole): BeatFile | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, "healers", `${role}.beat`), "utf8"));
  } catch {
    return undefined;
  }
}

/** That very process, and not one that has ended and is still to be asked how. */
export function isLiving({ pid, startTicks }: ProcessIdentity): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[19]) === startTicks && fields[0] !== "Z" && fields[0] !== "X";
  } catch {
    return false;
  }
}

/** False when it has ended meanwhile. */
export function signal({ pid }: ProcessIdentity, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** The process that has the role now; undefined when none lives. */
export function livingHealer(dataDir: string, role: HealerRole): ProcessIdentity | undefined {
  const process = beatOf(dataDir, role)?.process;
  return process !== undefined && isLiving(process) ? process : undefined;
}

/** As a power cut would: all of them at one stroke, so that nobody restarts anybody. Services live on. */
export async function killHealers(dataDir: string): Promise<void> {
  const living = () => healerRoles.flatMap((role) => livingHealer(dataDir, role) ?? []);
  await until("no process of Chiron is left", () => {
    const left = living();
    for (const name of ["SIGSTOP", "SIGKILL"] as const) for (const one of left) signal(one, name);
    return left.length === 0 ? true : undefined;
  });
}

export interface SeenHealer {
  readonly pid: number;
  readonly state: string;
  readonly seq: number;
}

/** What a living healer says of itself; undefined while there is none. */
export function healer(dataDir: string, role: HealerRole): SeenHealer | undefined {
  const beat = beatOf(dataDir, role);
  if (beat === undefined || !isLiving(beat.process)) return undefined;
  return { pid: beat.process.pid, state: beat.state, seq: beat.seq };
}

export function healers(dataDir: string): Readonly<Record<HealerRole, SeenHealer | undefined>> {
  return {
    engine: healer(dataDir, "engine"),
    mender: healer(dataDir, "mender"),
    watchdog: healer(dataDir, "watchdog"),
  };
}

/** Whether all three are there, well, and none of them is one of these. */
export function allWell(dataDir: string, but: readonly number[] = []): boolean {
  return Object.values(healers(dataDir)).every((one) => one?.state === "healthy" && !but.includes(one.pid));
}

/** Every process of this data folder that was started for the role, whether it says so or not. */
export function processesOf(dataDir: string, role: HealerRole): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    const words = /^\d+$/.test(name) ? commandOf(name) : [];
    const isOne = words.includes(`--data-dir=${dataDir}`) && words.includes(role);
    return isOne ? [Number(name)] : [];
  });
}

function commandOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
