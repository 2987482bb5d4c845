// needs: git
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { git, repositories, write } from "../../../../../test/support/repositories.ts";
import { snapshot } from "../../../../../test/support/snapshot.ts";
import { temporaryFolder } from "../../../../core/platform/test/index.ts";

const scene = (t: TestContext) => repositories(realpathSync(temporaryFolder(t)));
const calm = {
  branch: "main",
  detached: false,
  hasUpstream: true,
  ahead: 0,
  behind: 0,
  conflicts: 0,
  changed: 0,
  untracked: 0,
  dirty: false,
  operation: "none",
};

test("HOST-02: git: ahead and behind, changes, no branch, no upstream, in the middle of a merge and of a rebase", async (t) => {
  const { clone, others } = scene(t);
  const { poll } = onePoll(t, "git");
  const said = async (more = {}) => (await poll({ path: clone, ...more })).values;
  assert.deepEqual(await said(), calm);
  write(clone, { "a.txt": "mine\n", "new file": "x", "folder/x": "x" });
  assert.deepEqual(await said(), { ...calm, changed: 1, untracked: 2, dirty: true });
  git(clone, "commit", "--quiet", "-am", "here");
  assert.deepEqual(await said(), { ...calm, ahead: 1, untracked: 2 });
  others({ "a.txt": "theirs\n", "b.txt": "theirs\n" });
  assert.deepEqual(await said(), { ...calm, ahead: 1, untracked: 2 }, "without a fetch there is no news");
  assert.deepEqual(await said({ fetch: true }), { ...calm, ahead: 1, behind: 1, untracked: 2 });
  assert.throws(() => git(clone, "merge", "--quiet", "origin/main"));
  assert.deepEqual(await said(), {
    ...calm,
    ahead: 1,
    behind: 1,
    changed: 1,
    untracked: 2,
    conflicts: 1,
    dirty: true,
    operation: "merge",
  });
  git(clone, "merge", "--abort");
  assert.throws(() => git(clone, "rebase", "--quiet", "origin/main"));
  const { operation, conflicts, detached } = await said();
  assert.deepEqual([operation, conflicts, detached], ["rebase", 1, true]);
  git(clone, "rebase", "--abort");
  git(clone, "checkout", "--quiet", "-b", "own");
  const { hasUpstream, branch, ...rest } = await said();
  assert.deepEqual([hasUpstream, branch, "ahead" in rest, "behind" in rest], [false, "own", false, false]);
});

test("HOST-02: git: it takes no lock and changes nothing, and what is no repository of its own is no answer", async (t) => {
  const { clone, origin } = scene(t);
  const { poll } = onePoll(t, "git");
  // The index has another time for it than the file has: a careless status would write it anew.
  execFileSync("touch", [join(clone, "a.txt")]);
  const before = snapshot(clone, { identity: true });
  assert.equal((await poll({ path: clone })).available, true);
  assert.deepEqual(snapshot(clone, { identity: true }), before);
  mkdirSync(join(clone, "inner"));
  for (const [path, why] of [
    [join(clone, "inner"), /is not a git repository/],
    [join(clone, "nothing"), /there is no folder/],
    [origin, /must be run in a work tree|is not the top/],
  ] as const) {
    const answer = await poll({ path });
    assert.deepEqual([answer.available, answer.values], [false, {}], path);
    assert.match(answer.error ?? "", why);
  }
  git(clone, "remote", "set-url", "origin", join(origin, "gone"));
  const lost = await poll({ path: clone, fetch: true });
  assert.equal(lost.available, false, "how far it is behind is not known");
  assert.match(lost.error ?? "", /git fetch ended with 128/);
});

test("HOST-17: git: nothing that a repository's configuration, hooks or attributes name is ever run", async (t) => {
  const { clone, others } = scene(t);
  const { poll } = onePoll(t, "git");
  const marks = realpathSync(temporaryFolder(t));
  const evil = join(marks, "evil");
  writeFileSync(evil, `#!/bin/sh\necho "$0 $*" >> ${marks}/ran\ncat\n`);
  chmodSync(evil, 0o755);
  others({ "a.txt": "theirs\n", ".gitattributes": "*.txt filter=evil diff=evil merge=evil\n" });
  write(clone, { ".gitattributes": "*.txt filter=evil diff=evil merge=evil\n" });
  const settings = {
    "core.fsmonitor": evil,
    "core.hooksPath": join(marks, "hooks"),
    "core.sshCommand": evil,
    "core.askPass": evil,
    "core.pager": evil,
    "core.editor": evil,
    "core.gitProxy": evil,
    "core.alternateRefsCommand": evil,
    "credential.helper": `!${evil}`,
    "credential.https://example.com.helper": `!${evil}`,
    "filter.evil.clean": evil,
    "filter.evil.smudge": evil,
    "filter.evil.process": evil,
    "filter.evil.required": "true",
    "diff.external": evil,
    "diff.evil.command": evil,
    "diff.evil.textconv": evil,
    "merge.evil.driver": evil,
    "gpg.program": evil,
    "remote.origin.uploadpack": evil,
    "remote.origin.proxy": evil,
    "alias.status": `!${evil}`,
    "alias.fetch": `!${evil}`,
  };
  for (const [key, value] of Object.entries(settings)) git(clone, "config", key, value);
  mkdirSync(join(marks, "hooks"));
  for (const folder of [join(marks, "hooks"), join(clone, ".git", "hooks")]) {
    for (const hook of ["post-index-change", "reference-transaction", "post-merge", "pre-auto-gc", "post-checkout"]) {
      execFileSync("cp", [evil, join(folder, hook)]);
    }
  }
  // Newer than the index, so that its content has to be looked at, which is when a filter would run.
  write(clone, { "a.txt": "changed\n" });
  const names = ["GIT_DIR", "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_CONFIG_PARAMETERS"] as const;
  t.after(() => {
    for (const name of names) delete process.env[name];
  });
  for (const name of names) process.env[name] = name === "GIT_CONFIG_PARAMETERS" ? `'core.fsmonitor=${evil}'` : evil;
  const answer = await poll({ path: clone, fetch: true });
  assert.deepEqual([answer.available, answer.values.changed, answer.values.behind], [true, 1, 1], answer.error);
  assert.deepEqual(readdirSync(marks).sort(), ["evil", "hooks"], "nothing was run");
  for (const name of names) delete process.env[name];
  git(clone, "config", "remote.origin.url", `ext::${evil} %S`);
  assert.match((await poll({ path: clone, fetch: true })).error ?? "", /transport 'ext' not allowed/);
  git(clone, "config", "remote.origin.url", "--upload-pack=x");
  assert.equal((await poll({ path: clone, fetch: true })).available, false);
  git(clone, "config", "core.worktree", "/");
  assert.match((await poll({ path: clone })).error ?? "", /core\.worktree|is not the top/);
  assert.equal(existsSync(join(marks, "ran")), false);
  git(clone, "config", "--unset", "core.worktree");
  assert.throws(() => git(clone, "status"), /evil/);
  assert.equal(existsSync(join(marks, "ran")), true, "git by itself does run them");
});
