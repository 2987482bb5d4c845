/** The same events by WebSocket. One way only: what a client says is not read. Loaded with the first client that comes. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Identity } from "../access/index.ts";
import type { FollowQuery } from "./follower.ts";
import type { EndReason, LiveHub } from "./hub.ts";

const mostBufferedBytes = 256 * 1_024;
const roomAgainBytes = 64 * 1_024;
const largestMessageBytes = 4_096;
const farewellMs = 1_000;

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4 and the IANA registry of close codes. */
const closeCodes: Readonly<Record<EndReason, number>> = {
  going_away: 1001,
  too_slow: 1013,
  access_ended: 1008,
  failed: 1011,
};

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export function upgradeToEvents(
  hub: LiveHub,
  { request, socket, head }: Upgrade,
  query: FollowQuery,
  identity: Identity,
): void {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: largestMessageBytes,
    clientTracking: false,
  });
  server.handleUpgrade(request, socket, head, (client) => follow(hub, client, query, identity));
}

function follow(hub: LiveHub, client: WebSocket, query: FollowQuery, identity: Identity): void {
  let fullSince: number | undefined;
  let answered = true;
  const roomAgain = (): void => {
    if (fullSince === undefined || client.bufferedAmount > roomAgainBytes) return;
    fullSince = undefined;
    attached.resume();
  };
  const attached = hub.attach(
    {
      send: (json) => {
        client.send(json, roomAgain);
        if (client.bufferedAmount > mostBufferedBytes) fullSince ??= performance.now();
        return fullSince === undefined;
      },
      beat: () => {
        // Nothing came back since the last one: the other side is gone without a word.
        if (!answered) return client.terminate();
        answered = false;
        client.ping();
      },
      stalledMs: () => (fullSince === undefined ? 0 : performance.now() - fullSince),
      end: (reason, last) => {
        const hint = reason === "too_slow" ? `too slow; go on with ?after=${last}` : reason.replaceAll("_", " ");
        client.close(closeCodes[reason], hint);
        // Whoever does not read cannot answer the farewell either.
        setTimeout(() => client.terminate(), reason === "going_away" ? 0 : farewellMs).unref();
      },
    },
    query,
    identity,
  );
  client.on("pong", () => {
    answered = true;
  });
  client.on("message", (_said: RawData) => undefined);
  client.on("close", () => attached.detach());
  client.on("error", () => attached.detach());
}
