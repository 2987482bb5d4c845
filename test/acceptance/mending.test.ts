// needs: git
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { human } from "../support/engine.ts";
import { healthy, startScene } from "../support/mender-scene.ts";
import { git } from "../support/repositories.ts";

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
