/** Events: as a page, or as a stream. */
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { ChironError, cloudEventOf, type EventQuery } from "#core/model";
import { streamEvents } from "../live/index.ts";
import { type Answer, defineRoute, type Route } from "./route.ts";
import { afterSequence, count, eventTypes, incidentId, pageLength } from "./values.ts";

const access = { role: "viewer", scope: "events" } as const;

export const eventQuery = z.strictObject({
  after: afterSequence.optional(),
  types: eventTypes.optional(),
  incident: incidentId.optional(),
  limit: pageLength.describe("For a page: how many at most"),
});

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
      const { items, next, head } = pageOf(query, (wanted) => engine.events(wanted), engine.head().seq);
      const { node } = engine.status();
      return { body: { items: items.map((stored) => cloudEventOf(stored, node)), next, head } };
    },
  }),
];

type Asked = z.output<typeof eventQuery>;

export function pageOf<T extends { readonly seq: number }>(
  { after, types, incident, limit }: Asked,
  read: (query: EventQuery) => readonly T[],
  head: number,
) {
  const items = read({
    limit: limit + 1,
    ...(after === undefined ? {} : { after }),
    ...(types === undefined ? {} : { types }),
    ...(incident === undefined ? {} : { incident }),
  });
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
