/** Drills of Chiron's own processes. */
import type { StoredEvent } from "#core/model";
import { formatDuration } from "#core/model/plain";
import { sentence } from "./words.ts";

type Told = Extract<StoredEvent, { type: `drill.${string}` }>;

export function tellDrillEvent(stored: Told): string {
  switch (stored.type) {
    case "drill.started": {
      const { faults, who, times, scheduled } = stored.data;
      const count = times === 1 ? "once" : `${times} times each`;
      return `A drill${scheduled ? " by the schedule" : ""} begins: ${faults.join(" and ")} of ${who.join(", ")}, ${count}.`;
    }
    case "drill.finished": {
      const { ok, figures, broken } = stored.data;
      const trials = figures.reduce((sum, one) => sum + one.trials, 0);
      const recovered = figures.reduce((sum, one) => sum + one.recovered, 0);
      const slowest = Math.max(0, ...figures.map(({ recoveredIn }) => recoveredIn?.maxMs ?? 0));
      const end = broken === null ? "" : `; it ended early: ${broken}`;
      const longest = recovered === 0 ? "" : `, the slowest after ${formatDuration(slowest)}`;
      return sentence(
        `The drill ${ok ? "went well" : "did not go well"}: ${recovered} of ${trials} faults were recovered${longest}${end}`,
      );
    }
    case "drill.skipped":
      return sentence(`A drill that was due is left out: ${stored.data.reason}`);
  }
}
