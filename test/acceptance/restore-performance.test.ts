/** What is done for a service that has become slow: only where something points to it. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answers, human, startWorld } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";
import { learnNormal, setDelay, slowFiles, slowShop } from "../support/slow-shop.ts";

test("HOST-13: rb-restore-performance: where memory is short, the service is started anew, and is quick again by its own baseline", async (t) => {
  const port = await freePort();
  // Every machine uses more than a thousandth of its memory, and none has its disks waited for all the time.
  const world = await startWorld(t, slowShop(port, "forgets", "    thresholds: { memory_high: 0.1, io_high: 100 }"), {
    files: slowFiles,
  });
  const before = await answers(`http://127.0.0.1:${port}/`);
  await learnNormal(world);
  setDelay(world, 300);
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

test("HOST-13: rb-restore-performance: a cache that has grown large is cleared first, and that helps", async (t) => {
  const port = await freePort();
  const more = `      - folder: { path: DIR/cache, every: 1s }
    settings: { caches: [ { folder: DIR/cache, olderThan: 0s } ] }
    thresholds: { memory_high: 0.1, cache_large: 1 }`;
  const files = { ...slowFiles, "cache/large": "x".repeat(3_000_000) };
  const world = await startWorld(t, slowShop(port, "while cached", more), { files });
  const pid = await answers(`http://127.0.0.1:${port}/`);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-restore-performance" }, human);
  await learnNormal(world);
  setDelay(world, 300);
  const incident = await world.incident("resolved", 90_000);
  const steps = world.facade.incident(incident)?.steps.map(({ action, end }) => [action, end]);
  assert.deepEqual(steps, [["caches.prune", "done"]]);
  assert.equal(existsSync(join(world.folder, "cache", "large")), false);
  assert.equal(await answers(`http://127.0.0.1:${port}/`), pid, "it was not restarted");
});
