/** An event of the log as a CloudEvent 1.0; `sequence` is the Sequence extension, by which a stream is taken up again. */
import { incidentOf, type StoredEvent } from "./events.ts";

export interface CloudEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly sequence: string;
  readonly actor: string;
  readonly data: unknown;
}

export function cloudEventOf(stored: StoredEvent, node: string): CloudEvent {
  const incident = incidentOf(stored);
  return {
    specversion: "1.0",
    id: `${stored.stream}-${stored.seq}`,
    source: `/chiron/${encodeURIComponent(node)}`,
    // What clients follow by a name of their own keeps it.
    type: stored.type.startsWith("harmony:") ? stored.type : `chiron.${stored.type}`,
    ...(incident === null ? {} : { subject: incident }),
    time: new Date(stored.at).toISOString(),
    datacontenttype: "application/json",
    sequence: String(stored.seq),
    actor: stored.actor,
    data: stored.data,
  };
}
