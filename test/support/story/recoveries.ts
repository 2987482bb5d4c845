/** One of each event about Chiron's own processes. */
import type { DrillEvents, EventData, HealerEvents } from "#core/model";

export const oneOfEachRecovery: HealerEvents & DrillEvents & Pick<EventData, "engine.started" | "engine.stopped"> = {
  "engine.started": { version: "1.2.3", pid: 42, node: "workshop" },
  "engine.stopped": { reason: "SIGTERM" },
  "drill.started": { drill: "drill-1", faults: ["kill"], who: ["engine", "both"], times: 3, scheduled: true },
  "drill.finished": {
    drill: "drill-1",
    ok: true,
    figures: [
      {
        fault: "kill",
        who: "engine",
        trials: 3,
        recovered: 3,
        detected: { medianMs: 120, p95Ms: 240, maxMs: 250 },
        recoveredIn: { medianMs: 1_800, p95Ms: 2_100, maxMs: 2_200 },
      },
    ],
    broken: null,
  },
  "drill.skipped": { reason: "a storm is under way" },
  "recovery.started": {
    protocol: "healer-mutual-restart",
    healer: "engine",
    by: "mender",
    fault: "gone",
    attempt: 1,
  },
  "recovery.finished": {
    protocol: "healer-mutual-restart",
    healer: "engine",
    by: "mender",
    fault: "gone",
    ok: true,
    process: { pid: 77, startTicks: 7_700, bootId: "b" },
    tookMs: 900,
    steps: [{ name: "verify", ok: true, tries: 1, tookMs: 800, detail: "pid 77 is healthy" }],
  },
};
