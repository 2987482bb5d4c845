// needs: git, root
// Only root can give a repository away.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { repositories } from "../../../../../test/support/repositories.ts";
import { temporaryFolder } from "../../../../core/platform/test/index.ts";

test("HOST-17: git: a repository of another user is not touched", async (t) => {
  const { clone } = repositories(realpathSync(temporaryFolder(t)));
  const { poll } = onePoll(t, "git");
  execFileSync("chown", ["-R", "nobody", clone]);
  const answer = await poll({ path: clone });
  assert.deepEqual([answer.available, answer.values], [false, {}]);
  assert.match(answer.error ?? "", /belongs to another user/);
});
