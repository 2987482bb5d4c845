/** Events: as a page, or as a stream. */
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { ChironError, cloudEventOf, type EventQuery, type StoredEvent } from "#core/model";
import { streamEvents } from "../live/index.ts";
import { type Answer, defineRoute, type Route } from "./route.ts";
import { afterSequence, count, eventTypes, flag, incidentId, pageLength } from "./values.ts";

const access = { role: "viewer", scope: "events" } as const;

export const recordQuery = () =>
  z.strictObject({
    after: afterSequence.optional(),
    types: eventTypes.optional(),
    incident: incidentId.optional(),
    limit: pageLength.describe("For a page: how many at most"),
  });

export const eventQuery = z.lazy(() =>
  recordQuery().extend({
    last: count
      .pipe(z.number().int().min(1).max(1_000))
      .optional()
      .describe("For a page: the newest that many instead of the oldest, in the order in which they happened"),
    sentences: flag
      .optional()
      .describe("true: each event brings `sentence`, which tells it plainly, and `chapter`, its part in the story"),
  }),
);

export const eventsPath = "/v1/events";

export const eventRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: eventsPath,
    summary:
      "Events as CloudEvents: a page of JSON, a stream (Accept: text/event-stream), or a WebSocket; all can be taken up again",
    access,
    query: eventQuery,
    answer: "events",
    handle({ query, request, identity }, { engine, hub }): Answer {
      if (request.headers.accept?.includes("text/event-stream") === true) {
        const follow = { ...query, after: lastEventId(request) ?? query.after };
        hub.check(follow);
        return { hijack: (response) => streamEvents(hub, response, follow, identity) };
      }
      const { sentences = false, ...page } = query;
      const { items, next, head } = pageOf(page, (wanted) => engine.events(wanted), engine.head().seq);
      const node = engine.node();
      const tell = (stored: StoredEvent) => (sentences ? engine.tell(stored) : {});
      return {
        body: { items: items.map((stored) => ({ ...cloudEventOf(stored, node), ...tell(stored) })), next, head },
      };
    },
  }),
];

type Asked = z.output<ReturnType<typeof recordQuery>> & { readonly last?: number | undefined };

export function pageOf<T extends { readonly seq: number }>(
  { after, types, incident, limit, last: newest }: Asked,
  read: (query: EventQuery) => readonly T[],
  head: number,
) {
  const wanted = {
    ...(after === undefined ? {} : { after }),
    ...(types === undefined ? {} : { types }),
    ...(incident === undefined ? {} : { incident }),
  };
  // Behind the newest there is nothing more.
  if (newest !== undefined) return { items: read({ ...wanted, limit: newest, newest: true }), next: null, head };
  const items = read({ ...wanted, limit: limit + 1 });
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, next: items.length > limit && last !== undefined ? String(last.seq) : null, head };
}

/** What a browser sends when it connects again; it counts more than the address, which stays as it first was. */
function lastEventId({ headers }: IncomingMessage): number | undefined {
  const header = headers["last-event-id"];
  if (header === undefined || header === "") return undefined;
  const parsed = count.safeParse(header);
  if (!parsed.success) throw new ChironError("bad_request", "Last-Event-ID is not a sequence number");
  return parsed.data;
}
