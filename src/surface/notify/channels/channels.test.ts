import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Delivery, Message } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { temporaryFolder } from "#core/platform/test";
import { channels } from "./registry.ts";

const message: Message = {
  id: "msg-1",
  route: "page",
  tier: 3,
  incident: "inc-1",
  subject: "web is gone\u2028",
  body: 'two\nlines, "quotes", \u001b[31mand worse',
  data: { target: "web" },
  createdAt: Date.UTC(2026, 0, 1),
  repeat: false,
};

interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real receiver on loopback, and a way to send to it. */
async function openScene(t: TestContext, answer: (response: ServerResponse) => void = (response) => response.end()) {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      posted.push({ headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const platform = createRealPlatform();
  const folder = temporaryFolder(t);
  t.after(() => {
    platform.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const send = (
    kind: string,
    options: Record<string, unknown>,
    signal = new AbortController().signal,
  ): Promise<Delivery> => {
    const channel = channels.get(kind);
    assert.ok(channel !== undefined);
    const { clock, files, network, processes } = platform;
    return channel.send(message, channel.schema.parse(options), {
      signal,
      clock,
      files,
      network,
      processes,
      environment: (name) => (name === "HOOK_SECRET" ? "a long enough secret" : undefined),
      node: "workshop",
      dataDir: folder,
    });
  };
  return { posted, url, folder, send };
}

test("HOST-21: a webhook gets a CloudEvent with the message's id as idempotency key", async (t) => {
  const { posted, url, send } = await openScene(t);
  assert.deepEqual(await send("webhook", { url, headers: { "X-Team": "x", "Content-Type": "text/plain" } }), {
    delivered: true,
    retryable: false,
    detail: "answered 200",
  });
  const [one] = posted;
  assert.equal(one?.headers["content-type"], "application/cloudevents+json; charset=utf-8");
  assert.equal(one?.headers["x-team"], "x");
  assert.equal(one?.headers["idempotency-key"], "msg-1");
  assert.equal(one?.headers["x-chiron-signature"], undefined);
  assert.deepEqual(JSON.parse(one?.body ?? ""), {
    specversion: "1.0",
    id: "msg-1",
    source: "/chiron/workshop",
    type: "chiron.page",
    subject: "inc-1",
    time: "2026-01-01T00:00:00.000Z",
    datacontenttype: "application/json",
    data: {
      route: "page",
      tier: 3,
      incident: "inc-1",
      subject: message.subject,
      body: message.body,
      repeat: false,
      facts: { target: "web" },
    },
  });
});

test("HOST-21: a webhook with a secret is signed over time and body, also when the secret lies in a file", async (t) => {
  const { posted, url, folder, send } = await openScene(t);
  const secretFile = join(folder, "secret");
  writeFileSync(secretFile, "a long enough secret\n");
  await send("webhook", { url, secretFile });
  await send("webhook", { url, secretEnv: "HOOK_SECRET", authorizationEnv: "HOOK_SECRET" });
  for (const { headers, body } of posted) {
    const timestamp = headers["x-chiron-timestamp"];
    assert.ok(Math.abs(Number(timestamp) * 1_000 - Date.now()) < 60_000);
    const expected = createHmac("sha256", "a long enough secret").update(`${timestamp}.${body}`).digest("hex");
    assert.equal(headers["x-chiron-signature"], `sha256=${expected}`);
  }
  assert.deepEqual(
    posted.map(({ headers }) => headers.authorization),
    [undefined, "a long enough secret"],
  );
  const unsigned = await send("webhook", { url, secretFile: join(folder, "missing") });
  assert.equal(unsigned.delivered, false);
  assert.equal(posted.length, 2, "nothing goes out unsigned that should be signed");
});

test("HOST-21: what a webhook answers decides whether trying again can help", async (t) => {
  let status = 200;
  let headers: Record<string, string> = {};
  const { url, send } = await openScene(t, (response) => response.writeHead(status, headers).end("said\u001b[2J so"));
  const kinds: readonly (readonly [number, boolean, boolean])[] = [
    [200, true, false],
    [202, true, false],
    [301, false, false],
    [400, false, false],
    [401, false, false],
    [404, false, false],
    [408, false, true],
    [410, false, false],
    [425, false, true],
    [429, false, true],
    [500, false, true],
    [502, false, true],
    [503, false, true],
    [504, false, true],
  ];
  for (const [answered, delivered, retryable] of kinds) {
    status = answered;
    const delivery = await send("webhook", { url });
    assert.deepEqual([answered, delivery.delivered, delivery.retryable], [answered, delivered, retryable]);
    assert.equal(delivery.unknown === true, answered === 502 || answered === 504);
    if (!delivered) assert.equal(delivery.detail, `answered ${answered}: said [2J so`);
  }
  status = 429;
  headers = { "retry-after": "7" };
  assert.equal((await send("webhook", { url })).retryAfterMs, 7_000);
  headers = { "retry-after": new Date(Date.now() + 60_000).toUTCString() };
  const asked = (await send("webhook", { url })).retryAfterMs ?? 0;
  assert.ok(asked > 50_000 && asked <= 60_000);
});

test("HOST-21: a webhook that nobody answers failed; whether it arrived is known where it can be", async (t) => {
  const { url, send } = await openScene(t, () => undefined);
  const late = await send("webhook", { url, timeout: "200ms" });
  assert.deepEqual([late.delivered, late.retryable, late.unknown], [false, true, true]);
  const stopping = new AbortController();
  const stopped = send("webhook", { url }, stopping.signal);
  stopping.abort(new Error("the engine ends"));
  assert.deepEqual(await stopped, { delivered: false, retryable: true, unknown: true, detail: "the engine ends" });

  const closed = createTcpServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => closed.once("listening", resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const refused = await send("webhook", { url: `http://127.0.0.1:${port}/?token=hidden` });
  assert.deepEqual([refused.delivered, refused.retryable, refused.unknown], [false, true, undefined]);
  assert.doesNotMatch(refused.detail, /hidden/, "addresses hold secrets, and details are kept for ever");
});

test("HOST-21: the log takes one line for each message, whatever it holds, and is for its owner only", async (t) => {
  const { folder, send } = await openScene(t);
  await send("log", {});
  await send("log", {});
  const path = join(folder, "messages.log");
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  assert.equal(lines.length, 2);
  assert.equal(JSON.parse(lines[0] ?? "").subject, message.subject);
  assert.equal(JSON.parse(lines[1] ?? "").at, "2026-01-01T00:00:00.000Z");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const elsewhere = join(folder, "other.log");
  assert.equal((await send("log", { file: elsewhere })).delivered, true);
  assert.equal(readFileSync(elsewhere, "utf8").split("\n").length, 2);
  const nowhere = await send("log", { file: join(folder, "no", "such", "folder.log") });
  assert.deepEqual([nowhere.delivered, nowhere.retryable], [false, true]);
});

test("HOST-21: options that make no sense are refused before anything is sent", () => {
  const schema = channels.get("webhook")?.schema;
  const url = "https://example.org/hook";
  const wrong = [
    {},
    { url: "ftp://example.org" },
    { url: "file:///etc/passwd" },
    { url, unknown: 1 },
    { url, secret: "in the open" },
    { url, secretEnv: "HOOK_SECRET", secretFile: "./secret" },
    { url, secretEnv: "$HOOK" },
    { url: "https://user:word@example.org/hook" },
    { url, urlFile: "./url" },
    { url, headers: { Authorization: "Bearer x" } },
    { url, headers: { "X-Bad\r\nInjected": "1" } },
    { url, headers: { "X-Good": "a\r\nInjected: 1" } },
    { url, timeout: "soon" },
  ];
  for (const options of wrong) assert.equal(schema?.safeParse(options).success, false, JSON.stringify(options));
  assert.equal(schema?.safeParse({ url, secretFile: "./secret", timeout: "3s" }).success, true);
});
