import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import type { HttpRequest, HttpResponse } from "../../index.ts";
import { within } from "../../test/index.ts";
import { createRealNetwork, type RealNetwork } from "./index.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

interface Peer {
  readonly url: string;
  readonly network: RealNetwork;
  readonly sockets: Socket[];
  ask(changes?: Partial<HttpRequest>): Promise<HttpResponse>;
}

/** A server that gets the socket of every connection, and a client. */
async function begin(context: TestContext, onConnection: (socket: Socket, number: number) => void): Promise<Peer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
    onConnection(socket, sockets.length);
  });
  return { ...(await serve(context, server, sockets)), sockets };
}

async function serve(context: TestContext, server: Server, sockets: Socket[]): Promise<Omit<Peer, "sockets">> {
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
const always = (answer: string) => (socket: Socket) => void socket.on("data", () => socket.write(answer, "latin1"));
/** Sends the parts one by one, each as a packet of its own. */
const _inParts = (parts: readonly string[]) => (socket: Socket) => {
  socket.setNoDelay(true);
  socket.on("data", async () => {
    for (const part of parts) {
      socket.write(part, "latin1");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  });
};

test("HOST-01: no connection is an error in words", async (context) => {
  const { ask, url, network } = await begin(context, always(OK));
  const host = new URL(url).host;
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  await assert.rejects(ask({ url: `http://127.0.0.1:${port}/` }), {
    reason: "refused",
    message: `connection refused: 127.0.0.1:${port}`,
  });
  await assert.rejects(ask({ url: `http://localhost:${port}/` }), {
    reason: "refused",
    message: `connection refused: localhost:${port}`,
  });
  await assert.rejects(ask({ url: "http://no-such-host.invalid/" }), { reason: "unresolved" });
  await assert.rejects(ask({ url: `https://${host}/` }), (error: Error) => error.name === "NetworkError");
  const waiting = assert.rejects(ask({ url }), { reason: "closed" });
  network.close();
  await waiting;
});

test("HOST-17: a request that would say something else than was asked is refused", async (context) => {
  const { ask, url, sockets } = await begin(context, always(OK));
  const wrong: Partial<HttpRequest>[] = [
    { method: "GET / HTTP/1.1\r\nX: " },
    { headers: { "a\r\nb": "c" } },
    { headers: { a: "b\r\nc: d" } },
    { headers: { "Content-Length": "5" } },
    { headers: { "transfer-encoding": "chunked" } },
    { headers: { Host: "elsewhere" } },
    { url: "no URL" },
    { url: "file:///etc/passwd" },
  ];
  for (const changes of wrong) await assert.rejects(ask(changes), { name: "ChironError", code: "bad_request" });
  assert.equal(sockets.length, 0);
  assert.equal((await ask({ url: `${url}a\r\nb` })).status, 200, "a URL is encoded, as everywhere");
});
