/** One of each event about the store: who may write to it, and what was written beside it. */
import type { EventData } from "#core/model";

type Kind = "lease.taken" | "effect.refused" | "journal.joined" | "journal.refused";

export const storeEvents: Pick<EventData, Kind> = {
  "lease.taken": { role: "engine", generation: 5, process: { pid: 4711, startTicks: 9, bootId: "boot" } },
  "effect.refused": {
    ...{ role: "engine", effect: "inc-1/plan-1/0/1", generation: 4, holder: 5 },
    reason: "effect refused: lease generation 4, now 5",
  },
  "journal.joined": {
    ...{ writer: "watchdog-k3v9x2-4f1c8a90", from: 1, to: 1, head: "b".repeat(64) },
    entries: [
      {
        ...{ seq: 1, at: 1_700_000_000_000, actor: "healer:watchdog", type: "emergency.entered", data: {} },
        ...{ prev: "a".repeat(64), hash: "b".repeat(64) },
      },
    ],
  },
  "journal.refused": { writer: "watchdog-k3v9x2-4f1c8a90", seq: 2, why: "entry 2 was altered", text: "{}" },
};
