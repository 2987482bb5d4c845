import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";

test("HOST-02: http: status, headers, body and latency are held against what is expected", async (t) => {
  const server = createServer((request, response) => {
    const status = Number(request.url?.slice(1));
    response.writeHead(status, { "X-Ready": "yes, quite", "X-Asked": String(request.headers["x-mine"]) });
    setTimeout(() => response.end("all is well"), request.method === "POST" ? 60 : 0);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { poll } = onePoll(t, "http");
  const ask = (status: number, more: Record<string, unknown> = {}) =>
    poll({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`, ...more });
  const cases: readonly (readonly [number, Record<string, unknown> | undefined, string | undefined])[] = [
    [200, undefined, undefined],
    [302, undefined, undefined],
    [404, undefined, "status 404, not 2xx or 3xx"],
    [404, { status: 404 }, undefined],
    [404, { status: ["2xx", 404] }, undefined],
    [200, { status: 204 }, "status 200, not 204"],
    [200, { body: "is well" }, undefined],
    [200, { body: "is bad" }, 'the body does not contain "is bad"'],
    [200, { header: { "x-ready": "yes" } }, undefined],
    [200, { header: { "X-Ready": "no" } }, 'header X-Ready does not contain "no"'],
    [200, { header: { "X-Other": "" } }, "no header X-Other"],
    [500, { body: "x", status: "2xx" }, 'status 500, not 2xx; the body does not contain "x"'],
  ];
  for (const [status, expect, error] of cases) {
    const answer = await ask(status, expect === undefined ? {} : { expect });
    assert.deepEqual([answer.available, answer.values.status, answer.error], [true, status, error]);
    assert.equal(answer.values.serving, error === undefined);
    assert.ok(Number(answer.values.latencyMs) > 0);
  }
  const slow = await ask(200, { method: "POST", body: "x", expect: { maxLatency: "50ms" } });
  assert.match(slow.error ?? "", /^it took \d+ ms, more than 50 ms$/);
  assert.deepEqual([slow.available, slow.values.serving], [true, false]);
  const headed = await ask(200, { headers: { "X-Mine": "hello" }, expect: { header: { "x-asked": "hello" } } });
  assert.equal(headed.values.serving, true);
});
