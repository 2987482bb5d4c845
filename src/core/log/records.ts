/** From an event as it is handed in to a record that only wants its place. */
import { ChironError, incidentOf, messageOf, type NewEvent } from "#core/model/plain";
import { canonicalJson } from "./chain/index.ts";
import type { LogOptions } from "./types.ts";

/** Events are facts, not files: what is larger belongs beside the log. */
const largestEvent = 1_048_576;

export interface UnplacedRecord {
  readonly stream: string;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly data: string;
  readonly incident: string | null;
}

/** Throws `internal` and `too_large`. */
export function recordOf(
  event: NewEvent,
  { stream, clock }: Pick<LogOptions, "stream" | "clock">,
  actor: string | undefined,
): UnplacedRecord {
  let data: string;
  try {
    data = canonicalJson(event.data);
  } catch (error) {
    throw new ChironError("internal", `${event.type} cannot be written as JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (data.length > largestEvent) {
    throw new ChironError(
      "too_large",
      `${event.type} has ${data.length} characters; ${largestEvent} is the most for one event`,
    );
  }
  const incident = incidentOf(event);
  return {
    stream,
    at: Math.round(event.at ?? clock.now()),
    type: event.type,
    actor: event.actor ?? actor ?? stream,
    data,
    incident,
  };
}
