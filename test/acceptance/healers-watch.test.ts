import assert from "node:assert/strict";
import { test } from "node:test";
import type { DrillView, HealersWatch, RecoveryView } from "#core/model";
import { until } from "#core/platform/test";
import { allWell, oneService, pidOf } from "../support/healer-scene.ts";
import { outside } from "../support/outside.ts";

test("FACE-11: the healers' watch over one another is data: who sees whom, a recovery with its steps, a lease for each start, drills", async (t) => {
  const world = outside(t, oneService);
  const got = async (path: string) => (await world.ask("GET", path)).json;
  const watch = (): Promise<HealersWatch> => got("/v1/healers/watch");
  await world.up();
  await allWell(world);
  const edges = await until("all six sights are fresh", async () => {
    const { edges: now } = await watch();
    return now.length === 6 && now.every(({ state }) => state === "sees") ? now : undefined;
  });
  for (const { watched, seenPid } of edges) assert.equal(seenPid, pidOf(world, watched));
  assert.match(edges.find((one) => one.watcher === "mender" && one.watched === "engine")?.duty ?? "", /restarts it/);
  const first = await watch();
  assert.deepEqual([first.silentAfterMs, first.confirmForMs, first.isEmergency], [5_000, 1_000, false]);
  const generationOf = ({ leases }: HealersWatch) => leases.find(({ role }) => role === "engine")?.generation ?? 0;

  const before = pidOf(world, "mender");
  process.kill(before, "SIGKILL");
  const blind = await until("somebody does not see the mender that was", async () => {
    const { edges: now } = await watch();
    return now.filter(({ watcher, watched, state }) =>
      watcher === "mender" ? state === "gone" : watched === "mender" && state === "blind",
    ).length > 0
      ? now
      : undefined;
  });
  assert.equal(blind.length, 6);
  const recovery = await until("the recovery is on record", async () => {
    const { items } = (await got("/v1/healers/recoveries")) as { readonly items: readonly RecoveryView[] };
    return items[0];
  });
  assert.deepEqual([recovery.healer, recovery.by, recovery.fault, recovery.ok], ["mender", "engine", "gone", true]);
  assert.equal(recovery.steps.length, 5);
  assert.match(recovery.sentence, /The mender was recovered by the engine within/);
  await allWell(world);
  assert.equal(recovery.pid, pidOf(world, "mender"));

  const drilled = await world.chiron("drill", "healers", "--who", "engine", "--pause", "0", "--yes", "--json");
  assert.equal(drilled.code, 0, drilled.err);
  const { items: drills } = (await got("/v1/drills")) as { readonly items: readonly DrillView[] };
  assert.deepEqual(
    drills.map(({ state, figures }) => [state, figures.map(({ who, recovered }) => [who, recovered])]),
    [["went_well", [["engine", 1]]]],
  );
  // What the mender wrote beside the store is joined to the log by the engine that it brought back.
  const both = await until("both recoveries are on record", async () => {
    const { items } = (await got("/v1/healers/recoveries?limit=2")) as { readonly items: readonly RecoveryView[] };
    return items.length === 2 ? items : undefined;
  });
  assert.deepEqual(
    both.map(({ healer, by }) => [healer, by]),
    [
      ["engine", "mender"],
      ["mender", "engine"],
    ],
  );
  assert.equal(generationOf(await watch()), generationOf(first) + 1);
});
