// needs: git
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "#core/platform/test";
import { projectFiles } from "./files.ts";

test("a file is listed once, also in the middle of a merge; what was deleted is not", (t) => {
  const folder = temporaryFolder(t);
  const who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"];
  const git = (...words: readonly string[]) => execFileSync("git", [...who, ...words], { cwd: folder, stdio: "pipe" });
  const commit = (text: string) => {
    writeFileSync(join(folder, "both.test.ts"), text);
    git("add", "--all");
    git("commit", "--quiet", "--message", text);
  };
  git("init", "--quiet", "--initial-branch=main");
  writeFileSync(join(folder, "gone.ts"), "");
  commit("first");
  git("checkout", "--quiet", "-b", "other");
  commit("theirs");
  git("checkout", "--quiet", "main");
  commit("ours");
  assert.equal(spawnSync("git", [...who, "merge", "other"], { cwd: folder, stdio: "ignore" }).status, 1);
  rmSync(join(folder, "gone.ts"));
  writeFileSync(join(folder, "new.ts"), "");
  assert.deepEqual(projectFiles(folder), ["both.test.ts", "new.ts"]);
  rmSync(join(folder, ".git"), { recursive: true });
  assert.deepEqual(projectFiles(folder), ["both.test.ts", "new.ts"], "and without git the same");
});
