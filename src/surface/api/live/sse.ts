/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html); the id of each is its sequence number. */
import type { ServerResponse } from "node:http";
import type { Identity } from "../access/index.ts";
import type { FollowQuery } from "./follower.ts";
import type { LiveHub } from "./hub.ts";

const reconnectMs = 2_000;

export function streamEvents(hub: LiveHub, response: ServerResponse, query: FollowQuery, identity: Identity): void {
  hub.check(query);
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.write(`retry: ${reconnectMs}\n\n`);
  // An hour without an event is no reason for the server to end the connection.
  response.socket?.setTimeout(0);
  response.socket?.setNoDelay(true);
  let fullSince: number | undefined;
  const take = (text: string): boolean => {
    const room = response.write(text);
    if (!room) fullSince ??= performance.now();
    return room;
  };
  const attached = hub.attach(
    {
      send: (json, seq) => take(`id: ${seq}\ndata: ${json}\n\n`),
      beat: () => {
        if (fullSince === undefined) take(": still here\n\n");
      },
      stalledMs: () => (fullSince === undefined ? 0 : performance.now() - fullSince),
      end: (reason) => {
        // There is no room for a word of farewell; the client comes back with its Last-Event-ID.
        if (reason === "too_slow") response.destroy();
        else response.end(`: ${reason}\n\n`, () => response.socket?.destroy());
      },
    },
    query,
    identity,
  );
  response.on("drain", () => {
    fullSince = undefined;
    attached.resume();
  });
  response.on("close", () => attached.detach());
  response.on("error", () => attached.detach());
}
