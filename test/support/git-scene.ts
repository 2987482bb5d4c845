/** A clone that is behind, with changes of every kind in its work tree; and what must be so after it was synchronised. */
import assert from "node:assert/strict";
import { cpSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder } from "../../src/core/platform/test/index.ts";
import { actionNamed, openStage, targetWith } from "./actions.ts";
import { contentOf, git, repositories, stateOf, write } from "./repositories.ts";

const filesNamed = (count: number, content: string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`many/${index}.txt`, `${content} ${index}\n`.repeat(20)]),
  );

/**
 * Behind by a commit, with changes that are staged, not staged, new, deleted, and not tracked. With many files, git can be met in the
 * middle of writing them.
 */
export function template(t: TestContext, count = 20): string {
  const base = realpathSync(temporaryFolder(t));
  const { clone, others } = repositories(base, {
    "a.txt": "one\n",
    "b.txt": "one\n",
    "gone.txt": "one\n",
    ...filesNamed(count, "one"),
  });
  others({ "a.txt": "two\n", "new/c.txt": "new\n", ...filesNamed(count, "two") });
  write(clone, { "b.txt": "staged\n", "added.txt": "added\n" });
  git(clone, "add", "b.txt", "added.txt");
  write(clone, { "b.txt": "mine\n", "notes.txt": "not tracked\n" });
  rmSync(join(clone, "gone.txt"));
  git(clone, "remote", "set-url", "origin", "../origin.git");
  // So that the fetch is not what makes a difference.
  git(clone, "fetch", "--quiet");
  return base;
}

/** A copy of the template, and its state as it was made. */
export function prepared(t: TestContext, made: string) {
  const stage = openStage(t);
  for (const name of ["origin.git", "clone"]) cpSync(join(made, name), join(stage.base, name), { recursive: true });
  const clone = join(stage.base, "clone");
  const context = stage.context({ target: targetWith(stage.supervisor, { repository: clone }) });
  return { clone, context, input: actionNamed("git.sync").schema.parse({ repository: clone }), before: stateOf(clone) };
}

export function assertDone(clone: string, before: ReturnType<typeof stateOf>): void {
  const now = stateOf(clone);
  assert.equal(now.head, git(clone, "rev-parse", "origin/main"));
  assert.deepEqual({ ...now, head: "" }, { ...before, head: "" }, "what was changed, staged and new is so again");
  assert.equal(contentOf(clone, "many/7.txt").startsWith("two 7"), true);
}
