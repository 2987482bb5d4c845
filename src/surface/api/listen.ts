/** The two doors, one application behind both: a Unix socket for the machine's own user, and a TCP port. */
import { chmodSync, lstatSync, renameSync, rmSync } from "node:fs";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import type { Duplex } from "node:stream";
import { ChironError, messageOf } from "#core/model";

export interface DoorMeans {
  readonly onRequest: RequestListener;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Not imported: an import reads every export of the module, its WebSocket client too, which costs 8 MB. */
const { createServer } = process.getBuiltinModule("node:http");

const longestHeadersBytes = 16 * 1_024;
const mostConnections = 500;

export function createDoor({ onRequest, onUpgrade }: DoorMeans): Server {
  const server = createServer(
    {
      maxHeaderSize: longestHeadersBytes,
      // A request that dribbles in holds its connection no longer than this.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 10_000,
      // `curl --http2` and the like offer an upgrade that nobody here wants; they are answered as if they had not.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
    },
    (request, response) => {
      for (const [name, value] of securityHeaders) response.setHeader(name, value);
      onRequest(request, response);
    },
  );
  server.maxConnections = mostConnections;
  server.on("upgrade", onUpgrade);
  server.on("clientError", (error, socket) => refuseUnreadable(error, socket as Socket));
  return server;
}

/** There is no page here for a browser to run, frame or remember. */
const securityHeaders: readonly (readonly [string, string])[] = [
  ["cache-control", "no-store"],
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
  ["cross-origin-resource-policy", "same-origin"],
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
];

export async function listenOnPort(server: Server, host: string, port: number): Promise<number> {
  await listening(server, () => server.listen({ host, port, exclusive: true })).catch((error: unknown) => {
    if (codeOf(error) !== "EADDRINUSE") throw error;
    throw new ChironError("conflict", `port ${port} of ${host} is taken`, {
      help: "Choose another with --port, or `api: { port: … }`.",
      cause: error,
    });
  });
  return (server.address() as AddressInfo).port;
}

/**
 * For its owner only from the first moment on. What is left of an engine that died is replaced, and with `takeOver` that of one that lives as
 * well. It is bound by a name of its own and then moved: whoever closes a socket removes the name that it was bound by, which must not be
 * that of the next one. Returns what takes it away, if it is still ours.
 */
export async function listenOnSocket(server: Server, path: string, takeOver = false): Promise<() => void> {
  await assertReplaceable(path, takeOver);
  const own = join(dirname(path), `.s${process.pid}`);
  rmSync(own, { force: true });
  const before = process.umask(0o177);
  try {
    // The socket is bound within this call, before anything else of this process runs.
    await listening(server, () => {
      server.listen(own);
      process.umask(before);
    });
  } finally {
    process.umask(before);
  }
  chmodSync(own, 0o600);
  const { ino } = lstatSync(own);
  renameSync(own, path);
  return () => {
    if (lstatSync(path, { throwIfNoEntry: false })?.ino === ino) rmSync(path, { force: true });
  };
}

async function assertReplaceable(path: string, takeOver: boolean): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket())
    throw new ChironError("conflict", `${path} is there and is no socket`, { help: "Move it away." });
  // One that is stopped seems to answer: the kernel takes connections for it.
  if (!takeOver && (await answers(path)))
    throw new ChironError("conflict", `another engine answers at ${path}`, { help: "chiron down ends it." });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    // A full queue of connections (EAGAIN) is one of somebody who is there.
    socket.once("error", (error) => end(codeOf(error) === "EAGAIN"));
  });
}

function listening(server: Server, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      server.off("listening", listens);
      reject(error);
    };
    const listens = (): void => {
      server.off("error", failed);
      resolve();
    };
    server.once("error", failed);
    server.once("listening", listens);
    listen();
  });
}

/** What cannot be read as HTTP has no response object to answer with. */
function refuseUnreadable(error: Error, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const [status, title] =
    codeOf(error) === "HPE_HEADER_OVERFLOW" ? [431, "Headers too large"] : [400, "Not readable as HTTP"];
  const body = JSON.stringify({
    type: "urn:chiron:problem:bad_request",
    title,
    status,
    detail: messageOf(error),
    code: "bad_request",
  });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** Ends every connection, whatever it waits for. */
export function closeDoor(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
