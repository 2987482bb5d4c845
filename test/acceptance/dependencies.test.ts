/** A database and five services on it: real processes that fail together, and what is done about each. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { answers, ask, human, startWorld, type World } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const script = (name: string) => join(import.meta.dirname, "../support", name);
const shops = ["shop-1", "shop-2", "shop-3", "shop-4", "shop-5"];

interface Wanted {
  /** How long the database takes to come up. */
  readonly bootMs: number;
  /** How often the database is looked at; the services are every second. */
  readonly storeEvery: string;
  readonly sulks?: string;
  readonly autonomy?: string;
}

interface Scene {
  readonly world: World;
  readonly yaml: string;
  /** How many events there were before anything broke. */
  readonly since: number;
  readonly pids: ReadonlyMap<string, number>;
}

async function start(t: TestContext, { bootMs, storeEvery, sulks, autonomy = "auto" }: Wanted): Promise<Scene> {
  const storePort = await freePort();
  const ports = new Map<string, number>();
  for (const shop of shops) ports.set(shop, await freePort());
  const probe = (port: number | undefined, every: string) =>
    `http: { url: "http://127.0.0.1:${port}/", every: ${every}, timeout: 1s, expect: { status: 200 } }`;
  const service = ([id, port]: [string, number]) => `
  - id: ${id}
    kind: service
    autonomy: auto
    dependsOn: [store]
    startupGrace: 2s
    supervisor:
      direct: { command: [node, ${script("shop.mjs")}, "${port}", "${storePort}", ${id === sulks ? "sulks" : "forgets"}] }
    probes: [{ ${probe(port, "1s")} }]`;
  const yaml = `
node: test
packs: [service]
targets:${[...ports].map(service).join("")}
  - id: store
    kind: service
    criticality: critical
    autonomy: ${autonomy}
    startupGrace: 8s
    supervisor:
      direct: { command: [node, ${script("store.mjs")}, "${storePort}", "${bootMs}"] }
    probes: [{ ${probe(storePort, storeEvery)} }]
`;
  const world = await startWorld(t, yaml);
  for (const shop of shops) {
    await until(`${shop} is well`, async () => (await ask(`http://127.0.0.1:${ports.get(shop)}/`)) !== undefined);
  }
  await answers(`http://127.0.0.1:${storePort}/`);
  const well = () => world.facade.targets().every(({ health }) => health === "good");
  const quiet = () => world.facade.status().incidents.open === 0;
  await until("all are seen to be well", () => well() && quiet(), 60_000);
  for (const shop of shops.filter((one) => one !== sulks))
    assert.deepEqual(steps(world, shop), [], "what waits for a database that comes up is left alone");
  const before = world.events.length;
  return { world, yaml, since: before, pids: new Map(shops.map((shop) => [shop, world.pid(shop)])) };
}

function steps(world: World, target: string): readonly string[] {
  const own = new Set(
    world.events.flatMap((one) =>
      one.type === "incident.opened" && one.data.target === target ? [one.data.incident] : [],
    ),
  );
  return world.events.flatMap((one) =>
    one.type === "step.started" && own.has(one.data.incident) ? [one.data.action] : [],
  );
}

function incidentsOf({ events }: World, target: string): readonly string[] {
  return events.flatMap((one) =>
    one.type === "incident.inhibited" && opened(events, one.data.incident) === target ? [one.data.incident] : [],
  );
}

function opened(events: World["events"], incident: string): string | undefined {
  const found = events.find((one) => one.type === "incident.opened" && one.data.incident === incident);
  return found?.type === "incident.opened" ? found.data.target : undefined;
}

async function allInhibited({ world, since }: Scene): Promise<string> {
  const roots = new Set<string>();
  for (const shop of shops) {
    const opened = await world.event("incident.opened", (one) => one.seq > since && one.data.target === shop, 30_000);
    const held = await world.event("incident.inhibited", (one) => one.data.incident === opened.data.incident, 30_000);
    roots.add(held.data.by);
  }
  assert.equal(roots.size, 1, "one root for all");
  return [...roots][0] ?? "";
}

const pages = (world: World) =>
  world.events.filter((one) => one.type === "message.queued" && one.data.message.route === "page");

