import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import type { HttpRequest } from "../../index.ts";
import { always, begin, OK } from "./testing/index.ts";

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
