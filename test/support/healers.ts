/** The three processes of Chiron, as their own small files tell of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const healerRoles = ["engine", "mender", "watchdog"] as const;
export type HealerRole = (typeof healerRoles)[number];

export interface SeenHealer {
  readonly pid: number;
  readonly state: string;
  readonly seq: number;
}

/** Undefined while there is none, or its process has ended. */
export function healer(dataDir: string, role: HealerRole): SeenHealer | undefined {
  try {
    const beat = JSON.parse(readFileSync(join(dataDir, "healers", `${role}.beat`), "utf8"));
    const { pid, startTicks } = beat.process;
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X" || Number(fields[19]) !== startTicks) return undefined;
    return { pid, state: beat.state, seq: beat.seq };
  } catch {
    return undefined;
  }
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
