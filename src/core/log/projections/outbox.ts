/** Messages to humans, from the moment they are durable to their delivery. */
import type { OutboxEntry } from "#core/model";
import type { StoredEvent } from "#core/model/plain";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  incident TEXT,
  route TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  created_at INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (next_attempt_at, created_at) WHERE status = 'waiting';
CREATE INDEX outbox_created ON outbox (created_at);
`;

const write = `
INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET status = excluded.status, attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at,
  doc = excluded.doc`;

export const outboxProjection: Projection = {
  name: "outbox",
  version: 2,
  tables: ["outbox"],
  ddl,
  apply(db, stored) {
    if (stored.type === "message.attempting") {
      for (const id of stored.data.messages) begin(db, id, stored.data.channel);
      return;
    }
    const entry = changed(db, stored);
    if (entry !== undefined) keep(db, entry);
  },
};

function keep(db: Database, entry: OutboxEntry): void {
  const { message, status, attempts, nextAttemptAt } = entry;
  const { id, incident, route, createdAt } = message;
  db.run(write, id, incident, route, status, attempts, nextAttemptAt, createdAt, JSON.stringify(entry));
}

/** Until its end is known, the channel may have taken it. */
function begin(db: Database, id: string, channel: string): void {
  const entry = known(db, id);
  if (entry !== undefined) keep(db, { ...entry, unsettled: [...others(entry, channel), channel] });
}

function others({ unsettled = [] }: OutboxEntry, channel: string): readonly string[] {
  return unsettled.filter((name) => name !== channel);
}

function changed(db: Database, stored: StoredEvent): OutboxEntry | undefined {
  switch (stored.type) {
    case "message.queued": {
      const { message } = stored.data;
      const nextAttemptAt = message.createdAt;
      return { message, status: "waiting", attempts: 0, nextAttemptAt, deliveredBy: null, lastDetail: null };
    }
    case "message.attempted": {
      const { message, channel, delivery, attempt, nextAttemptAt } = stored.data;
      const entry = known(db, message);
      if (entry === undefined) return undefined;
      const unsettled = others(entry, channel).concat(delivery.unknown === true ? channel : []);
      const { unsettled: _before, ...rest } = entry;
      const kept = unsettled.length === 0 ? rest : { ...rest, unsettled };
      const attempted = { ...kept, attempts: Math.max(entry.attempts, attempt), lastDetail: delivery.detail };
      if (delivery.delivered) return { ...attempted, status: "delivered", deliveredBy: channel, nextAttemptAt: null };
      return { ...attempted, nextAttemptAt };
    }
    case "message.undeliverable": {
      const entry = known(db, stored.data.message);
      return entry && { ...entry, status: "undeliverable", nextAttemptAt: null, lastDetail: stored.data.reason };
    }
    default:
      return undefined;
  }
}

function known(db: Database, id: string): OutboxEntry | undefined {
  const row = db.get<{ doc: string }>("SELECT doc FROM outbox WHERE id = ?", id);
  return row === undefined ? undefined : (JSON.parse(row.doc) as OutboxEntry);
}
