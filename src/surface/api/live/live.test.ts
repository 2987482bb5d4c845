import assert from "node:assert/strict";
import { type IncomingMessage, request } from "node:http";
import { type TestContext, test } from "node:test";
import WebSocket from "ws";
import { until, within } from "#core/platform/test";
import { type ApiScene, openApiScene } from "../../../../test/support/api-scene.ts";
import { beat } from "../../../../test/support/fake-engine.ts";

interface Stream {
  readonly status: number;
  readonly type: string;
  /** Sequence numbers, in the order in which they came. */
  readonly seen: number[];
  readonly text: () => string;
  readonly ended: Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly end: () => void;
}

function openStream(
  t: TestContext,
  { socketPath }: ApiScene,
  path: string,
  headers: Record<string, string> = {},
): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, path, agent: false, headers: { accept: "text/event-stream", ...headers } },
      (response: IncomingMessage) => {
        const seen: number[] = [];
        let text = "";
        let rest = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text = (text + chunk).slice(-10_000);
          const lines = (rest + chunk).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) if (line.startsWith("id: ")) seen.push(Number(line.slice(4)));
        });
        const ended = new Promise<void>((done) => response.once("close", done));
        response.on("error", () => undefined);
        const end = () => void asked.destroy();
        const type = response.headers["content-type"] ?? "";
        const [pause, resume] = [() => void response.pause(), () => void response.resume()];
        resolve({ status: response.statusCode ?? 0, type, seen, text: () => text, ended, pause, resume, end });
      },
    );
    t.after(() => void asked.destroy());
    asked.on("error", reject);
    asked.end();
  });
}

