/** What happens, told in sentences: as a page, by server-sent events and by WebSocket, all three alike. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { CloudEvent, Told } from "#core/model";
import { until } from "#core/platform/test";
import { tellEvent } from "#surface/story";
import { assertDocumented } from "../support/documented.ts";
import { startWorld, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

type Item = CloudEvent & Partial<Told>;

async function bySse(t: TestContext, url: string): Promise<() => readonly Item[]> {
  const controller = new AbortController();
  t.after(() => controller.abort());
  const stream = await fetch(url, { headers: { accept: "text/event-stream" }, signal: controller.signal });
  let heard = "";
  const listen = async () => {
    for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk).toString();
  };
  listen().catch(() => undefined);
  // What comes after the last line's end is not whole yet.
  const lines = () => heard.split("\n").slice(0, -1);
  return () => lines().flatMap((line): Item[] => (line.startsWith("data: ") ? [JSON.parse(line.slice(6))] : []));
}

function byWebSocket(t: TestContext, url: string): readonly Item[] {
  const items: Item[] = [];
  const socket = new WebSocket(url);
  t.after(() => socket.close());
  socket.addEventListener("message", ({ data }) => items.push(JSON.parse(String(data))));
  return items;
}

test("FACE-05: each event is told in a sentence where that is asked for, and the newest are had at once", async (t) => {
  const port = await freePort();
  const world = await startWorld(
    t,
    `packs: [service]
targets:
  - id: web
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [${JSON.stringify(process.execPath)}, "${webService}", "${port}"] } }
    probes: [{ http: { url: "http://127.0.0.1:${port}/", every: 200ms } }]
`,
  );
  await until("it serves", () => world.facade.target("web")?.health === "good");
  const { address } = world.running;
  const get = async (query: string) => {
    const page = (await (await fetch(`${address}/v1/events?${query}`)).json()) as {
      items: Item[];
      next: string | null;
      head: number;
    };
    await assertDocumented(address, "events", page);
    return page;
  };
  const head = world.facade.head().seq;
  const byStream = await bySse(t, `${address}/v1/events?after=${head}&sentences=true`);
  const bySocket = byWebSocket(t, `${address.replace("http", "ws")}/v1/events?after=${head}&sentences=true`);
  const untold = byWebSocket(t, `${address.replace("http", "ws")}/v1/events?after=${head}`);

  process.kill(world.pid("web"), "SIGKILL");
  await world.incident("resolved");
  const last = world.facade.head().seq;
  const has = (items: readonly Item[]) => items.some(({ sequence }) => Number(sequence) >= last);
  await until("all have told it all", () => [bySocket, untold, byStream()].every(has));
  const page = await get(`after=${head}&limit=1000&sentences=true`);
  const upTo = (items: readonly Item[]) => items.filter(({ sequence }) => Number(sequence) <= last);
  assert.deepEqual(upTo(bySocket), upTo(page.items));
  assert.deepEqual(upTo(byStream()), upTo(page.items));
  for (const item of upTo(page.items)) {
    const stored = world.events.find(({ seq }) => seq === Number(item.sequence));
    assert.equal(item.sentence, stored && tellEvent(stored));
  }
  assert.ok(page.items.some(({ chapter }) => chapter === "done"));
  assert.ok(page.items.some(({ chapter, type }) => chapter === null && type === "chiron.anomaly.detected"));
  assert.ok(untold.every((item) => !("sentence" in item) && !("chapter" in item)));

  const newest = await get("last=3");
  assert.equal(newest.next, null);
  assert.deepEqual(
    newest.items.map(({ sequence }) => Number(sequence)),
    [2, 1, 0].map((before) => newest.head - before),
  );
  const opened = await get("last=1&types=incident.opened&sentences=true");
  assert.match(opened.items[0]?.sentence ?? "", /on web \(high severity\)|on web \(critical\)/);
  assert.equal((await fetch(`${address}/v1/events?last=0`)).status, 400);
});
