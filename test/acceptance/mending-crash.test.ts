/** The mender is killed at each of its events, right before it is on disk and right after: nothing is lost, nothing is done twice, nothing is left. */
// needs: git
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openLogReader } from "#core/log/read";
import { until } from "#core/platform/test";
import { human, startWorld } from "../support/engine.ts";
import { broken, healthy, makeRepository, settingsFor, startMender } from "../support/mender-scene.ts";
import { git } from "../support/repositories.ts";
import { realTemporaryFolder } from "../support/untouched.ts";

const patienceMs = 90_000;

async function throughACrash(t: TestContext, point: string): Promise<void> {
  const folder = realTemporaryFolder(t);
  const repository = makeRepository(join(folder, "site"), { "a.json": broken, "b.json": healthy });
  const more = ["test: { command: [sh, -c, '! grep -q , a.json'] }"];
  const world = await startWorld(t, settingsFor(folder, more), { folder });
  const first = startMender(t, world.dataDir, point);
  const approveWhenAsked = async () => {
    const asked = await until("it is proposed", () => proposedIn(world.facade), patienceMs);
    await world.facade.command({ kind: "repair_approve", task: asked.id, commit: asked.commit ?? "" }, human);
  };
  let approving = Promise.resolve();
  const dies = first.ended;
  // Some points are only reached once a human has approved.
  if (/merg|approved|heard/.test(point)) approving = approveWhenAsked();
  const [, signal] = await dies;
  assert.equal(signal, "SIGKILL", "it died where it was to die");
  await approving;

  startMender(t, world.dataDir);
  if (!/merg|approved|heard/.test(point)) await approveWhenAsked();
  await until("it is merged", () => world.facade.mending.tasks({ all: true, state: "merged" })[0], patienceMs);
  await until("nothing is left", () => isTidy(repository), patienceMs);
  assert.equal(git(repository, "show", "main:a.json"), healthy.trim());
  assert.equal(git(repository, "rev-list", "--count", "main"), "2", "one commit, and no second one");
  assert.equal(world.facade.mending.tasks({ all: true }).length, 1, "one task");
  const reader = openLogReader(join(world.dataDir, "chiron.db"), "mender");
  t.after(() => reader.close());
  const count = (type: string) => reader.events({ types: [type], limit: 1_000 }).length;
  assert.equal(count("repair.task_merged"), 1);
  assert.equal(count("repair.heard"), 1, "the answer was taken in once");
}

function proposedIn(facade: Awaited<ReturnType<typeof startWorld>>["facade"]) {
  return facade.mending.tasks({ state: "proposed" })[0];
}

function isTidy(repository: string): boolean {
  return (
    git(repository, "branch", "--list", "chiron/*") === "" &&
    git(repository, "worktree", "list").split("\n").length === 1
  );
}

const events = [
  "scanned",
  "task_opened",
  "task_started",
  "task_progressed",
  "task_proposed",
  "heard",
  "task_merging",
  "task_merged",
];
for (const name of events)
  for (const when of ["before", "after"])
    test(`HEALER-13: killed ${when} repair.${name} is on disk, the mender goes on from there`, (t) =>
      throughACrash(t, `${when}:repair.${name}`));
