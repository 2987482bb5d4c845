/**
 * An engine that dies right after it has decided something may not have got so far as to tell a human. The next one finds by the
 * log what was decided without a word, and says it now.
 */
import type { LogReader } from "#core/log/read";
import type { Incident, StoredEvent } from "#core/model";
import { withdrawApproval } from "./approvals.ts";
import type { Parts } from "./parts.ts";
import type { Telling } from "./telling.ts";

interface Means {
  readonly telling: Telling;
  readonly onOpened: (incident: string) => void;
}

export function tellUntold(parts: Parts, { telling, onOpened }: Means, reader: LogReader, incident: Incident): void {
  const { id, state, approval } = incident;
  switch (state) {
    case "detected":
      onOpened(id);
      return;
    case "awaiting_approval":
      // The question has not reached anybody: it is asked anew.
      if (approval?.status === "waiting" && !isToldSince(reader, id, "approval.asked"))
        parts.record(withdrawApproval(incident, "nobody was told of the question"));
      return;
    case "escalated":
      if (!isToldSince(reader, id, "incident.moved")) telling.escalated(id);
      return;
    default:
  }
}

const said = ["message.queued", "message.withheld"] as const;

/** Whether a message about it was queued, or kept back for later, after the newest event of this type. */
function isToldSince(reader: LogReader, incident: string, type: StoredEvent["type"]): boolean {
  const newest = reader.events({ incident, types: [type, ...said] }).at(-1);
  return newest === undefined || newest.type !== type;
}
