/** Files that do not parse, from the scan to the merge: a real engine, a mender in a process of its own, real repositories. */
// needs: git
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { test } from "node:test";
import type { TaskView } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { until } from "#core/platform/test";
import { human, type World } from "../support/engine.ts";
import { broken, healthy, type MenderScene, startScene } from "../support/mender-scene.ts";
import { commitOnMain, git, write } from "../support/repositories.ts";

test("HEALER-17: a broken file is mended on a branch of its own, and merged once a human has approved exactly that commit", async (t) => {
  const { world, repository, task } = await startScene(t);
  const before = git(repository, "rev-parse", "main");
  const proposed = await task("a.json", "proposed");
  const { commit = "", branch = "", diff = "" } = proposed.proposal ?? {};
  assert.equal(branch, `chiron/${proposed.id}`);
  assert.equal(git(repository, "rev-parse", branch), commit);
  assert.equal(git(repository, "rev-parse", "main"), before, "nothing is merged before somebody says so");
  assert.match(diff, /^-\{ "a": 1, \}\n\+\{ "a": 1 \}$/m);
  assert.equal(git(repository, "worktree", "list").split("\n").length, 1, "its work tree is gone");

  const approve = (given: string) =>
    world.facade.command({ kind: "repair_approve", task: proposed.id, commit: given }, human);
  await assert.rejects(approve("0".repeat(40)), { code: "stale" });
  await approve(commit);
  await task("a.json", "merged");
  assert.equal(git(repository, "rev-parse", "main"), commit);
  assert.equal(git(repository, "show", "main:a.json"), healthy.trim());
  assert.equal(git(repository, "rev-parse", `${commit}^`), before);
  await until("the branch is gone", () => git(repository, "branch", "--list", "chiron/*") === "");
});

const approveIt = ({ world }: MenderScene, { id, proposal }: TaskView) =>
  world.facade.command({ kind: "repair_approve", task: id, commit: proposal?.commit ?? "" }, human);

test("HEALER-17: when the branch has moved on beside the file, the same change is made on what it has come to, checked again, and merged", async (t) => {
  const scene = await startScene(t);
  const { repository, task } = scene;
  const proposed = await task("a.json", "proposed");
  const tip = commitOnMain(repository, { "c.json": healthy });
  await approveIt(scene, proposed);
  const merged = await task("a.json", "merged");
  assert.notEqual(merged.commit, proposed.commit);
  assert.equal(git(repository, "rev-parse", "main"), merged.commit);
  assert.equal(git(repository, "rev-parse", "main^"), tip, "nothing of what somebody did is lost");
});

test("HEALER-17: when the file itself has changed meanwhile, the approval is for nothing, and what is broken now is asked about anew", async (t) => {
  const scene = await startScene(t);
  const { repository, task, world } = scene;
  const first = await task("a.json", "proposed");
  const tip = commitOnMain(repository, { "a.json": '{ "a": 2, }\n' });
  await approveIt(scene, first);
  await task("a.json", "closed");
  const second = await until("another is proposed", () => world.facade.mending.tasks({ state: "proposed" })[0], 90_000);
  assert.notEqual(second.id, first.id);
  assert.equal(git(repository, "rev-parse", "main"), tip);
});

test("HEALER-13: a task whose file somebody has mended ends by itself, and content that comes back is taken up again", async (t) => {
  const { repository, task, world } = await startScene(t);
  const first = await task("a.json", "proposed");
  commitOnMain(repository, { "a.json": healthy });
  await world.facade.command({ kind: "repair_scan" }, human);
  const closed = await task("a.json", "closed");
  assert.match(closed.reason ?? "", /mended by somebody else/);
  await until("its branch is gone", () => git(repository, "branch", "--list", "chiron/*") === "", 90_000);
  commitOnMain(repository, { "a.json": broken });
  await world.facade.command({ kind: "repair_scan" }, human);
  const again = await task("a.json", "proposed");
  assert.equal(again.id, first.id, "the same content in the same place is the same task");
});

