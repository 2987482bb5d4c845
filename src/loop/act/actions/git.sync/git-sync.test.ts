// needs: git
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { actionNamed, openStage } from "../../../../../test/support/actions.ts";
import { assertDone, prepared, template } from "../../../../../test/support/git-scene.ts";
import { git, repositories, stateOf, write } from "../../../../../test/support/repositories.ts";

const { schema, run, undo } = actionNamed("git.sync");

test("HOST-13, HOST-14: git.sync: forward, with every change in its place; and back again", async (t) => {
  const { clone, context, input, before } = prepared(t, template(t));
  const result = await run(input, context);
  assert.ok(result.success, result.summary);
  assert.match(
    result.summary,
    /^main went 1 commit forward to [0-9a-f]{12}; what was changed here \(3 files\) was stashed and is back/,
  );
  assertDone(clone, before);
  const back = await undo?.(input, context);
  assert.ok(back?.success, back?.summary);
  assert.deepEqual(stateOf(clone), before);
});

const forHumans: Readonly<
  Record<
    string,
    readonly [said: RegExp, make: (clone: string, others: (changes: Record<string, string>) => void) => void]
  >
> = {
  "changes that do not fit": [
    /everything is as it was before/,
    (clone, others) => {
      others({ "a.txt": "two\n" });
      write(clone, { "a.txt": "mine\n" });
    },
  ],
  "histories that have gone apart": [
    /have gone apart \(1 commit here, 1 there\)/,
    (clone, others) => {
      others({ "a.txt": "two\n" });
      write(clone, { "b.txt": "two\n" });
      git(clone, "commit", "--quiet", "-am", "here");
    },
  ],
  "a merge in conflict": [
    /1 files are in conflict; that is for a human/,
    (clone, others) => {
      others({ "a.txt": "two\n" });
      write(clone, { "a.txt": "three\n" });
      git(clone, "commit", "--quiet", "-am", "here");
      assert.throws(() => git(clone, "pull", "--quiet", "--no-rebase"));
    },
  ],
  "an untracked file in the way": [
    /notes\.txt is in the way/,
    (clone, others) => {
      others({ "notes.txt": "theirs\n" });
      write(clone, { "notes.txt": "mine, not tracked\n" });
    },
  ],
  "an ignored file in the way": [
    /secrets\.env is in the way/,
    (clone, others) => {
      others({ "secrets.env": "theirs\n" });
      writeFileSync(join(clone, ".git", "info", "exclude"), "*.env\n");
      write(clone, { "secrets.env": "mine, ignored\n" });
    },
  ],
  "a detached head": [
    /on no branch/,
    (clone, others) => {
      others({ "a.txt": "two\n" });
      git(clone, "checkout", "--quiet", "--detach");
    },
  ],
  "a filter": [
    /sets filter\.x\.smudge/,
    (clone, others) => {
      others({ "a.txt": "two\n" });
      git(clone, "config", "filter.x.smudge", `touch ${clone}/../ran`);
    },
  ],
  "attributes that ask for one": [
    /its attributes ask for a filter/,
    (_clone, others) => others({ ".gitattributes": "*.bin filter=lfs\n" }),
  ],
  "a remote that is gone": [
    /git fetch ended with 128/,
    (clone) => git(clone, "remote", "set-url", "origin", join(clone, "..", "nowhere.git")),
  ],
};

test("HOST-13: git.sync: what is for a human is left to a human, untouched", async (t) => {
  for (const [what, [said, make]] of Object.entries(forHumans)) {
    const stage = openStage(t);
    const { clone, others } = repositories(stage.base);
    make(clone, others);
    const before = stateOf(clone);
    const result = await run(schema.parse({ repository: clone }), stage.context());
    assert.equal(result.success, false, what);
    assert.match(result.summary, said, what);
    assert.deepEqual(stateOf(clone), before, what);
  }
});

test("HOST-14: git.sync: broken off at any of its doings, it leaves everything as it was, or is done", async (t) => {
  const made = template(t);
  let finished = false;
  for (let at = 1; !finished && at <= 100; at += 1) {
    const { clone, context, input, before } = prepared(t, made);
    const ending = new AbortController();
    const { processes } = context;
    let doings = 0;
    const countedRun: typeof processes.run = (spec) => {
      doings += 1;
      const running = processes.run(spec);
      if (doings === at) ending.abort(new Error("time is up"));
      return running;
    };
    const result = await run(input, {
      ...context,
      processes: { ...processes, run: countedRun },
      signal: ending.signal,
    });
    finished = !ending.signal.aborted;
    if (result.success) assertDone(clone, before);
    else assert.deepEqual(stateOf(clone), before, `broken off at doing ${at}: ${result.summary}`);
  }
  assert.ok(finished);
});

test("HOST-14: git.sync: an undo does not touch what somebody has done since, and says where the old is", async (t) => {
  const later: readonly (readonly [RegExp, (clone: string) => void])[] = [
    [/files were changed by somebody else since/, (clone) => write(clone, { "b.txt": "changed since\n" })],
    [
      /the branch was moved by somebody else since/,
      (clone) => git(clone, "commit", "--quiet", "--allow-empty", "-m", "since"),
    ],
  ];
  for (const [said, change] of later) {
    const { clone, context, input } = prepared(t, template(t));
    assert.ok((await run(input, context)).success);
    change(clone);
    const before = stateOf(clone);
    const result = await undo?.(input, context);
    assert.equal(result?.success, false);
    assert.match(result?.summary ?? "", said);
    assert.match(result?.summary ?? "", /the changes are kept in the stash [0-9a-f]{40}/);
    assert.deepEqual(stateOf(clone), before);
  }
});
