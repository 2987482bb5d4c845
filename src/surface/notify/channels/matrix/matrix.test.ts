import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Delivery, Message } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { type Answer, startWebReceiver } from "../../../../../test/support/counterparts/web-receiver.ts";
import { matrix } from "./index.ts";

const page: Message = {
  id: "msg-1/ä",
  route: "page",
  tier: 3,
  incident: null,
  subject: "web is gone",
  body: "@room look",
  data: {},
  createdAt: 0,
  repeat: false,
};

function send(t: TestContext, message: Message, options: object): Promise<Delivery> {
  const platform = createRealPlatform();
  t.after(() => platform.close());
  const all = { room: "!ops:example.org", tokenEnv: "TOKEN", ...options };
  return matrix.send(message, matrix.schema.parse(all), {
    ...platform,
    environment: () => "a-token",
    signal: new AbortController().signal,
    node: "n",
    dataDir: "/nonexistent",
  });
}

test("HOST-21: matrix: the transaction's id is the message's, so that a repeat is seen once", async (t) => {
  const receiver = await startWebReceiver(t, () => ({ status: 200, body: '{"event_id":"$abc"}' }));
  const options = { homeserver: `${receiver.address}/below`, mention: ["@ops:example.org"] };
  assert.equal((await send(t, page, options)).detail, "sent as $abc");
  await send(t, { ...page, repeat: true, subject: "Repeat: web is gone" }, options);
  await send(t, { ...page, route: "notice", tier: 1 }, options);
  const [first, again, notice] = receiver.received;
  const path = "/below/_matrix/client/v3/rooms/!ops%3Aexample.org/send/m.room.message/msg-1%2F%C3%A4";
  assert.deepEqual([first?.method, first?.url, again?.url], ["PUT", path, path]);
  assert.equal(first?.headers.authorization, "Bearer a-token");
  const content = { body: "web is gone\n\n@room look", "m.mentions": { user_ids: ["@ops:example.org"] } };
  assert.deepEqual(JSON.parse(first?.body ?? ""), { msgtype: "m.text", ...content });
  assert.deepEqual(JSON.parse(notice?.body ?? ""), { msgtype: "m.notice", ...content, "m.mentions": {} });
});

test("HOST-21: matrix: it waits for as long as the homeserver asks, and says what it said", async (t) => {
  let says: Answer = { status: 429, body: "" };
  const receiver = await startWebReceiver(t, () => says);
  const answer = async (status: number, body: object) => {
    says = { status, body: JSON.stringify(body) };
    return send(t, page, { homeserver: receiver.address });
  };
  const limited = await answer(429, { errcode: "M_LIMIT_EXCEEDED", error: "Too many", retry_after_ms: 2_500 });
  assert.deepEqual([limited.retryable, limited.retryAfterMs], [true, 2_500]);
  assert.equal(limited.detail, "answered 429 M_LIMIT_EXCEEDED: Too many");
  const unknown = await answer(401, { errcode: "M_UNKNOWN_TOKEN", error: "Invalid access token passed" });
  assert.deepEqual(
    [unknown.retryable, unknown.detail],
    [false, "answered 401 M_UNKNOWN_TOKEN: Invalid access token passed"],
  );
});
