/** A page on its way from a fault that nobody mends to the webhook of a human, with a real engine and a real server. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { startWebReceiver } from "../support/counterparts/web-receiver.ts";
import { human, startWorld } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

/** Nothing mends it, so a human has to know. */
const yaml = (page: number, notice: number) => `
node: workshop
targets:
  - id: worker
    kind: service
    autonomy: auto
    probes:
      - file: { path: DIR/none, every: 1s }
anomalies:
  - type: odd_thing
    title: The file is not there
    severity: critical
    probes: [file]
    when: reading.values.exists == false
notify:
  notice: [ webhook: { url: "http://127.0.0.1:${notice}/" } ]
  page: [ webhook: { url: "http://127.0.0.1:${page}/" } ]
`;

interface Received {
  readonly id: string | undefined;
  readonly body: string;
}

/** A webhook that is out of order for its first requests. */
async function webhook(t: TestContext, port: number, outOfOrder: number): Promise<readonly Received[]> {
  const received: Received[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    response.statusCode = ++requests <= outOfOrder ? 503 : 204;
    if (response.statusCode === 204) received.push({ id: request.headers["idempotency-key"]?.toString(), body });
    response.end();
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return received;
}

test("HOST-20: a page that nobody takes outlives the engine, and arrives once when somebody is there again", async (t) => {
  const [page, notice] = [await freePort(), await freePort()];
  const first = await startWorld(t, yaml(page, notice));
  const queued = await first.event("message.queued", ({ data }) => data.message.route === "page");
  const { id } = queued.data.message;
  await first.event("message.attempted", ({ data }) => data.message === id && !data.delivery.delivered);
  await first.stop();
  const received = await webhook(t, page, 1);
  const second = await startWorld(t, yaml(page, notice), { folder: first.folder });
  await second.event("message.attempted", ({ data }) => data.message === id && data.delivery.delivered, 60_000);
  await until("the webhook has it", () => received.length > 0);
  // Another round of everything brings no second one.
  await second.facade.command({ kind: "probe", target: "worker" }, human);
  await second.stop();
  assert.deepEqual(
    received.map((one) => one.id),
    [id],
  );
  const { subject, data } = JSON.parse(received[0]?.body ?? "{}") as { subject?: string; data?: unknown };
  assert.match(JSON.stringify([subject, data]), /odd_thing/);
  assert.match(JSON.stringify(data), /worker/);
});

test("HOST-20: pages that every channel refuses are told by a notice, kept, and over once the channel is mended", async (t) => {
  let token = "wrong";
  const page = await startWebReceiver(t, () =>
    token === "right" ? { status: 204, body: "" } : { status: 401, body: "" },
  );
  const notice = await startWebReceiver(t, () => ({ status: 204, body: "" }));
  const port = ({ address }: { address: string }) => Number(new URL(address).port);
  const world = await startWorld(t, yaml(port(page), port(notice)));
  const opened = await world.event("incident.opened", ({ data }) => data.type === "message_undeliverable");
  const { incident } = opened.data;
  assert.deepEqual([opened.data.severity, opened.data.target], ["critical", "(chiron)"]);
  await until("a notice says so", () => notice.received.length > 0);
  const { data } = JSON.parse(notice.received[0]?.body ?? "{}");
  assert.match(data.subject, /Chiron itself: its pages do not arrive/);
  assert.match(data.body, /webhook: answered 401/);
  assert.match(data.body, /chiron notify test --route page/);
  assert.equal(world.facade.incident(incident)?.state, "escalated");

  token = "right";
  await world.facade.command({ kind: "reload" }, human);
  const queued = await world.event("message.queued", ({ data: { message } }) => message.route === "page");
  const { id } = queued.data.message;
  await world.event("message.attempted", (one) => one.data.message === id && one.data.delivery.delivered);
  await world.event("incident.moved", (one) => one.data.incident === incident && one.data.to === "resolved");
  const arrived = page.received.filter(({ body }) => body.includes("odd_thing"));
  assert.ok(arrived.length >= 2, "refused first, taken then");
});
