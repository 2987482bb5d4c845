/**
 * A drill, from outside of the three: it strikes only processes that the heartbeats of this data folder name, by pid, start time and boot,
 * and it believes nobody's word for the recovery but the heartbeats of three processes that see one another.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type DrillFault,
  type DrillTrial,
  type DrillVictims,
  type HealerName,
  type ProcessIdentity,
  victimsOf,
} from "#core/model";
import { ChironError } from "#core/model/plain";
import { livingBeat, type Places, placesIn, send } from "#healers/mutual";

const roles: readonly HealerName[] = ["engine", "mender", "watchdog"];
const signals: Readonly<Record<DrillFault, NodeJS.Signals>> = { kill: "SIGKILL", hang: "SIGSTOP" };
const lookEveryMs = 20;
/** 30 s + 60 s to be sure that both are silent, 120 s for the emergency, and a margin. */
const recoverWithinMs = 240_000;
const wellWithinMs = 120_000;

/** When somebody wrote down that he saw it, by the wall clock; undefined where nobody did. */
export type SeenAt = (who: readonly HealerName[], since: number) => Promise<number | undefined>;

export interface DrillRequest {
  readonly dataDir: string;
  readonly faults: readonly DrillFault[];
  readonly who: readonly DrillVictims[];
  readonly times: number;
  /** Between two trials, so that the back-off of the one before is over. */
  readonly pauseMs: number;
  readonly seenAt: SeenAt;
  readonly onTrial: (trial: DrillTrial) => void;
  readonly signal: AbortSignal;
}

/** Throws `conflict` when it may not go on; what was measured until then was told by `onTrial`. */
export async function runDrill(request: DrillRequest): Promise<void> {
  const places = placesIn(request.dataDir);
  refuseHopeless(places, request.who);
  for (let round = 1; round <= request.times; round++) {
    for (const fault of request.faults) {
      for (const who of request.who) {
        await untilWell(places, request.signal);
        request.onTrial(await strike(places, fault, who, request));
        await sleep(request.pauseMs, undefined, { signal: request.signal });
      }
    }
  }
}

async function strike(
  places: Places,
  fault: DrillFault,
  who: DrillVictims,
  { seenAt, signal }: DrillRequest,
): Promise<DrillTrial> {
  const victims = victimsOf[who];
  const struck = victims.flatMap((role) => livingBeat(places, role)?.process ?? []);
  const at = Date.now();
  const begun = performance.now();
  for (const { pid } of struck) send(pid, signals[fault]);
  let recoveredMs: number | null = null;
  while (recoveredMs === null && performance.now() - begun < recoverWithinMs) {
    await sleep(lookEveryMs, undefined, { signal });
    if (areWell(places, struck)) recoveredMs = Math.round(performance.now() - begun);
  }
  const trial = { fault, who, at, recoveredMs };
  if (recoveredMs === null) return { ...trial, detectedMs: null };
  const seen = await seenAt(victims, at);
  return { ...trial, detectedMs: seen === undefined ? null : Math.max(0, seen - at) };
}

async function untilWell(places: Places, signal: AbortSignal): Promise<void> {
  for (const until = performance.now() + wellWithinMs; !areWell(places, []); ) {
    if (performance.now() > until)
      throw new ChironError("conflict", "the three processes are not all well", { help: "chiron healers says how" });
    await sleep(lookEveryMs, undefined, { signal });
  }
}

/** All three say that they are well, each sees the two others as they are, and none is one of those that were struck. */
function areWell(places: Places, struck: readonly ProcessIdentity[]): boolean {
  const beats = new Map(roles.map((role) => [role, livingBeat(places, role)] as const));
  return roles.every((role) => {
    const beat = beats.get(role);
    if (beat === undefined || beat.state !== "healthy") return false;
    if (struck.some(({ pid, startTicks }) => beat.process.pid === pid && beat.process.startTicks === startTicks))
      return false;
    return roles.every((other) => other === role || beat.sees[other]?.pid === beats.get(other)?.process.pid);
  });
}

/** Where all three are struck, nobody of Chiron is left; a drill that ends what it tests is none. */
function refuseHopeless(places: Places, who: readonly DrillVictims[]): void {
  const watchdog = livingBeat(places, "watchdog");
  if (!who.includes("all") || (watchdog !== undefined && isManaged(watchdog.process.pid))) return;
  throw new ChironError(
    "conflict",
    "all three at once can only be brought back by a service manager, and there is none",
    {
      help: "chiron install --systemd, or --pm2; without it leave out `all`",
    },
  );
}

function isManaged(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .some((entry) => entry.startsWith("NOTIFY_SOCKET=") || entry.startsWith("pm_id="));
  } catch {
    return false;
  }
}
