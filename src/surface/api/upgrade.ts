/** From a request to a WebSocket. It passes the same access checks as any request. */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ChironError } from "#core/model";
import type { Access, Via } from "./access/index.ts";
import type { LiveHub } from "./live/index.ts";
import { sendProblem } from "./problem.ts";
import { eventQuery, eventsPath } from "./routes/index.ts";
import { read } from "./validation.ts";

export interface UpgradeMeans {
  readonly access: Access;
  readonly hub: LiveHub;
  readonly via: (request: IncomingMessage) => Via;
}

export async function upgrade(
  means: UpgradeMeans,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on("error", () => socket.destroy());
  try {
    // A browser lets any page open a WebSocket anywhere, so that its Origin is looked at as for a command.
    const identity = await means.access.identify(request, means.via(request), false);
    means.access.checkOrigin(request);
    // No URL: a path that begins with two slashes would become a host.
    const [path, search] = (request.url ?? "").split("?", 2);
    if (path !== eventsPath) throw new ChironError("not_found", `only ${eventsPath} speaks WebSocket`);
    if (identity.scopes?.includes("events") === false)
      throw new ChironError("forbidden", "this token is not for events");
    const query = read(eventQuery, "query", Object.fromEntries(new URLSearchParams(search)));
    const { upgradeToEvents } = await import("./live/websocket.ts");
    means.hub.check(query);
    upgradeToEvents(means.hub, { request, socket, head }, query, identity);
  } catch (error) {
    refuse(request, socket, error);
  }
}

function refuse(request: IncomingMessage, socket: Duplex, error: unknown): void {
  // Not imported, for the reason that listen.ts gives.
  const { ServerResponse } = process.getBuiltinModule("node:http");
  const response = new ServerResponse(request);
  response.assignSocket(socket as Socket);
  response.shouldKeepAlive = false;
  response.on("finish", () => socket.end());
  sendProblem(response, error);
}
