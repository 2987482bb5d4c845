/** What a human can still have otherwise once the mender is at work, and what is left to people (CONTRACT-09). */
// needs: git
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { human } from "../support/engine.ts";
import { goodReport, riskyReport } from "../support/gates.ts";
import { type Healable, hangingTests, letGo, prepareGate, startHealable, testsRun } from "../support/healable.ts";
import { startMender } from "../support/mender-scene.ts";
import { git, stateOf } from "../support/repositories.ts";

const isTidy = (world: Healable) => until("nothing is left", () => world.leftovers() === "", 30_000);

test("CONTRACT-09: a chain without its commit leaves the change on its branch, where it waits for a human's word; then it lands, and counts", async (t) => {
  const world = await startHealable(t, { withMender: true });
  const before = { ...stateOf(world.repository), main: git(world.repository, "rev-parse", "main") };
  const { chain } = await world.done(`chains/${await world.fix()}/modify`, { drop: ["commit"] });
  await world.done(`chains/${chain}/approve`);
  const { commit, branch, task, command } = await world.reached(chain, "ready");
  assert.deepEqual({ ...stateOf(world.repository), main: git(world.repository, "rev-parse", "main") }, before);
  assert.equal(git(world.repository, "rev-parse", `${branch}`), commit);
  assert.equal(await world.patternState(), "healing");
  assert.equal(command, null, "it is Chiron's to land, once a human says so");
  await world.facade.command({ kind: "repair_approve", task: `${task}`, commit: `${commit}` }, human);
  await world.reached(chain, "done");
  world.deploy();
  await until("it is in force", async () => (await world.chain(chain)).appliedAt ?? undefined);
});

test("CONTRACT-09: on suggest the change stays on its branch, whatever is approved", async (t) => {
  const world = await startHealable(t, { withMender: true, ofRepository: ["autonomy: suggest"] });
  const main = git(world.repository, "rev-parse", "main");
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  const { command, reason } = await until("the command", async () => {
    const view = await world.reached(chain, "ready");
    return view.command !== null && view;
  });
  assert.match(`${reason}`, /autonomy of shop is suggest/);
  assert.match(`${command}`, /merge --ff-only/);
  assert.equal(git(world.repository, "rev-parse", "main"), main);
  // A human may have it otherwise still: what is there is removed.
  await world.done(`chains/${chain}/cancel`, { reason: "not like this" });
  await isTidy(world);
  assert.equal(await world.patternState(), "open");
  assert.equal(git(world.repository, "rev-parse", "main"), main);
});

test("CONTRACT-09: cancelled while the repository's tests run, a chain is broken off at once, leaves nothing, and can be had again", async (t) => {
  const world = await startHealable(t, {
    withMender: true,
    prepare: prepareGate,
    ofRepository: [hangingTests],
  });
  const main = git(world.repository, "rev-parse", "main");
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  await testsRun(world);
  assert.notEqual(world.leftovers(), "");
  await world.done(`chains/${chain}/cancel`, { reason: "not now" });
  // Nobody lets the tests go: they are ended.
  await isTidy(world);
  assert.equal((await world.chain(chain)).state, "cancelled");
  assert.equal(await world.patternState(), "open");
  assert.equal(git(world.repository, "rev-parse", "main"), main);
  const task = `${(await world.chain(chain)).task}`;
  assert.equal((await world.facade.mending.task(task))?.state, "rejected", "it has not failed: it is not wanted");

  const again = await world.fix();
  assert.equal(again, chain, "the same outputs, the same text, the same chain");
  await world.done(`chains/${again}/approve`);
  await testsRun(world);
  await letGo(world);
  await world.reached(again, "done");
  await isTidy(world);
  assert.equal(git(world.repository, "rev-list", "--count", "main"), "2");
  assert.doesNotMatch(world.notices(), /needs a human|failed/, "nobody is told that what they cancelled has failed");
});

test("CONTRACT-09: approved and cancelled in one breath, and approved again: what was said first is no news of the second", async (t) => {
  const world = await startHealable(t, { withMender: true, prepare: prepareGate, ofRepository: [hangingTests] });
  for (let round = 0; round < 3; round++) {
    const chain = await world.fix();
    await world.done(`chains/${chain}/approve`);
    await world.done(`chains/${chain}/cancel`);
  }
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  await testsRun(world);
  await world.reached(chain, "working");
  await letGo(world);
  await world.reached(chain, "done");
  assert.equal(git(world.repository, "rev-list", "--count", "main"), "2");
  const failed = world.events.filter(
    ({ type, data }) => type === "harmony:chain-progress" && "state" in data && data.state === "failed",
  );
  assert.deepEqual(failed, []);
  await isTidy(world);
});

test("CONTRACT-09: after it is done a chain can no more be cancelled, and real outputs have the last word", async (t) => {
  const world = await startHealable(t, { withMender: true });
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  await world.reached(chain, "done");
  const { status, body } = await world.say(`chains/${chain}/cancel`);
  assert.equal(status, 409, JSON.stringify(body));
  world.deploy();
  await until("it is in force", async () => (await world.chain(chain)).appliedAt ?? undefined);
  for (const output of [riskyReport, goodReport, riskyReport])
    assert.equal((await world.check("review", output)).body.status, "valid");
  // Outputs that pass are counted in batches.
  await until("the pattern is closed", async () => (await world.patternState()) === "closed");
});

test("CONTRACT-09: cancelled in the instant in which it lands, a chain is not told as cancelled: it says that it was too late", async (t) => {
  // The branch has moved, and the mender has died before it could say so.
  const world = await startHealable(t, { withMender: "before:repair.task_merged" });
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  assert.equal((await world.mender?.ended)?.[1], "SIGKILL");
  await world.done(`chains/${chain}/cancel`, { reason: "not now" });
  assert.equal(git(world.repository, "rev-list", "--count", "main"), "2");
  startMender(t, world.dataDir);
  const { commit } = await world.reached(chain, "done");
  assert.equal(git(world.repository, "rev-parse", "main"), commit);
  assert.equal(await world.patternState(), "healing");
  await world.event(
    "harmony:chain-progress",
    ({ data }) => data.state === "working" && /could not be cancelled: it is being merged/.test(`${data.reason}`),
  );
  await isTidy(world);
});
