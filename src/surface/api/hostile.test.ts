import assert from "node:assert/strict";
import { test } from "node:test";
import { until, within } from "#core/platform/test";
import { openApiScene } from "../../../test/support/api-scene.ts";

const host = "Host: 127.0.0.1\r\n";

test("FACE-06: bodies that are too large, no JSON, or of another kind are refused with a reason", async (t) => {
  const { local, remote, engine } = await openApiScene(t);
  const codes = async (body: string, headers: Record<string, string> = {}): Promise<unknown[]> => {
    const { status, json } = await local("/v1/pause", { body, headers });
    return [status, json.code];
  };
  assert.deepEqual(await codes(JSON.stringify({ reason: "x".repeat(1_100_000) })), [413, "too_large"]);
  assert.deepEqual(await codes("{"), [400, "bad_request"]);
  assert.deepEqual(await codes(""), [400, "bad_request"]);
  assert.deepEqual(await codes("[1]"), [400, "bad_request"]);
  assert.deepEqual(await codes("null"), [400, "bad_request"]);
  assert.deepEqual(await codes('{"reason":"r","__proto__":{"admin":true}}'), [400, "bad_request"]);
  assert.deepEqual(await codes('{"reason":"r","extra":1}'), [400, "bad_request"]);
  assert.deepEqual(await codes('{"reason":"   "}'), [400, "bad_request"]);
  assert.deepEqual(await codes(`{"reason":${"[".repeat(100_000)}${"]".repeat(100_000)}}`), [400, "bad_request"]);
  assert.deepEqual(await codes('{"reason":"r"}', { "content-type": "text/plain" }), [415, "unsupported_type"]);
  assert.deepEqual(await codes("reason=r", { "content-type": "application/x-www-form-urlencoded" }), [
    415,
    "unsupported_type",
  ]);
  assert.equal((await remote("/v1/pause", { body: "x".repeat(10) })).status, 401, "refused before it is read");
  assert.equal(engine.commands.length, 0);
  assert.equal(engine.status().engine.state, "running");
});

test("FACE-06: addresses that try to lead elsewhere lead nowhere", async (t) => {
  const { local, reported } = await openApiScene(t);
  const paths = [
    "/v1/incidents/..%2f..%2f..%2fetc%2fpasswd",
    "/v1/incidents/%2e%2e/%2e%2e/etc/passwd",
    "/../../etc/passwd",
    "/v1/incidents/%00",
    "/v1/incidents/%ff%fe",
    "/v1/incidents/%",
    "/v1/incidents/inc-1'; DROP TABLE incidents;--".replaceAll(" ", "%20"),
    `/v1/incidents/${"a".repeat(5_000)}`,
    "/v1/incidents/constructor",
    "/v1/targets/__proto__",
    "/v1/runbooks/$(reboot)",
    "//evil.example/v1/status",
    "/v1/status/",
    "/V1/STATUS",
    "/.git/config",
  ];
  for (const path of paths) {
    const { status, headers } = await local(path);
    assert.ok(status === 400 || status === 404, `${path}: ${status}`);
    assert.match(headers["content-type"] ?? "", /^application\/problem\+json/, path);
  }
  const queries = [
    "limit=0",
    "limit=1e3",
    "limit=99999",
    "limit=-1",
    "cursor=%00&cursor=b",
    "state[]=open",
    "all=yes",
    "__proto__=1",
  ];
  for (const query of queries) assert.equal((await local(`/v1/incidents?${query}`)).status, 400, query);
  assert.equal((await local(`/v1/incidents/inc-1?${"a=1&".repeat(50)}`)).status, 400);
  assert.deepEqual(reported, [], "none of it is a failure of ours");
});

test("FACE-06: what is not HTTP, or too much of it, is answered and cut off", async (t) => {
  const { raw, remote } = await openApiScene(t);
  const huge = `GET /v1/status HTTP/1.1\r\n${host}X-Much: ${"a".repeat(1_048_576)}\r\n\r\n`;
  assert.match(await within("an answer", raw(huge)), /^HTTP\/1\.1 431 .*"status":431/s);
  assert.match(await within("an answer", raw("\u0016\u0003\u0001 hello\r\n\r\n")), /^HTTP\/1\.1 400 /);
  assert.match(await within("an answer", raw("GET /v1/status HTTP/1.1\r\n\r\n")), /^HTTP\/1\.1 400 /, "no Host");
  assert.match(
    await within("an answer", raw("GET /v1/status HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n")),
    /^HTTP\/1\.1 403 /,
  );
  const smuggled = `POST /v1/pause HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
  assert.match(await within("an answer", raw(smuggled)), /^HTTP\/1\.1 400 /);
  const offered = `GET /healthz HTTP/1.1\r\n${host}Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`;
  assert.match(
    await within("an answer", raw(offered)),
    /^HTTP\/1\.1 200 .*"alive":true/s,
    "an upgrade that nobody wants",
  );
  assert.equal((await remote("/v1/status")).status, 200);
});

test("FACE-06: many connections that say nothing do not keep others out", async (t) => {
  const { connect, remote } = await openApiScene(t);
  const idle = Array.from({ length: 100 }, connect);
  await until("they are connected", () => idle.every((socket) => socket.readyState === "open"));
  for (const socket of idle) socket.write("GET /v1/status HTTP/1.1\r\n");
  assert.equal((await remote("/v1/status")).status, 200);
});
