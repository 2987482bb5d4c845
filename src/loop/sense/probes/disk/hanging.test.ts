// needs: fuse, python3
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { temporaryFolder, within } from "../../../../core/platform/test/index.ts";

const hanging = new URL("../../../../../test/support/hanging-mount.py", import.meta.url).pathname;

test("HOST-01: disk: a file system that hangs is told at the deadline, holds up no other file, and leaves no process", async (t) => {
  const folder = temporaryFolder(t);
  const child = spawn("python3", [hanging, folder], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  try {
    await within("the mount", once(child.stdout, "data"));
    for (let round = 0; round < 6; round++) {
      const { poll } = onePoll(t, "disk", { signal: AbortSignal.timeout(100) });
      const answer = await within("an answer", poll({ path: join(folder, "below") }));
      assert.deepEqual([answer.available, answer.error], [false, "the file system does not answer"]);
    }
    assert.equal((await onePoll(t, "disk").poll({ path: "/" })).available, true);
  } finally {
    // Before the folder is removed, which would hang as well.
    child.stdin.end();
    await ended;
  }
});
