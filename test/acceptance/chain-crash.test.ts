/** The mender is killed in each step of a chain, right before it is on disk and right after: the chain goes on, and ends once (CONTRACT-10). */
// needs: git
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openLogReader } from "#core/log/read";
import { until } from "#core/platform/test";
import { startHealable } from "../support/healable.ts";
import { startMender } from "../support/mender-scene.ts";
import { git } from "../support/repositories.ts";

async function throughACrash(t: TestContext, point: string): Promise<void> {
  const ofRepository = ["test: { command: [grep, -q, RiskFactors, CONTRACT.md] }"];
  const world = await startHealable(t, { withMender: point, ofRepository });
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  assert.equal((await world.mender?.ended)?.[1], "SIGKILL", "it died where it was to die");
  startMender(t, world.dataDir);
  const { steps, commit } = await world.reached(chain, "done");
  assert.deepEqual(
    steps.map(({ step, state }) => [step, state]),
    ["analyze", "code", "review", "commit"].map((step) => [step, "done"]),
  );
  await until("nothing is left", () => world.leftovers() === "", 30_000);
  assert.equal(git(world.repository, "rev-parse", "main"), commit);
  assert.equal(git(world.repository, "rev-list", "--count", "main"), "2", "one commit, and no second one");
  assert.equal(git(world.repository, "status", "--porcelain"), "");
  assert.equal(world.onMain("LEARNINGS.md").toString().match(/^## /gm)?.length, 1);
  const reader = openLogReader(join(world.dataDir, "chiron.db"), "mender");
  t.after(() => reader.close());
  const count = (type: string) => reader.events({ types: [type], limit: 1_000 }).length;
  assert.deepEqual([count("repair.task_merged"), count("repair.heard")], [1, 1]);
  assert.equal(await world.patternState(), "healing");
  world.deploy();
  await until("it is in force", async () => (await world.chain(chain)).appliedAt ?? undefined);
}

const steps = ["analyze begins", "analyze ends", "code begins", "code ends", "review begins", "review ends", "commit"];
for (const [index, name] of steps.entries())
  for (const when of index % 2 === 0 ? ["after"] : ["before", "after"])
    test(`CONTRACT-10: killed ${when} it is on disk that ${name}, the mender goes on, and the chain ends once`, (t) =>
      throughACrash(t, `${when}:repair.chain_step:${index + 1}`));

for (const point of [
  "before:repair.heard",
  "after:repair.task_proposed",
  "after:repair.task_merging",
  "before:repair.task_merged",
])
  test(`CONTRACT-10: killed ${point.replace(":", " ")} is on disk, the mender goes on, and the chain ends once`, (t) =>
    throughACrash(t, point));
