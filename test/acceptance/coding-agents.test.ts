/** Command-line coding agents at real worktrees of a user's repository: what good ones bring, and what bad ones cannot. */
// needs: git
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import type { AgentAttempt } from "#repair/agents";
import { bytesOf, codingScene } from "../support/coding.ts";

function refusalsOf(attempt: AgentAttempt): string {
  assert.equal(attempt.kind, "refused", JSON.stringify(attempt));
  return attempt.kind === "refused" ? attempt.reasons.join("; ") : "";
}

test("HEALER-16: a command-line agent mends the file of its task, and the user's tree stays as it was, byte for byte", async (t) => {
  const scene = codingScene(t);
  const before = bytesOf(scene.repository);
  const attempt = await scene.command("mends");
  assert.ok(attempt.kind === "changed", JSON.stringify(attempt));
  const [file, ...others] = attempt.files;
  assert.equal(others.length, 0);
  assert.equal(file?.path, "settings.json");
  assert.equal(Buffer.from(file?.before ?? []).toString(), '{\n  "a": 1,\n  "b": [1, 2],\n}\n');
  assert.equal(Buffer.from(file?.after ?? []).toString(), '{\n  "a": 1,\n  "b": [1, 2]\n}\n');
  assert.deepEqual(attempt.notes, []);
  assert.equal(attempt.result?.said, "I removed a comma.");
  assert.equal(attempt.result?.confinement, "none");
  assert.deepEqual(bytesOf(scene.repository), before);
});

test("HEALER-16: the task says what is broken, where, which files may be changed and what is looked at afterwards", async (t) => {
  const scene = codingScene(t);
  const attempt = await scene.command("tells");
  assert.equal(attempt.kind, "nothing");
  const said = attempt.result?.said ?? "";
  assert.match(said, /What is broken: settings\.json does not parse/);
  assert.match(said, /settings\.json:4:1: a key is expected, and not }/);
  assert.match(said, /The only files that you may change:\n {2}settings\.json\n/);
  assert.match(said, /What is looked at afterwards:\n {2}- the file must parse as JSON/);
});

test("HEALER-16: what fails, or does nothing, or leaves the file broken brings no change", async (t) => {
  const scene = codingScene(t);
  const failed = await scene.command("fails");
  assert.deepEqual([failed.kind, failed.kind === "failed" && failed.why], ["failed", "it ended with 3"]);
  assert.equal((await scene.command("does nothing")).kind, "nothing");
  const missing = await scene.let({ options: { command: ["no-such-agent"], isolate: "none" } });
  assert.match(missing.kind === "failed" ? missing.why : "", /there is no program "no-such-agent"/);
  assert.match(refusalsOf(await scene.command("breaks it")), /^settings\.json: .*JSON/);
});

test("HEALER-16: at its time limit an agent is ended, with everything that it started and that hid from it", async (t) => {
  const scene = codingScene(t);
  const hangs = () => scene.left().length >= 2;
  const attempt = await scene.command("hangs with children", { lateWhen: hangs, places: [scene.data] });
  assert.ok(attempt.kind === "failed", JSON.stringify(attempt));
  assert.match(attempt.why, /not done within 15000 ms/);
  assert.equal(attempt.result?.ended, "late");
  assert.ok(existsSync(join(scene.data, "hanging")), "it was really there");
  const pid = Number(readFileSync(join(scene.data, "hanging"), "utf8"));
  assert.ok(!existsSync(`/proc/${pid}`));
  assert.deepEqual(scene.left(), []);
});

test("HEALER-16: an agent that nobody wants any more is ended", async (t) => {
  const scene = codingScene(t);
  const controller = new AbortController();
  const running = scene.command("hangs with children", { signal: controller.signal, places: [scene.data] });
  await until("it hangs", () => existsSync(join(scene.data, "hanging")));
  controller.abort(new Error("not wanted"));
  await assert.rejects(running, /not wanted/);
  await until("nothing is left", () => scene.left().length === 0);
});

test("HEALER-16: what left its session, its parent and its environment behind is found and ended", async (t) => {
  const scene = codingScene(t);
  const attempt = await scene.command("leaves a stray");
  assert.ok(attempt.kind === "failed", JSON.stringify(attempt));
  assert.match(attempt.why, /left \d+ processes? running/);
  assert.deepEqual(scene.left(), []);
});

const bad: readonly (readonly [behaviour: string, says: RegExp])[] = [
  ["changes another file", /it changed other\.json, which is not its business/],
  ["forges times", /it changed other\.json/],
  ["hides a change from git", /it changed other\.json/],
  ["hides a file from git", /it made evil, which was not asked for/],
  ["removes the file", /it removed settings\.json/],
  ["makes it executable", /it made settings\.json executable/],
  ["makes a program", /it made tool/],
  ["makes a submodule", /it made \.gitmodules/],
];

