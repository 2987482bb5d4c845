import assert from "node:assert/strict";
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { temporaryFolder } from "../../../../core/platform/test/index.ts";

test("HOST-05: folder: what is in it is counted as it lies on disk, links not followed, a file with two names once", async (t) => {
  const folder = join(temporaryFolder(t), "-rf \n$(id)");
  mkdirSync(join(folder, "deep"), { recursive: true });
  writeFileSync(join(folder, "deep", "file"), Buffer.alloc(1_000_000, 1));
  linkSync(join(folder, "deep", "file"), join(folder, "twice"));
  symlinkSync("/usr", join(folder, "usr"));
  writeFileSync(join(folder, "holes"), "");
  truncateSync(join(folder, "holes"), 10e9);
  const { available, values } = await onePoll(t, "folder").poll({ path: folder });
  assert.ok(available && values.exists);
  assert.ok(Number(values.sizeBytes) >= 1_000_000 && Number(values.sizeBytes) < 1_100_000, String(values.sizeBytes));
  const none = await onePoll(t, "folder").poll({ path: join(folder, "none") });
  assert.deepEqual([none.available, none.values], [true, { exists: false, sizeBytes: 0 }]);
});

test("HOST-01: folder: counting that takes too long is ended, with its process, and says nothing of the size", async (t) => {
  const answer = await onePoll(t, "folder", { signal: AbortSignal.abort(new Error("time is up")) }).poll({
    path: "/usr",
  });
  assert.deepEqual([answer.available, answer.values], [false, {}]);
  assert.match(answer.error ?? "", /in time/);
});