test("REASON-03: a database and five services on it fail together: one is repaired, five are held under it, none of them is restarted", async (t) => {
  const scene = await start(t, { bootMs: 6_000, storeEvery: "1s" });
  const { world, pids } = scene;
  process.kill(world.pid("store"), "SIGKILL");
  const root = await allInhibited(scene);
  const detail = world.facade.incident(root);
  assert.equal(detail?.target, "store");
  assert.deepEqual(detail?.epistemic.inhibits.map(({ target }) => target).sort(), shops);
  const held = detail?.epistemic.inhibits[0]?.incident ?? "";
  assert.equal(world.facade.incident(held)?.epistemic.inhibitedBy, root);
  assert.match(world.facade.incident(held)?.summary ?? "", /held back: .* depends on store, which is bad/);
  await world.event("incident.moved", (one) => one.data.incident === root && one.data.to === "resolved", 60_000);
  for (const { incident } of detail?.epistemic.inhibits ?? []) {
    await world.event(
      "incident.moved",
      (one) => one.data.incident === incident && one.data.to === "self_resolved",
      60_000,
    );
  }
  assert.deepEqual(
    shops.map((shop) => [steps(world, shop), world.pid(shop)]),
    shops.map((shop) => [[], pids.get(shop)]),
    "nothing was done to any of them",
  );
  assert.deepEqual(steps(world, "store"), ["service.restart"]);
  assert.deepEqual(pages(world), []);
});

test("REASON-03: also when the services are seen bad long before the database is: it is looked at before any of them is touched", async (t) => {
  const scene = await start(t, { bootMs: 0, storeEvery: "60s" });
  const { world, pids } = scene;
  process.kill(world.pid("store"), "SIGSTOP");
  const root = await allInhibited(scene);
  await world.event("incident.moved", (one) => one.data.incident === root && one.data.to === "resolved", 60_000);
  const rootOpened = world.events.findIndex(
    (one) => one.seq > scene.since && one.type === "incident.opened" && one.data.target === "store",
  );
  const firstShop = world.events.findIndex(
    (one) => one.seq > scene.since && one.type === "incident.opened" && one.data.target !== "store",
  );
  assert.ok(firstShop < rootOpened, "the services were seen first");
  await until("all is over", () => world.facade.status().incidents.open === 0, 60_000);
  assert.deepEqual(
    shops.map((shop) => world.pid(shop)),
    shops.map((shop) => pids.get(shop)),
  );
});

test("REASON-03: the one that stays bad after the database is well again is repaired then, and only that one", async (t) => {
  const scene = await start(t, { bootMs: 6_000, storeEvery: "1s", sulks: "shop-3" });
  const { world, pids } = scene;
  process.kill(world.pid("store"), "SIGKILL");
  const root = await allInhibited(scene);
  const ended = await world.event(
    "incident.moved",
    (one) => one.data.incident === root && one.data.to === "resolved",
    60_000,
  );
  const letGo = await world.event("incident.uninhibited", (one) => one.seq > scene.since, 60_000);
  assert.ok(letGo.at - ended.at >= 2_000, "not before it had time to find its way back by itself");
  const { incident } = letGo.data;
  assert.equal(world.facade.incident(incident)?.target, "shop-3");
  await world.event("incident.moved", (one) => one.data.incident === incident && one.data.to === "resolved", 60_000);
  await until("all is over", () => world.facade.status().incidents.open === 0, 60_000);
  assert.notEqual(world.pid("shop-3"), pids.get("shop-3"));
  for (const shop of shops.filter((one) => one !== "shop-3")) assert.equal(world.pid(shop), pids.get(shop));
});

test("REASON-03: what is held under another one stays so when Chiron is started anew, and is let go when that one is well", async (t) => {
  const scene = await start(t, { bootMs: 0, storeEvery: "1s", autonomy: "approve" });
  const { world, yaml, pids } = scene;
  process.kill(world.pid("store"), "SIGSTOP");
  const root = await allInhibited(scene);
  await world.event("approval.asked", (one) => one.data.incident === root, 30_000);
  const held = () =>
    [...shops].map((shop) =>
      [...incidentsOf(world, shop)].map((id) => world.facade.incident(id)?.epistemic.inhibitedBy),
    );
  assert.deepEqual(
    held(),
    shops.map(() => [root]),
  );
  await world.stop({ keepServices: true });

  const next = await startWorld(t, yaml, { folder: world.folder });
  const begun = next.events.length;
  for (const shop of shops)
    for (const id of incidentsOf(world, shop)) assert.equal(next.facade.incident(id)?.epistemic.inhibitedBy, root);
  assert.equal(next.facade.incident(root)?.epistemic.inhibits.length, shops.length);
  await next.facade.command({ kind: "approve", incident: root }, human);
  await next.event("incident.moved", (one) => one.data.incident === root && one.data.to === "resolved", 60_000);
  await until("all is over", () => next.facade.status().incidents.open === 0, 60_000);
  assert.deepEqual(
    shops.map((shop) => [steps(next, shop), next.pid(shop)]),
    shops.map((shop) => [[], pids.get(shop)]),
    "nothing was done to any of them",
  );
  const again = next.events
    .slice(begun)
    .filter(({ type }) => type === "incident.opened" || type === "incident.inhibited");
  assert.deepEqual(again, [], "nothing was found a second time");
});
