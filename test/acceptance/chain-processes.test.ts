/** Healers die while drift is healed; the others restart them, and those who follow it miss nothing (CONTRACT-07, CONTRACT-10). */
// needs: git
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { type DriftScene, startDrift } from "../support/drift-scene.ts";
import { contractText, riskyReport } from "../support/gates.ts";
import { hangingTests, letGo, prepareGate, testsRun } from "../support/healable.ts";
import { git } from "../support/repositories.ts";

interface UnderWay {
  readonly scene: DriftScene;
  readonly chain: string;
}

/** A chain whose tests run, and wait until they are let go. */
async function underWay(t: TestContext): Promise<UnderWay> {
  const scene = await startDrift(t, {
    files: { "CONTRACT.md": contractText },
    gates: "{ review: {} }",
    ofRepository: [hangingTests],
  });
  prepareGate("", scene.chiron.folder);
  assert.equal(await scene.send("review", riskyReport), "degraded");
  const pattern = await scene.pattern();
  const { chain } = await scene.decide(`patterns/${pattern.id}/fix`);
  await scene.decide(`chains/${chain}/approve`);
  await testsRun(scene.chiron);
  return { scene, chain };
}

async function endsOnce({ scene, chain }: UnderWay): Promise<void> {
  const { repository } = scene;
  const { commit } = await scene.reached(chain, "done");
  assert.equal(git(repository, "rev-parse", "main"), commit);
  assert.equal(git(repository, "rev-list", "--count", "main"), "2", "one commit, and no second one");
  await until(
    "no work tree and no branch is left",
    () =>
      git(repository, "worktree", "list").split("\n").length === 1 &&
      git(repository, "branch", "--list", "chiron/*") === "",
  );
}

const progressOf = (heard: DriftScene["heard"]) => heard.filter(({ type }) => type === "harmony:chain-progress");

test("CONTRACT-10: the mender is killed while the repository's tests run; restarted by the others it begins anew, and the chain ends once", async (t) => {
  const going = await underWay(t);
  const { chiron } = going.scene;
  const [before] = chiron.strike("SIGKILL", "mender");
  await chiron.well("mender", before);
  await testsRun(chiron);
  await letGo(chiron);
  await endsOnce(going);
});

test("CONTRACT-07: the engine is killed during a chain; a client that reconnects gets each step it missed once, and the chain is as it was", async (t) => {
  const going = await underWay(t);
  const { scene, chain } = going;
  const { chiron } = scene;
  await scene.event("harmony:chain-proposed", ({ id }) => id === chain);
  await scene.event("harmony:chain-decided", ({ chain: id }) => id === chain);
  await scene.event("harmony:chain-progress", ({ report }) => report?.step === "review");
  const known = await scene.chain(chain);
  const last = scene.heard.at(-1)?.sequence ?? "";
  scene.hangUp();
  const [before] = chiron.strike("SIGKILL", "engine");
  // The mender goes on without it.
  await letGo(chiron);
  await chiron.well("engine", before);
  await endsOnce(going);
  const second = await scene.listen(last);
  await until("the end", () => progressOf(second.heard).some(({ data }) => data.state === "done"));
  const all = [...scene.heard, ...second.heard];
  const sequences = all.map(({ sequence }) => Number(sequence));
  assert.deepEqual(
    sequences,
    [...new Set(sequences)].toSorted((a, b) => a - b),
    "each once, in order",
  );
  assert.deepEqual(
    progressOf(all).flatMap(({ data: { report } }) => (report === null ? [] : [`${report.step} ${report.state}`])),
    [
      ...["analyze started", "analyze done", "code started", "code done", "review started", "review done"],
      ...["commit started", "commit done"],
    ],
  );
  const logged = await chiron.events("harmony:chain-progress");
  assert.equal(progressOf(all).length, logged.length, "nothing was missed");
  const done = await scene.chain(chain);
  assert.deepEqual(
    [done.chain, done.proposedAt, done.proposedBy, done.decidedBy],
    [...[known.chain, known.proposedAt, known.proposedBy, known.decidedBy]],
  );

  const [other] = chiron.strike("SIGKILL", "engine");
  await chiron.well("engine", other);
  const again = await until("it answers", () => scene.chain(chain).catch(() => undefined), 30_000);
  assert.deepEqual(again, done, "what it is, is a fold over the log");
  assert.equal((await scene.pattern()).state, "healing");
});
