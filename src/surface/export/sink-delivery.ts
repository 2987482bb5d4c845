/** From events of the log to records on the connection of a sink, which is opened when it is first needed. */

import { traceparentOf } from "#core/lib";
import {
  type CloudEvent,
  cloudEventOf,
  incidentOf,
  type Sink,
  type SinkConnection,
  type SinkContext,
  type SinkRecord,
  type StoredEvent,
} from "#core/model";
import type { FollowerMeans } from "./follower.ts";

export function deliveryTo(
  sink: Sink,
  options: object,
  context: SinkContext,
): Pick<FollowerMeans, "deliver" | "letGo"> {
  let connection: SinkConnection | undefined;
  return {
    async deliver(events, signal) {
      connection ??= await sink.open(options, context, signal);
      await connection.write(
        events.map((stored) => recordOf(stored, context.node)),
        signal,
      );
    },
    async letGo() {
      const open = connection;
      connection = undefined;
      await open?.close();
    },
  };
}

/** With two extensions: the trace of its incident (Distributed Tracing), and the hash that chains it to the event before. */
type AuditEvent = CloudEvent & { readonly hash: string; readonly traceparent?: string };

export function recordOf(stored: StoredEvent, node: string): SinkRecord {
  const incident = incidentOf(stored);
  const whole: AuditEvent = {
    ...cloudEventOf(stored, node),
    hash: stored.hash,
    ...(incident === null ? {} : { traceparent: traceparentOf(incident) }),
  };
  const { seq, hash, type } = stored;
  return { seq, id: hash, type, incident, text: JSON.stringify(whole) };
}

/** Without its data, for a place that takes no larger one; the log has the whole. */
export function shortened(record: SinkRecord): SinkRecord {
  const { data, ...rest } = JSON.parse(record.text) as AuditEvent;
  const left = { shortened: true, bytes: Buffer.byteLength(JSON.stringify(data)) };
  return { ...record, text: JSON.stringify({ ...rest, data: left }) };
}
