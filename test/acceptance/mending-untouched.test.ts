/** What somebody has under their hands while Chiron mends the same repository: none of it changes, not by a byte. */
// needs: git
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { human } from "../support/engine.ts";
import { broken, healthy, makeRepository, startScene } from "../support/mender-scene.ts";
import { git, write } from "../support/repositories.ts";
import { everythingIn } from "../support/untouched.ts";

const files = {
  "a.json": broken,
  "b.json": healthy,
  "run.sh": "#!/bin/sh\necho run\n",
  "text.crlf": "one\r\ntwo\r\n",
  ".gitattributes": "*.big filter=lfs diff=lfs merge=lfs -text\n*.shout filter=shout\n*.crlf text eol=crlf\n",
  ".gitignore": "ignored/\n",
  "c.shout": "quiet\n",
};

/** Uncommitted, staged, untracked, ignored, stashed; links, modes, hooks, filters, a submodule, a second work tree; a rebase in the middle. */
function inTheMiddleOfWork(repository: string, folder: string): void {
  const inner = makeRepository(join(folder, "inner"), { "x.json": healthy }, { switchAway: false });
  git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
  git(repository, "commit", "--quiet", "-m", "a submodule");
  chmodSync(join(repository, "run.sh"), 0o755);
  symlinkSync("b.json", join(repository, "link.json"));
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "-m", "links and modes");
  git(repository, "branch", "--force", "main", "work");
  for (const hook of [
    "pre-commit",
    "post-commit",
    "post-checkout",
    "pre-merge-commit",
    "post-merge",
    "reference-transaction",
  ]) {
    const path = join(repository, ".git/hooks", hook);
    writeFileSync(path, `#!/bin/sh\ntouch ${folder}/hook-ran\n`, { mode: 0o755 });
  }
  for (const program of ["clean", "smudge"])
    git(repository, "config", `filter.shout.${program}`, `touch ${folder}/filter-ran; cat`);
  git(repository, "config", "filter.lfs.process", `touch ${folder}/filter-ran`);
  git(repository, "config", "filter.lfs.required", "true");
  write(repository, { "stashed.txt": "kept for later\n" });
  git(repository, "add", "stashed.txt");
  git(repository, "-c", "core.hooksPath=/dev/null", "stash", "push", "--quiet");
  git(
    repository,
    "-c",
    "core.hooksPath=/dev/null",
    "worktree",
    "add",
    "--quiet",
    "--detach",
    join(folder, "second"),
    "main",
  );

  // Two commits that conflict, so that a rebase stops between them.
  const quiet = (...words: string[]) => git(repository, "-c", "core.hooksPath=/dev/null", ...words);
  write(repository, { "b.json": '{ "b": "ours" }\n' });
  quiet("commit", "--quiet", "--all", "-m", "ours");
  quiet("switch", "--quiet", "-c", "theirs", "main");
  write(repository, { "b.json": '{ "b": "theirs" }\n' });
  quiet("commit", "--quiet", "--all", "-m", "theirs");
  assert.throws(() => quiet("rebase", "--quiet", "work"));
  write(repository, {
    "b.json": '{ "b": "half", }\n',
    "new.json": broken,
    "staged.json": healthy,
    "ignored/x.json": broken,
  });
  quiet("add", "staged.json");
  mkdirSync(join(repository, "empty"));
  chmodSync(join(repository, ".git/index"), 0o444);
  // Whoever works here has filters of their own run by their own git.
  rmSync(join(folder, "filter-ran"), { force: true });
}