for (const [behaviour, says] of bad) {
  test(`HEALER-16: an agent that ${behaviour} is refused as a whole`, async (t) => {
    const scene = codingScene(t);
    const before = bytesOf(scene.repository);
    assert.match(refusalsOf(await scene.command(behaviour)), says);
    if (behaviour !== "hides a file from git") assert.deepEqual(bytesOf(scene.repository), before);
  });
}

test("HEALER-16: links that lead out of the worktree are refused, for a file and for a folder", async (t) => {
  const scene = codingScene(t);
  assert.match(
    refusalsOf(await scene.command("makes a link of it", { places: ["/etc/passwd"] })),
    /it made settings\.json a link/,
  );
  const other = codingScene(t);
  assert.match(refusalsOf(await other.command("makes a link of a folder", { places: [other.base] })), /src/);
});

const reaching = [
  "replaces the git file",
  "commits",
  "moves the user's branch",
  "sets the repository's configuration",
  "makes a hook",
  "writes to the user's tree",
];

for (const behaviour of reaching) {
  test(`HEALER-16: without confinement, an agent that ${behaviour} is noticed and refused`, async (t) => {
    const scene = codingScene(t);
    const before = bytesOf(scene.repository);
    const attempt = await scene.command(behaviour, { places: [scene.repository] });
    const reasons = refusalsOf(attempt);
    const isTouched = JSON.stringify(bytesOf(scene.repository)) !== JSON.stringify(before);
    // A commit on the worktree's own branch, or another file .git in it, leaves the user's tree alone.
    assert.equal(
      attempt.kind === "refused" && attempt.outside.length > 0,
      isTouched && behaviour !== "commits",
      reasons,
    );
    if (isTouched && behaviour !== "commits") assert.match(reasons, /^your own tree changed while it ran/);
  });
}

test("HEALER-16: files and bytes are bounded", async (t) => {
  const scene = codingScene(t);
  assert.match(refusalsOf(await scene.command("writes far too much")), /it wrote \d+ bytes, and may write 100000/);
  const other = codingScene(t);
  const files = ["settings.json", "more.json"];
  assert.match(
    refusalsOf(await other.command("mends all", { files, maxFiles: 1 })),
    /it changed 2 files, and may change 1/,
  );
  const third = codingScene(t);
  const attempt = await third.command("mends all", { files });
  assert.deepEqual(attempt.kind === "changed" && attempt.files.map(({ path }) => path), ["more.json", "settings.json"]);
});

test("HEALER-16: of what an agent says the beginning and the end are kept, without secrets", async (t) => {
  const scene = codingScene(t);
  const loud = await scene.command("talks without end", { options: { maxOutput: "2KB" } });
  assert.equal(loud.kind, "changed");
  assert.match(loud.result?.said ?? "", /^first words\nx+[\s\S]*\n\[…\]\n[\s\S]*last words$/);
  assert.ok((loud.result?.said.length ?? 0) < 5_000);
});

test("HEALER-16: its environment is a short list, and secrets come by name only", async (t) => {
  const scene = codingScene(t);
  writeFileSync(join(scene.base, "key"), "file-secret-1\n");
  const attempt = await scene.command("shows its environment", {
    environment: { AGENT_KEY: "agent-secret-2", OTHER_KEY: "other-secret-3" },
    options: { pass: ["AGENT_KEY", "NOT_SET"], secrets: { FILE_KEY: join(scene.base, "key") } },
  });
  const said = attempt.result?.said ?? "";
  const names = JSON.parse(said.split("\n")[0] ?? "[]") as string[];
  assert.deepEqual(
    names.filter((name) => !["PATH", "PWD", "HOME", "TMPDIR", "LANG", "TERM", "NO_COLOR", "CI"].includes(name)).sort(),
    [
      ...["AGENT_KEY", "CHIRON_AGENT", "CHIRON_RUN", "CODING_TEST", "FILE_KEY"],
      ...["GIT_EDITOR", "GIT_OPTIONAL_LOCKS", "GIT_PAGER", "GIT_TERMINAL_PROMPT"],
    ],
  );
  assert.match(said, /KEY is \*\*\*, FILE is \*\*\*/);
  assert.match(said, /password=\*\*\*/);
  assert.ok(!said.includes("\u001b"));
});

test("HEALER-16: what an agent may leave behind is left out, and not taken over", async (t) => {
  const scene = codingScene(t);
  const attempt = await scene.command("leaves its notes", { mayLeave: [".agent-*"] });
  assert.deepEqual(attempt.kind === "changed" && attempt.files.map(({ path }) => path), ["settings.json"]);
  const strict = codingScene(t);
  assert.match(refusalsOf(await strict.command("leaves its notes")), /it made \.agent-cache/);
});
