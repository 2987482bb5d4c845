/** Who writes the log, and what was written beside it meanwhile. */
import type { StoredEvent } from "#core/model";
import { unreachable } from "#core/model/plain";
import { sentence } from "./words.ts";

type Told = Extract<StoredEvent, { type: `lease.${string}` | `effect.${string}` | `journal.${string}` }>;

export function tellStoreEvent(stored: Told): string {
  switch (stored.type) {
    case "lease.taken": {
      const { role, generation, process, tookOver } = stored.data;
      const how = tookOver === true ? ", from one that could not be ended" : "";
      return `The ${role} with pid ${process.pid} writes from here on${how}: generation ${generation}.`;
    }
    case "effect.refused":
      return sentence(`The ${stored.data.role} did not do ${stored.data.effect}: ${stored.data.reason}`);
    case "journal.joined": {
      const { writer, entries, from, to } = stored.data;
      const which = from === to ? `Entry ${from}` : `${entries.length} entries (${from} to ${to})`;
      return `${which} of the side journal ${writer} ${from === to ? "was" : "were"} joined to the log.`;
    }
    case "journal.refused":
      return sentence(`Something in the side journal ${stored.data.writer} was refused: ${stored.data.why}`);
    default:
      return unreachable(stored);
  }
}
