/** Services that become slow, really: what is normal is learned, kept over a restart, and only a true change is told and treated. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { answers, human, startWorld, type World } from "../support/engine.ts";
import { freePort } from "../support/services.ts";

/** Answers after the milliseconds that stand in the file; after a restart it is quick, if told to forget. */
const slowService = `
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
const [port, file, forgets] = process.argv.slice(2);
if (forgets === "forgets") writeFileSync(file, "30");
createServer((_request, response) => {
  setTimeout(() => response.end(String(process.pid)), Number(readFileSync(file, "utf8")));
}).listen(Number(port), "127.0.0.1");
`;

const yaml = (port: number, forgets: string, more = "") => `
node: test
targets:
  - id: shop
    kind: service
    autonomy: auto
    startupGrace: 200ms
    supervisor:
      direct: { command: [node, DIR/slow.mjs, "${port}", DIR/delay, "${forgets}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 200ms, timeout: 5s }
      - memory: { every: 1s }
      - pressure: { every: 1s }
${more}
packs: [service]
`;
const files = { "slow.mjs": slowService, delay: "30" };

const delay = (world: World, ms: number) => writeFileSync(join(world.folder, "delay"), String(ms));
const opened = (world: World) => world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.type] : []));

/** Until enough was learned, by asking rather than by waiting. */
async function learnNormal(world: World, readings = 40): Promise<void> {
  for (let count = 0; count < readings; count++) await world.facade.command({ kind: "probe", target: "shop" }, human);
}

test("HOST-05: slow but alive: never restarted for it, told only when it is truly slower than it was, also over a restart of the engine", async (t) => {
  const port = await freePort();
  const first = await startWorld(t, yaml(port, "keeps"), { files });
  const pid = await answers(`http://127.0.0.1:${port}/`);
  await learnNormal(first);
  delay(first, 34);
  await learnNormal(first, 30);
  assert.deepEqual(opened(first), [], "a little slower is not degraded");
  await first.stop({ keepServices: true });
  const world = await startWorld(t, yaml(port, "keeps"), { folder: first.folder });
  delay(world, 300);
  const incident = await world.incident("escalated", 60_000);
  assert.deepEqual(opened(world), ["latency_degraded"]);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.severity, detail?.steps], ["medium", []]);
  assert.equal(await answers(`http://127.0.0.1:${port}/`), pid, "nothing was done to it");
});

test("HOST-13: rb-restore-performance: where memory is short, the service is started anew, and is quick again by its own baseline", async (t) => {
  const port = await freePort();
  // Every machine uses more than a thousandth of its memory, and none has its disks waited for all the time.
  const world = await startWorld(t, yaml(port, "forgets", "    thresholds: { memory_high: 0.1, io_high: 100 }"), {
    files,
  });
  const before = await answers(`http://127.0.0.1:${port}/`);
  await learnNormal(world);
  delay(world, 300);
  const incident = await world.incident("resolved", 90_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.runbook], ["latency_degraded", "rb-restore-performance"]);
  assert.deepEqual(
    detail?.steps.map(({ action, end }) => [action, end]),
    [["service.restart", "done"]],
  );
  assert.ok(detail?.outcome?.verifiedBy.includes("http"));
  assert.notEqual(await answers(`http://127.0.0.1:${port}/`), before);
});

test("HOST-13: rb-restore-performance: where disks are busy, the database plans its queries anew; if that does not help, a human hears of it", async (t) => {
  const port = await freePort();
  const thresholds = `    settings: { database: { sqlite: DIR/shop.db } }
    thresholds: { memory_high: 100, io_high: -1 }`;
  const world = await startWorld(t, yaml(port, "keeps", thresholds), { files });
  const database = new DatabaseSync(join(world.folder, "shop.db"));
  database.exec(
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER); CREATE INDEX by_customer ON orders (customer)",
  );
  database.exec(`INSERT INTO orders (customer)
    WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 5000) SELECT value % 7 FROM n`);
  database.close();
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-restore-performance" }, human);
  await answers(`http://127.0.0.1:${port}/`);
  await learnNormal(world);
  delay(world, 300);
  const step = await world.event("step.finished", () => true, 60_000);
  assert.deepEqual([step.data.action, step.data.end], ["database.optimize", "done"]);
  const after = new DatabaseSync(join(world.folder, "shop.db"), { readOnly: true });
  assert.ok(
    after.prepare("SELECT stat FROM sqlite_stat1 WHERE idx = 'by_customer'").get(),
    "its statistics are there now",
  );
  after.close();
  await world.event("incident.moved", (one) => one.data.to === "escalated", 60_000);
});

test("HOST-05: the wall clock is set forward and back: nothing is found, nothing is done, what was learned stays", async (t) => {
  const port = await freePort();
  const world = await startWorld(t, yaml(port, "keeps"), { files });
  const pid = await answers(`http://127.0.0.1:${port}/`);
  await learnNormal(world);
  const real = Date.now;
  for (const stepMs of [3_600_000, -3_600_000, 365 * 86_400_000, 0]) {
    t.mock.method(Date, "now", () => real() + stepMs);
    await learnNormal(world, 15);
  }
  assert.deepEqual(opened(world), []);
  assert.equal(
    world.events.some((one) => one.type === "step.started"),
    false,
  );
  assert.equal(await answers(`http://127.0.0.1:${port}/`), pid);
  // And it is watched as before.
  process.kill(Number(pid), "SIGKILL");
  await world.incident("resolved");
});