test("HEALER-17: observe makes nothing, suggest makes a branch and merges nothing, auto merges by itself", async (t) => {
  await t.test("observe", async (inner) => {
    const { repository, task, world } = await startScene(inner, { more: ["autonomy: observe"] });
    const { id } = await task("a.json", "observed");
    assert.equal(git(repository, "branch", "--list", "chiron/*"), "");
    const run = world.facade.command({ kind: "repair_run", repository: "site", file: "a.json" }, human);
    await assert.rejects(run, { code: "refused_by_policy" });
    const approve = world.facade.command({ kind: "repair_approve", task: id, commit: "0".repeat(40) }, human);
    await assert.rejects(approve, { code: "conflict" });
  });
  await t.test("suggest", async (inner) => {
    const scene = await startScene(inner, { more: ["autonomy: suggest"] });
    const { repository, task } = scene;
    const before = git(repository, "rev-parse", "main");
    const proposed = await task("a.json", "proposed");
    await assert.rejects(approveIt(scene, proposed), { code: "refused_by_policy" });
    assert.equal(git(repository, "rev-parse", "main"), before);
    assert.equal(git(repository, "show", `${proposed.proposal?.branch}:a.json`), healthy.trim());
  });
  await t.test("auto", async (inner) => {
    const { repository, task } = await startScene(inner, { more: ["autonomy: auto"] });
    const merged = await task("a.json", "merged");
    assert.equal(merged.approvedBy, "autonomy");
    assert.equal(git(repository, "rev-parse", "main"), merged.commit);
  });
});

test("HEALER-17: what the repository's own tests refuse is not proposed, their output is kept, and nothing they started is left", async (t) => {
  const script = "echo the tests say no; (setsid sleep 642 &); exit 3";
  const { repository, world } = await startScene(t, {
    more: [`test: { command: [sh, -c, "${script}"], timeout: 20s }`],
  });
  const [refused] = await until(
    "it is put off",
    () => {
      const tasks = world.facade.mending.tasks({}).filter(({ nextAttemptAt }) => nextAttemptAt !== null);
      return tasks.length > 0 ? tasks : undefined;
    },
    90_000,
  );
  assert.match(refused?.reason ?? "", /own tests do not pass with it \(3\)/);
  assert.equal(refused?.attempts, 1);
  assert.match(readFileSync(`${world.dataDir}/repair/tests/${refused?.id}.log`, "utf8"), /the tests say no/);
  assert.equal(git(repository, "branch", "--list", "chiron/*"), "");
  assert.equal(git(repository, "worktree", "list").split("\n").length, 1);
  const { processes } = createRealPlatform();
  assert.deepEqual(processes.findByEnvironment("CHIRON_REPAIR", `${realpathSync(world.dataDir)}:${refused?.id}`), []);
});

test("HEALER-13: what no fixer can mend is a human's, is told once, and is tried again only on a person's word", async (t) => {
  const { task, world } = await startScene(t, { files: { "a.json": "<<<<<<< ours\n" } });
  const failed = await task("a.json", "failed");
  assert.match(failed.reason ?? "", /a merge was not finished/);
  const told = await world.event("message.queued", ({ data }) => data.message.subject.includes("only a human"), 90_000);
  assert.match(told.data.message.body, new RegExp(`chiron repair show ${failed.id}`));
  await world.facade.command({ kind: "repair_scan" }, human);
  await until("it is scanned", () => isScanned(world), 90_000);
  assert.equal(world.facade.mending.task(failed.id)?.attempts, 1);
  await world.facade.command({ kind: "repair_run", repository: "site", file: "a.json" }, human);
  await until("it is tried again", () => world.facade.mending.task(failed.id)?.source === "person", 90_000);
  assert.equal(world.events.filter(({ type }) => type === "repair.told").length, 1);
});

