/** The three processes as surfaces show them: what their beats say, and what the log knows. */
import type { HealerLook, HealerView, RecoveryRecords } from "#core/model";
import { readBeat } from "./beat.ts";
import { lastGoodView } from "./last-good/index.ts";
import { readLimits } from "./limits.ts";
import { placesIn } from "./places.ts";
import { type Beat, type Role, roles } from "./role.ts";
import { findProcess } from "./small/index.ts";

export function healerViews(dataDir: string, records: RecoveryRecords, now: number): readonly HealerLook[] {
  const places = placesIn(dataDir);
  const { silentAfterMs } = readLimits(places.limits);
  return roles.map((role) => {
    const beat = readBeat(places.beat(role), role);
    const isThere = beat !== undefined && findProcess(beat.process) !== undefined;
    return { ...(isThere ? running(beat, silentAfterMs, now) : notRunning(role)), ...recordOf(records, role) };
  });
}

/** With what worked last; `folder`: `<data>/healers`. */
export function withLastGood(looks: readonly HealerLook[], folder: string): readonly HealerView[] {
  return looks.map((look) => ({ ...look, lastGood: look.role === "engine" ? lastGoodView(folder) : null }));
}

type FromBeat = Omit<HealerLook, "restarts" | "lastRecovery">;

/** The age is by the wall clock, for people; what healers decide rests on their own clocks. */
function running(beat: Beat, silentAfterMs: number, now: number): FromBeat {
  const beatAgoMs = Math.max(0, now - beat.at);
  return {
    role: beat.role,
    state: beatAgoMs > silentAfterMs && beat.state !== "starting" ? "silent" : beat.state,
    pid: beat.process.pid,
    startedAt: new Date(beat.startedAt).toISOString(),
    beatAgoMs,
    beats: beat.seq,
    loopLagMs: beat.loopLagMs,
    memoryMB: Math.round(beat.rssBytes / 1e6),
  };
}

function notRunning(role: Role): FromBeat {
  const nothing = { pid: null, startedAt: null, beatAgoMs: null, beats: null, loopLagMs: null, memoryMB: null };
  return { role, state: "not_running", ...nothing };
}

function recordOf(records: RecoveryRecords, role: Role): Pick<HealerLook, "restarts" | "lastRecovery"> {
  const record = records[role];
  return { restarts: record?.restarts ?? 0, lastRecovery: record?.last ?? null };
}
