/** An orderly end that comes at a bad moment. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { markEnding, ownIdentity, placesIn } from "#healers/mutual";
import { chironIn } from "../support/emergency/chiron.ts";
import { stateOf } from "../support/freezer.ts";

test("HEALER-03: ended while a healer is just being brought back, it is not ended alone: its services end with it", async (t) => {
  const chiron = chironIn(t);
  chiron.write(`
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "100000"] } }
packs: [service]
`);
  await chiron.up();
  for (const role of ["engine", "mender"] as const) await chiron.well(role);
  const worker = await until("the worker runs", async () => (await chiron.pid("worker")) ?? undefined);
  const [engine] = chiron.strike("SIGKILL", "engine");
  const next = await chiron.well("engine", engine);
  // It has still to prove that it sees the mender, which takes until the next beats.
  assert.deepEqual(await chiron.events("recovery.finished"), []);
  // The word that an end is under way stands before anybody is told to end, and may be seen first by the one who recovers.
  const ending = { process: ownIdentity(), reason: "the test ends it", keepServices: false };
  assert.ok(markEnding(placesIn(chiron.dataDir).ending, ending));
  await until("the recovery is given up", async () => (await chiron.events("recovery.finished")).length > 0);
  assert.deepEqual(chiron.living("engine"), next, "it was not ended alone");
  assert.equal((await chiron.run("down")).code, 0);
  assert.ok([undefined, "Z"].includes(stateOf(worker)), "the service has ended");
});
