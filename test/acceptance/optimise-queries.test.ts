/** A service that is slow while disks are busy: its database is told to plan its queries anew. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { answers, human, startWorld } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";
import { learnNormal, setDelay, slowFiles, slowShop } from "../support/slow-shop.ts";

test("HOST-13: rb-restore-performance: where disks are busy, the database plans its queries anew; if that does not help, a human hears of it", async (t) => {
  const port = await freePort();
  const thresholds = `    settings: { database: { sqlite: DIR/shop.db } }
    thresholds: { memory_high: 100, io_high: -1 }`;
  const world = await startWorld(t, slowShop(port, "keeps", thresholds), { files: slowFiles });
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
  setDelay(world, 300);
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
