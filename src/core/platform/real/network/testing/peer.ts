/** A server of a test's own, in bytes, with a client that asks it. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";
import type { HttpRequest, HttpResponse } from "../../../index.ts";
import { within } from "../../../test/index.ts";
import { createRealNetwork, type RealNetwork } from "../index.ts";

export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

interface Peer {
  readonly url: string;
  readonly network: RealNetwork;
  readonly sockets: Socket[];
  ask(changes?: Partial<HttpRequest>): Promise<HttpResponse>;
}

/** A server that gets the socket of every connection, and a client. */
export async function begin(
  context: TestContext,
  onConnection: (socket: Socket, number: number) => void,
): Promise<Peer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
    onConnection(socket, sockets.length);
  });
  return { ...(await serve(context, server, sockets)), sockets };
}

export async function serve(context: TestContext, server: Server, sockets: Socket[]): Promise<Omit<Peer, "sockets">> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const network = createRealNetwork();
  context.after(() => {
    network.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const ask = (changes: Partial<HttpRequest> = {}) =>
    within("an answer", network.http({ method: "GET", url, signal: new AbortController().signal, ...changes }));
  return { url, network, ask };
}

/** Answers every request with the same bytes. */
export const always = (answer: string) => (socket: Socket) =>
  void socket.on("data", () => socket.write(answer, "latin1"));
