/** What Chiron's own processes do for one another. */
import type { EventData, StoredEvent } from "#core/model";
import { formatDuration } from "#core/model/plain";
import { sentence } from "./words.ts";

type Told = Extract<StoredEvent, { type: `recovery.${string}` }>;

const faults: Readonly<Record<EventData["recovery.started"]["fault"], string>> = {
  absent: "is not there",
  gone: "has died",
  silent: "does not say that it lives",
  bloated: "takes too much memory",
};

export function tellHealerEvent(stored: Told): string {
  const { data } = stored;
  switch (stored.type) {
    case "recovery.started": {
      const { healer, by, fault, attempt } = stored.data;
      const again = attempt > 1 ? `, for the ${attempt}th time in a row` : "";
      return `The ${healer} ${faults[fault]}: the ${by} restarts it${again}.`;
    }
    case "recovery.finished": {
      const { ok, steps, process, tookMs } = stored.data;
      const took = formatDuration(tookMs);
      if (ok) return `The ${data.healer} was recovered by the ${data.by} within ${took}, as pid ${process?.pid}.`;
      const failed = steps.find((step) => !step.ok);
      const why = failed === undefined ? "" : `, at "${failed.name}": ${failed.detail}`;
      return sentence(`The ${data.healer} was not recovered by the ${data.by}${why}`);
    }
  }
}