const isScanned = (world: World) => (world.facade.mending.repositories()[0]?.lastScan?.requests.length ?? 0) > 0;

test("HEALER-17: a rejected repair loses its branch, and the same content is not taken up again by itself", async (t) => {
  const { repository, task, world } = await startScene(t);
  const { id } = await task("a.json", "proposed");
  await world.facade.command({ kind: "repair_reject", task: id, reason: "it is meant to be so" }, human);
  await task("a.json", "rejected");
  await until("its branch is gone", () => git(repository, "branch", "--list", "chiron/*") === "", 90_000);
  await world.facade.command({ kind: "repair_scan" }, human);
  await until("it is scanned", () => isScanned(world), 90_000);
  assert.equal(world.facade.mending.task(id)?.state, "rejected");
});

test("HEALER-17: a branch of that name that somebody else has made is left alone", async (t) => {
  let theirs = "";
  const { repository, task } = await startScene(t, {
    prepare(path) {
      const blob = git(path, "rev-parse", "main:a.json");
      const id = `fix-${createHash("sha256").update(`site\0a.json\0${blob}`).digest("hex").slice(0, 12)}`;
      write(path, { "theirs.txt": "work\n" });
      git(path, "add", "theirs.txt");
      git(path, "commit", "--quiet", "-m", "theirs");
      git(path, "branch", `chiron/${id}`);
      theirs = git(path, "rev-parse", "HEAD");
    },
  });
  const failed = await task("a.json", "failed");
  assert.match(failed.reason ?? "", /somebody works on the branch chiron\//);
  assert.equal(git(repository, "rev-parse", `chiron/${failed.id}`), theirs);
});

test("HEALER-17: a bare repository is mended like any other", async (t) => {
  const { repository, task } = await startScene(t, {
    more: ["autonomy: auto"],
    prepare(path) {
      git(path, "clone", "--quiet", "--bare", path, `${path}.git`);
      rmSync(path, { recursive: true });
      renameSync(`${path}.git`, path);
    },
  });
  const merged = await task("a.json", "merged");
  assert.equal(git(repository, "rev-parse", "main"), merged.commit);
});

test("HEALER-13: an incident has the code of its target looked through at once, and what it finds goes before the rest", async (t) => {
  const yaml = [
    "packs: [service]",
    "targets:",
    "  - id: web",
    "    kind: service",
    "    autonomy: observe",
    "    repository: site",
    "    supervisor: { direct: { command: [sh, -c, 'exit 3'], cwd: DIR } }",
  ].join("\n");
  const { world, task } = await startScene(t, { yaml, more: ["autonomy: suggest", "scan: { every: 0 }"] });
  const asked = await world.event("repair.requested", () => true, 90_000);
  assert.equal(asked.data.source, "incident");
  const proposed = await task("a.json", "proposed");
  assert.deepEqual([proposed.source, proposed.priority, proposed.incident], ["incident", 1, asked.data.incident]);
});

test("HEALER-13: while healing is paused nothing is made; afterwards it goes on", async (t) => {
  const { world, task, repository } = await startScene(t, { files: { "b.json": healthy }, more: ["autonomy: auto"] });
  await world.facade.command({ kind: "pause", reason: "lunch" }, human);
  commitOnMain(repository, { "a.json": broken });
  await world.facade.command({ kind: "repair_scan" }, human);
  await until("it is scanned", () => isScanned(world), 90_000);
  const waiting = await task("a.json", "waiting");
  // Several turns of the mender's loop, each of which would have begun it.
  await world.facade.command({ kind: "repair_run", repository: "site", file: "b.json" }, human);
  await world.facade.command({ kind: "repair_scan" }, human);
  await until("it is raised no further", () => world.facade.mending.task(waiting.id)?.attempts === 0, 90_000);
  assert.equal(git(repository, "branch", "--list", "chiron/*"), "");
  await world.facade.command({ kind: "resume", reason: "back" }, human);
  await task("a.json", "merged");
});
