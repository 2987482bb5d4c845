/** Healers that watch one another, for tests of surfaces alone. */
import type { EngineFacade } from "#core/model";

const iso = new Date(Date.UTC(2026, 0, 1)).toISOString();
const steps = [{ name: "verify self", ok: true, tries: 1, tookMs: 1, detail: "" }];

export const fakeWatching: EngineFacade["watching"] = {
  watch: async () => ({
    ...{ at: iso, healers: [], isEmergency: false, emergencyGrants: [] },
    edges: [
      {
        ...{ watcher: "engine", watched: "mender", duty: "restarts it when it fails", state: "sees" },
        ...{ seenPid: 4712, seenBeat: 7, beatsBehind: 0 },
      },
    ],
    ...{ beatEveryMs: 2_000, silentAfterMs: 30_000, confirmForMs: 60_000, memoryLimitMB: 512 },
    leases: [{ role: "engine", generation: 3, pid: 4711, since: iso }],
    drill: { cron: "0 4 * * 0", zone: "UTC", faults: ["kill"], who: ["engine"], times: 1 },
  }),
  recoveries: async () => [
    {
      ...{ id: "engine-9", at: iso, healer: "mender", by: "engine", fault: "gone", protocol: "healer-mutual-restart" },
      ...{ ok: true, tookMs: 900, steps, pid: 4713, sentence: "The mender was recovered." },
    },
  ],
  emergencies: async () => [
    {
      ...{ id: "emergency-1", at: iso, endedAt: iso, attempt: 1, reason: "both are gone", recovered: true, left: [] },
      sentences: ["An emergency began: both are gone."],
    },
  ],
  drills: async () => [
    {
      ...{ id: "drill-1", state: "went_well", at: iso, endedAt: iso, by: "cli:anna", broken: null },
      figures: [{ fault: "kill", who: "engine", trials: 1, recovered: 1, detected: null, recoveredIn: null }],
      sentences: ["The drill went well."],
    },
  ],
};
