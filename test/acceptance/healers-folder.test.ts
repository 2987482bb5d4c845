/** Deleted and made anew while Chiron runs: with the folder go the locks, so that a second Chiron can start where the first one still is. */
import assert from "node:assert/strict";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { chironIn } from "../support/emergency/chiron.ts";
import { stateOf } from "../support/freezer.ts";
import { healerRoles, processesOf } from "../support/healers.ts";

test("HEALER-01: a data folder that is deleted and made anew has one set of healers: those of the old one end, and what they supervised goes on", async (t) => {
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
  const before = await Promise.all((["watchdog", "mender", "engine"] as const).map((role) => chiron.well(role)));
  const worker = await until("the worker runs", async () => (await chiron.pid("worker")) ?? undefined);
  const gone = join(chiron.folder, "gone");
  renameSync(chiron.dataDir, gone);
  await chiron.up();
  rmSync(gone, { recursive: true, force: true, maxRetries: 10 });
  for (const [index, role] of (["watchdog", "mender", "engine"] as const).entries())
    await chiron.well(role, before[index]);
  await until("there is one of each", () =>
    healerRoles.every((role) => processesOf(chiron.dataDir, role).length === 1),
  );
  for (const { pid } of before) assert.ok([undefined, "Z"].includes(stateOf(pid)), `pid ${pid} has ended`);
  assert.equal(await chiron.pid("worker"), worker, "what they supervised goes on, and is the new ones' now");
});
