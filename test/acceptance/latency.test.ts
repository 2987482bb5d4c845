/** Services that become slow, really: what is normal is learned, kept over a restart, and only a true change is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, human, startWorld } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";
import { learnNormal, openedIn, setDelay, slowFiles, slowShop } from "../support/slow-shop.ts";

test("HOST-05: slow but alive: never restarted for it, told only when it is truly slower than it was, also over a restart of the engine", async (t) => {
  const port = await freePort();
  const first = await startWorld(t, slowShop(port, "keeps"), { files: slowFiles });
  const pid = await answers(`http://127.0.0.1:${port}/`);
  await learnNormal(first);
  setDelay(first, 34);
  await learnNormal(first, 30);
  assert.deepEqual(openedIn(first), [], "a little slower is not degraded");
  await first.stop({ keepServices: true });
  const world = await startWorld(t, slowShop(port, "keeps"), { folder: first.folder });
  setDelay(world, 300);
  const incident = await world.incident("escalated", 60_000);
  assert.deepEqual(openedIn(world), ["latency_degraded"]);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.severity, detail?.steps], ["medium", []]);
  assert.equal(await answers(`http://127.0.0.1:${port}/`), pid, "nothing was done to it");
});

test("HOST-05: the wall clock is set forward and back: nothing is found, nothing is done, what was learned stays", async (t) => {
  const port = await freePort();
  const world = await startWorld(t, slowShop(port, "keeps"), { files: slowFiles });
  const pid = await answers(`http://127.0.0.1:${port}/`);
  await learnNormal(world);
  const real = Date.now;
  for (const stepMs of [3_600_000, -3_600_000, 365 * 86_400_000, 0]) {
    t.mock.method(Date, "now", () => real() + stepMs);
    for (let count = 0; count < 15; count++) await world.facade.command({ kind: "probe", target: "shop" }, human);
  }
  assert.deepEqual(openedIn(world), []);
  assert.equal(
    world.events.some((one) => one.type === "step.started"),
    false,
  );
  assert.equal(await answers(`http://127.0.0.1:${port}/`), pid);
  // And it is watched as before.
  process.kill(Number(pid), "SIGKILL");
  await world.incident("resolved");
});
