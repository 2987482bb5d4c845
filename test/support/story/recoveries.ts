/** One of each event about Chiron's own processes. */
import type { EventData, HealerEvents } from "#core/model";

export const oneOfEachRecovery: HealerEvents & Pick<EventData, "engine.started" | "engine.stopped"> = {
  "engine.started": { version: "1.2.3", pid: 42, node: "workshop" },
  "engine.stopped": { reason: "SIGTERM" },
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