test("HEALER-17: uncommitted, staged, untracked, ignored and stashed work, hooks, filters, a submodule and a rebase in the middle stay as they are, byte for byte", async (t) => {
  let before: Record<string, string> = {};
  let beside: Record<string, string> = {};
  const scene = await startScene(t, {
    files,
    more: ["test: { command: [sh, -c, 'test -x run.sh && ! grep -q , a.json && touch made-by-test'] }"],
    prepare(repository, folder) {
      inTheMiddleOfWork(repository, folder);
      before = everythingIn(repository);
      beside = everythingIn(join(folder, "second"));
    },
  });
  const { world, repository, folder, task } = scene;
  const proposed = await task("a.json", "proposed");
  assert.deepEqual(everythingIn(repository), before, "after the proposal");
  assert.equal(proposed.proposal?.test?.passed, true);

  const { commit = "" } = proposed.proposal ?? {};
  const tip = git(repository, "rev-parse", "main");
  await world.facade.command({ kind: "repair_approve", task: proposed.id, commit }, human);
  await task("a.json", "merged");
  const isTidy = () =>
    git(repository, "branch", "--list", "chiron/*") === "" && !existsSync(join(repository, ".git/packed-refs.lock"));
  await until("the branch of the repair is gone", isTidy, 90_000);
  assert.equal(git(repository, "rev-parse", "main"), commit);
  assert.equal(git(repository, "diff", "--name-only", tip, commit), "a.json", "only the broken file differs");
  // The branch itself, and what is logged of it, is all that a merge moves.
  const isOfMerge = (path: string) =>
    /^\.git\/(objects|worktrees|(logs\/)?refs\/heads\/(chiron|main))(\/|$)/.test(path);
  const without = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).filter(([path]) => !isOfMerge(path)));
  assert.deepEqual(everythingIn(repository, isOfMerge), without(before), "after the merge");
  assert.deepEqual(everythingIn(join(folder, "second")), beside);
  for (const trace of ["hook-ran", "filter-ran"]) assert.equal(existsSync(join(folder, trace)), false, trace);
  const [{ lastScan } = { lastScan: null }] = world.facade.mending.repositories();
  assert.deepEqual(
    lastScan?.uncommitted.map(({ file }) => file).sort(),
    ["b.json", "new.json"],
    "what is broken and not committed is told",
  );
  assert.deepEqual(
    world.facade.mending.tasks({ all: true }).map(({ file }) => file),
    ["a.json"],
    "and is nobody's task",
  );
});

test("HEALER-17: a branch that is checked out is not moved; the command for the person does it", async (t) => {
  const { world, repository, task } = await startScene(t, { switchAway: false });
  const { id, proposal } = await task("a.json", "proposed");
  const before = everythingIn(repository);
  await world.facade.command({ kind: "repair_approve", task: id, commit: proposal?.commit ?? "" }, human);
  const ready = await task("a.json", "ready");
  assert.match(ready.reason ?? "", /^main is checked out in /);
  assert.deepEqual(everythingIn(repository), before);
  const { execFileSync } = await import("node:child_process");
  execFileSync("sh", ["-c", ready.command ?? "false"], { stdio: "pipe" });
  assert.equal(git(repository, "rev-parse", "main"), proposal?.commit);
  await world.facade.command({ kind: "repair_scan" }, human);
  await task("a.json", "merged");
});

test("HEALER-17: a branch in the middle of a rebase is somebody's, too", async (t) => {
  const { world, repository, task } = await startScene(t, {
    prepare(path) {
      write(path, { "b.json": '{ "b": 1 }\n' });
      git(path, "commit", "--quiet", "--all", "-m", "work");
      git(path, "switch", "--quiet", "main");
      write(path, { "b.json": '{ "b": 2 }\n' });
      git(path, "commit", "--quiet", "--all", "-m", "main");
      assert.throws(() => git(path, "rebase", "--quiet", "work"));
      assert.equal(git(path, "branch", "--show-current"), "", "HEAD is on no branch");
    },
  });
  const { id, proposal } = await task("a.json", "proposed");
  const before = everythingIn(repository);
  await world.facade.command({ kind: "repair_approve", task: id, commit: proposal?.commit ?? "" }, human);
  const ready = await task("a.json", "ready");
  assert.match(ready.reason ?? "", /^main is checked out in /);
  assert.deepEqual(everythingIn(repository), before);
});
