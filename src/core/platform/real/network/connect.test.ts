import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder, within } from "../../test/index.ts";
import { createRealNetwork } from "./index.ts";

const network = createRealNetwork();
const patient = () => new AbortController().signal;

async function listen(context: TestContext, onConnection: (socket: Socket) => void, path?: string) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) =>
    path === undefined ? server.listen(0, "127.0.0.1", resolve) : server.listen(path, resolve),
  );
  context.after(() => server.close());
  return { host: "127.0.0.1", port: path === undefined ? (server.address() as AddressInfo).port : 0 };
}

test("a port that accepts is enough when nothing is to be read, and the connection is closed at once", async (context) => {
  let closed: (value: unknown) => void = () => {};
  const ended = new Promise((resolve) => {
    closed = resolve;
  });
  const address = await listen(context, (socket) => socket.resume().on("close", closed));
  assert.equal(await within("connected", network.connect(address, { signal: patient() })), "");
  await within("the server sees it close", ended);
});

test("a banner is read to the end of its line, up to the limit, or as far as it comes", async (context) => {
  const greet = async (parts: string[], readBytes: number, close = false) => {
    const address = await listen(context, async (socket) => {
      for (const part of parts) {
        socket.write(part);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      if (close) socket.end();
    });
    return within("a banner", network.connect(address, { signal: patient(), readBytes }));
  };
  assert.equal(await greet(["SSH-2.0-", "Open", "SSH\r\n"], 255), "SSH-2.0-OpenSSH\r\n");
  assert.equal(await greet(["x".repeat(1_000_000)], 10), "xxxxxxxxxx");
  assert.equal(await greet(["no line"], 255), "no line");
  assert.equal(await greet([], 255, true), "");
});

test("HOST-01: what cannot be reached is said in words, and waiting ends with the signal", async (context) => {
  const path = join(temporaryFolder(context), "socket");
  await listen(context, (socket) => socket.end("hello\n"), path);
  assert.equal(
    await within("a Unix socket", network.connect({ path }, { signal: patient(), readBytes: 10 })),
    "hello\n",
  );
  await assert.rejects(network.connect({ path: `${path}.missing` }, { signal: patient() }), {
    reason: "refused",
    message: `there is no such socket: ${path}.missing`,
  });
  await assert.rejects(network.connect({ host: "127.0.0.1", port: 1 }, { signal: patient() }), {
    reason: "refused",
    message: "connection refused: 127.0.0.1:1",
  });
  const sockets: Socket[] = [];
  const silent = await listen(context, (socket) => sockets.push(socket));
  const controller = new AbortController();
  const reason = new Error("the deadline");
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(network.connect(silent, { signal: controller.signal, readBytes: 10 }), reason);
  await assert.rejects(network.connect(silent, { signal: controller.signal }), reason);
  for (const socket of sockets) socket.destroy();
});
