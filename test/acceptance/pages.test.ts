/** A page on its way from a fault that nobody mends to the webhook of a human, with a real engine and a real server. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { human, startWorld } from "../support/engine.ts";
import { freePort } from "../support/services.ts";

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
