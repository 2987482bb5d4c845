/** Opens a connection to see that somebody accepts it, and, when asked, what they say first. */
import { connect, type Socket } from "node:net";
import type { Address, Network } from "../../index.ts";
import { networkError } from "./errors.ts";

/** A banner may come in pieces; once the first one is here, the rest is not long in coming. */
const REST_MS = 200;
const LINE_FEED = 10;

type Options = Parameters<Network["connect"]>[1];

/** Resolves at once when nothing is to be read; else at `readBytes`, the end of a line, a pause, or the peer's end. */
export async function openConnection(address: Address, { signal, readBytes = 0 }: Options): Promise<string> {
  signal.throwIfAborted();
  const socket = connect({ ...address, signal });
  try {
    return await firstBytes(socket, readBytes);
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(error, nameOf(address));
  } finally {
    socket.destroy();
  }
}

/** How the peer is named in errors. */
export function nameOf(address: Address): string {
  return "path" in address ? address.path : `${address.host}:${address.port}`;
}

function firstBytes(socket: Socket, readBytes: number): Promise<string> {
  let received = Buffer.alloc(0);
  let rest: NodeJS.Timeout | undefined;
  const done = new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => resolve());
    if (readBytes <= 0) {
      socket.once("connect", () => resolve());
      return;
    }
    socket.on("end", () => resolve());
    socket.on("data", (piece: Buffer) => {
      received = Buffer.concat([received, piece.subarray(0, readBytes - received.length)]);
      if (received.length >= readBytes || received.includes(LINE_FEED)) resolve();
      else rest ??= setTimeout(resolve, REST_MS);
    });
  });
  return done.finally(() => clearTimeout(rest)).then(() => received.toString("utf8"));
}
