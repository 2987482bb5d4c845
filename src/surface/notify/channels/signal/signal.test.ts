import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import type { Delivery, Message } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { temporaryFolder } from "#core/platform/test";
import { closedPort, listening } from "../../../../../test/support/counterparts/listening.ts";
import { type Answer, startWebReceiver } from "../../../../../test/support/counterparts/web-receiver.ts";
import { signal } from "./index.ts";

const message: Message = {
  id: "msg-1",
  route: "page",
  tier: 3,
  incident: null,
  subject: "web is gone",
  body: "look",
  data: {},
  createdAt: 0,
  repeat: false,
};
const whom = { account: "+15550001", recipients: ["+15550002", "+15550003"] };

function send(t: TestContext, options: object): Promise<Delivery> {
  const platform = createRealPlatform();
  t.after(() => platform.close());
  const context = { ...platform, environment: () => undefined, node: "n", dataDir: "/nonexistent" };
  return signal.send(message, signal.schema.parse({ ...whom, ...options }), {
    ...context,
    signal: new AbortController().signal,
  });
}

const result = (...types: readonly string[]) => ({
  result: { timestamp: 1, results: types.map((type) => ({ type })) },
});
const error = (code: number, ...types: readonly object[]) => ({
  error: {
    code,
    message: "it failed",
    data: types.length === 0 ? null : { response: { timestamp: 1, results: types } },
  },
});

/** Each: what the daemon says, then delivered, retryable, retryAfterMs. */
const answers: readonly (readonly [object, boolean, boolean, number?])[] = [
  [result("SUCCESS", "SUCCESS"), true, false],
  [result("SUCCESS", "UNREGISTERED_FAILURE"), true, false],
  [result("NETWORK_FAILURE", "NETWORK_FAILURE"), false, true],
  [result("UNREGISTERED_FAILURE", "IDENTITY_FAILURE"), false, false],
  [error(-1), false, false],
  [error(-3), false, true],
  [error(-4, { type: "IDENTITY_FAILURE" }), false, false],
  [error(-5, { type: "RATE_LIMIT_FAILURE", retryAfterSeconds: 90 }), false, true, 90_000],
  [error(-6), false, false],
  [error(-32_602), false, false],
  [error(-1, { type: "NETWORK_FAILURE" }), false, true],
];

test("HOST-21: signal: what the daemon says of each recipient, and its error codes, decide whether to try again", async (t) => {
  let says: object = {};
  const receiver = await startWebReceiver(t, ({ body }) => ({
    status: 200,
    body: JSON.stringify({ jsonrpc: "2.0", id: JSON.parse(body).id, ...says }),
  }));
  for (const [answer, delivered, retryable, retryAfterMs] of answers) {
    says = answer;
    const delivery = await send(t, { http: receiver.address });
    const told = [delivery.delivered, delivery.retryable, delivery.retryAfterMs, delivery.unknown];
    assert.deepEqual(told, [delivered, retryable, retryAfterMs, undefined], JSON.stringify(answer));
  }
  const [first] = receiver.received;
  assert.deepEqual(
    [first?.method, first?.url, first?.headers["content-type"]],
    ["POST", "/api/v1/rpc", "application/json"],
  );
  assert.deepEqual(JSON.parse(first?.body ?? ""), {
    jsonrpc: "2.0",
    id: "msg-1",
    method: "send",
    params: { account: "+15550001", recipient: whom.recipients, message: "web is gone\n\nlook" },
  });
});

test("HOST-21: signal: by socket and by TCP it waits for its own answer among what else the daemon says", async (t) => {
  const server = () =>
    createServer((socket) => {
      createInterface({ input: socket }).on("line", (line) => {
        const { id } = JSON.parse(line);
        const noise = { jsonrpc: "2.0", method: "receive", params: { envelope: { source: "+1" } } };
        const other = { jsonrpc: "2.0", id: "another", ...error(-1) };
        for (const one of [noise, other, { jsonrpc: "2.0", id, ...result("SUCCESS", "SUCCESS") }])
          socket.write(`${JSON.stringify(one)}\n`);
      });
    });
  const path = join(temporaryFolder(t), "signal.sock");
  await listening(t, server(), { path });
  const port = await listening(t, server());
  for (const way of [{ socket: path }, { tcp: { host: "127.0.0.1", port } }])
    assert.deepEqual(await send(t, way), { delivered: true, retryable: false, detail: "sent" });
});

test("HOST-21: signal: a socket that is not there took nothing; one that closes or keeps silent may have", async (t) => {
  const nowhere = await send(t, { socket: join(temporaryFolder(t), "none.sock") });
  assert.deepEqual([nowhere.delivered, nowhere.retryable, nowhere.unknown], [false, true, undefined]);
  const refused = await send(t, { tcp: { host: "127.0.0.1", port: await closedPort() } });
  assert.deepEqual([refused.delivered, refused.retryable, refused.unknown], [false, true, undefined]);
  const closing = await listening(
    t,
    createServer((socket) => socket.once("data", () => socket.end("no JSON\n"))),
  );
  const closed = await send(t, { tcp: { host: "127.0.0.1", port: closing } });
  assert.deepEqual([closed.delivered, closed.retryable, closed.unknown], [false, true, true]);
  const silent = await send(t, {
    tcp: { host: "127.0.0.1", port: await listening(t, createServer()) },
    timeout: "200ms",
  });
  assert.deepEqual([silent.delivered, silent.retryable, silent.unknown], [false, true, true]);
});

test("HOST-21: signal: by the REST wrapper, whose answer is an object or, in newer ones, a list", async (t) => {
  let says: Answer = { status: 201, body: "" };
  const receiver = await startWebReceiver(t, () => says);
  const reasons = (count: number) => Array.from({ length: count }, () => ({ number: "+1", reason: "unregistered" }));
  const expected: readonly (readonly [Answer, boolean, boolean])[] = [
    [{ status: 201, body: '{"timestamp":"1700000000000"}' }, true, false],
    [{ status: 201, body: '[{"timestamp":"1700000000000"}]' }, true, false],
    [{ status: 201, body: JSON.stringify([{ timestamp: "1", errors: { recipients: reasons(1) } }]) }, true, false],
    [{ status: 201, body: JSON.stringify([{ timestamp: "1", errors: { recipients: reasons(2) } }]) }, false, true],
    [{ status: 400, body: '{"error":"Unregistered user"}' }, false, false],
    [{ status: 400, body: '{"error":"Failed to send: timed out (I/O)"}' }, false, true],
    [{ status: 429, body: '{"error":"rate limited","challenge_tokens":["x"],"account":"+1"}' }, false, true],
    [{ status: 201, body: "<html>" }, false, true],
  ];
  for (const [answer, delivered, retryable] of expected) {
    says = answer;
    const delivery = await send(t, { rest: receiver.address });
    assert.deepEqual([delivery.delivered, delivery.retryable], [delivered, retryable], answer.body);
  }
  const [first] = receiver.received;
  assert.equal(first?.url, "/v2/send");
  assert.deepEqual(JSON.parse(first?.body ?? ""), {
    number: "+15550001",
    recipients: whom.recipients,
    message: "web is gone\n\nlook",
    text_mode: "normal",
  });
  const group = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  await send(t, { rest: receiver.address, recipients: undefined, group });
  const { recipients } = JSON.parse(receiver.received.at(-1)?.body ?? "");
  assert.deepEqual(recipients, [`group.${Buffer.from(group).toString("base64")}`]);
});
