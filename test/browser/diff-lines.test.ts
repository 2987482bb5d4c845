/** A diff as the page of a repair reads it, over real diffs of git. */
// needs: git
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { temporaryFolder } from "#core/platform/test";
import { linesOf } from "../../web/src/views/task/lines.ts";

/** Among them what git itself writes, standing in a file. */
const line = fc.constantFrom(
  "a",
  "",
  "  b",
  "+a",
  "-a",
  "--- a/x",
  "+++ b/x",
  "@@ -1 +1 @@",
  "diff --git a/x b/x",
  "<b>",
);
const text = fc.array(line, { minLength: 1, maxLength: 12 });

test("FACE-11: a diff is read as git wrote it: both texts stand in it, each line with its number, whatever the files say", (t) => {
  const folder = temporaryFolder(t);
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "core.autocrlf=false", "-C", folder, ...words], { encoding: "utf8", stdio: "pipe" });
  git("init", "--quiet");
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before.join("\n") !== after.join("\n"));
      const [old, made] = [before, after].map((lines, index) => {
        writeFileSync(join(folder, `${index}`), `${lines.join("\n")}\n`);
        return git("hash-object", "-w", `${index}`).trim();
      });
      const lines = linesOf(git("diff", "-U1000", old ?? "", made ?? ""));
      const of = (...kinds: readonly string[]) => lines.filter(({ kind }) => kinds.includes(kind));
      assert.deepEqual(
        of("same", "removed").map((one) => one.text),
        before,
      );
      assert.deepEqual(
        of("same", "added").map((one) => one.text),
        after,
      );
      assert.deepEqual(
        of("same", "removed").map(({ from }) => from),
        before.map((_, index) => index + 1),
      );
      assert.deepEqual(
        of("same", "added").map(({ to }) => to),
        after.map((_, index) => index + 1),
      );
    }),
    { numRuns: 60 },
  );
});