interface Socket {
  readonly client: WebSocket;
  readonly seen: number[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

async function openSocket(
  t: TestContext,
  scene: ApiScene,
  path: string,
  options: WebSocket.ClientOptions = {},
): Promise<Socket> {
  const client = new WebSocket(`ws://127.0.0.1:${scene.api.port}${path}`, options);
  const seen: number[] = [];
  client.on("message", (data) => seen.push(Number(JSON.parse(String(data)).sequence)));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    client.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
  });
  t.after(() => client.terminate());
  await new Promise<void>((resolve, reject) => {
    client.once("open", resolve);
    client.once("error", reject);
  });
  return { client, seen, closed };
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

test("FACE-05: a stream catches up and goes on live, without a gap or a repeat, while events keep coming", async (t) => {
  const scene = await openApiScene(t);
  const { engine } = scene;
  for (let number = 1; number <= 1_500; number++) engine.happen(beat(number));
  const [stream, socket] = await Promise.all([
    openStream(t, scene, "/v1/events?after=0"),
    openSocket(t, scene, "/v1/events?after=0"),
  ]);
  assert.deepEqual([stream.status, stream.type], [200, "text/event-stream; charset=utf-8"]);
  for (let number = 1_501; number <= 3_000; number++) {
    engine.happen(beat(number));
    if (number % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await until("all events", () => stream.seen.length >= 3_000 && socket.seen.length >= 3_000);
  engine.happen(beat(3_001));
  await until("the live one", () => stream.seen.length > 3_000 && socket.seen.length > 3_000);
  assert.deepEqual(stream.seen, upTo(3_001));
  assert.deepEqual(socket.seen, upTo(3_001));
});

test("FACE-05: a stream is taken up by Last-Event-ID, which counts more than the address", async (t) => {
  const scene = await openApiScene(t);
  for (let number = 1; number <= 20; number++) scene.engine.happen(beat(number));
  const stream = await openStream(t, scene, "/v1/events?after=3", { "last-event-id": "17" });
  await until("the rest", () => stream.seen.length === 3);
  assert.deepEqual(stream.seen, [18, 19, 20]);
  const { status, json } = await scene.local("/v1/events", {
    headers: { accept: "text/event-stream", "last-event-id": "99" },
  });
  assert.deepEqual([status, json.code], [400, "bad_request"], "a number of another store");
});

test("FACE-05: without a number only what happens from now on comes; filters hold for both parts", async (t) => {
  const scene = await openApiScene(t);
  for (let number = 1; number <= 10; number++) scene.engine.happen(beat(number));
  const now = await openSocket(t, scene, "/v1/events");
  const filtered = await openSocket(t, scene, "/v1/events?after=0&incident=inc-1&types=incident.tiered");
  const none = await openSocket(t, scene, "/v1/events?after=0&types=incident.moved");
  await until("the past", () => filtered.seen.length === 4);
  for (let number = 11; number <= 16; number++) scene.engine.happen(beat(number));
  await until("the present", () => filtered.seen.length === 6 && now.seen.length === 6);
  assert.deepEqual(filtered.seen, [1, 4, 7, 10, 13, 16]);
  assert.deepEqual(now.seen, upTo(16, 11));
  assert.deepEqual(none.seen, []);
});

test("FACE-05: a client that reads slowly gets all; nothing is held for it meanwhile", async (t) => {
  const scene = await openApiScene(t);
  const stream = await openStream(t, scene, "/v1/events?after=0");
  stream.pause();
  const large = beat(0);
  const padded = { ...large, data: { ...large.data, why: "x".repeat(10_000) } } as typeof large;
  for (let number = 0; number < 1_000; number++) scene.engine.happen(padded);
  await new Promise((resolve) => setTimeout(resolve, 200));
  stream.resume();
  await until("everything", () => stream.seen.length === 1_000);
  assert.deepEqual(stream.seen, upTo(1_000));
});

test("FACE-05: a client that takes nothing is let go with a clear word, and can go on where it was", async (t) => {
  const scene = await openApiScene(t, { live: { beatMs: 100, stalledMs: 300 } });
  const socket = await openSocket(t, scene, "/v1/events?after=0");
  const stream = await openStream(t, scene, "/v1/events?after=0");
  socket.client.pause();
  stream.pause();
  const large = beat(0);
  const padded = { ...large, data: { ...large.data, why: "x".repeat(100_000) } } as typeof large;
  for (let number = 0; number < 400; number++) scene.engine.happen(padded);
  await until("both are let go", () => scene.engine.listeners === 0);
  socket.client.resume();
  stream.resume();
  const { code, reason } = await within("the farewell", socket.closed);
  const last = Number(/after=(\d+)$/.exec(reason)?.[1]);
  if (code === 1013) assert.ok(last >= (socket.seen.at(-1) ?? 0), reason);
  else assert.equal(code, 1006, "it was cut off before it read the farewell");
  await within("the stream's end", stream.ended);
  assert.ok(socket.seen.length < 400);
  const seen = [...socket.seen];
  // On a busy machine it may be slow once more, and go on once more.
  while (seen.at(-1) !== 400) {
    const again = await openSocket(t, scene, `/v1/events?after=${seen.at(-1) ?? 0}`);
    await Promise.race([until("the rest", () => again.seen.at(-1) === 400), again.closed]);
    seen.push(...again.seen);
  }
  assert.deepEqual(seen, upTo(400));
});

test("FACE-05: heartbeats keep streams apart from dead ones", async (t) => {
  const scene = await openApiScene(t, { live: { beatMs: 50 } });
  const stream = await openStream(t, scene, "/v1/events");
  const socket = await openSocket(t, scene, "/v1/events");
  let pings = 0;
  socket.client.on("ping", () => pings++);
  await until("heartbeats", () => pings >= 3 && stream.text().includes(": still here"));
  const mute = await openSocket(t, scene, "/v1/events", { autoPong: false });
  await within("the mute one is cut off", mute.closed);
  stream.end();
  socket.client.close();
  await until("nobody listens", () => scene.engine.listeners === 0);
});

test("FACE-06: a stream ends when its token is revoked or expires", async (t) => {
  const scene = await openApiScene(t, { live: { beatMs: 50 }, anonymousRead: false });
  const headers = { authorization: `Bearer ${scene.token({ name: "guest", role: "viewer" })}` };
  const socket = await openSocket(t, scene, "/v1/events", { headers });
  scene.tokens.revoke("guest");
  assert.deepEqual(await within("the end", socket.closed), { code: 1008, reason: "access ended" });
});

test("FACE-06: a WebSocket passes the same checks as any request", async (t) => {
  const scene = await openApiScene(t, { live: { clients: 2 } });
  const closed = await openApiScene(t, { anonymousRead: false });
  const refused = async (
    wanted: number,
    path: string,
    options: WebSocket.ClientOptions,
    where = scene,
  ): Promise<void> => {
    await assert.rejects(openSocket(t, where, path, options), new RegExp(`Unexpected server response: ${wanted}`));
  };
  await refused(403, "/v1/events", { origin: "https://evil.example" });
  await refused(403, "/v1/events", { headers: { host: "rebound.example" } });
  await refused(404, "/v1/status", {});
  await refused(400, "/v1/events?after=x", {});
  await refused(400, "/v1/events?after=99", {});
  await refused(401, "/v1/events", { headers: { authorization: "Bearer wrong" } });
  await refused(401, "/v1/events", {}, closed);
  await refused(403, "/v1/events", { headers: { authorization: `Bearer ${scene.token({ scopes: ["status"] })}` } });
  await openSocket(t, scene, "/v1/events", { origin: `http://127.0.0.1:${scene.api.port}` });
  const second = await openSocket(t, scene, "/v1/events");
  await refused(429, "/v1/events", {});
  second.client.send("x".repeat(100_000));
  assert.equal((await within("too much was said", second.closed)).code, 1009);
  const malformed = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  assert.match(await within("an answer", scene.raw(malformed)), /^HTTP\/1\.1 4\d\d/);
  assert.match(
    await within("an answer", scene.raw(malformed.replace("/v1/events", "//[?").replace("websocket", "WebSocket"))),
    /^HTTP\/1\.1 4\d\d/,
  );
});

test("FACE-05: closing ends every stream at once", async (t) => {
  const scene = await openApiScene(t);
  const [stream, socket] = [await openStream(t, scene, "/v1/events"), await openSocket(t, scene, "/v1/events")];
  const halfway = scene.connect().resume();
  const cut = new Promise((resolve) => halfway.once("close", resolve));
  halfway.write("POST /v1/pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
  await until("it is connected", () => halfway.bytesWritten > 0 && halfway.readyState === "open");
  await within("closing", scene.api.close(), 5_000);
  await within("all ends", Promise.all([stream.ended, socket.closed, cut]), 5_000);
  const { code } = await socket.closed;
  assert.ok(code === 1001 || code === 1006, `${code}`);
  assert.equal(scene.engine.listeners, 0);
});
