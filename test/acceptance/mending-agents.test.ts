/** The mender and coding agents: a file that no fixer can mend, from the scan to the proposal that a human sees. */
// needs: git
import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bytesOf, program } from "../support/coding.ts";
import { use } from "../support/coding-model.ts";
import { startScene } from "../support/mender-scene.ts";
import { startModelServer } from "../support/model-server.ts";
import { git } from "../support/repositories.ts";

// No search finds what was meant.
const hopeless = '{ "a": @@@ %%% $$$, "b": [1, 2] }\n';
const whole = '{ "a": 1, "b": [1, 2] }\n';

const programs = (...list: readonly (readonly [name: string, behaviour: string])[]) =>
  `healers:\n  agents:\n${list
    .map(([name, behaviour]) => {
      const command = JSON.stringify([process.execPath, program, "631", behaviour]);
      return `    - { name: ${name}, command: ${command}, isolate: none }\n`;
    })
    .join("")}`;

test("HEALER-16: where no fixer helps an agent is asked; a human sees what it made, and the user's tree is untouched", async (t) => {
  const server = await startModelServer(t, "openai", [
    { kind: "calls", calls: [use("replace_in_file", { path: "a.json", old: "@@@ %%% $$$", new: "1" })] },
    { kind: "words", text: "I closed the list." },
  ]);
  let before: Readonly<Record<string, string>> = {};
  const scene = await startScene(t, {
    files: { "a.json": hopeless },
    more: ["agents: [first, second]"],
    yaml: `${programs(["first", "does nothing"])}    - { name: second, model: true }
model: { provider: openai, name: test-model, url: "${server.url}" }
`,
    prepare(repository) {
      writeFileSync(join(repository, "draft.txt"), "not committed\n");
      before = bytesOf(repository);
    },
  });
  const task = await scene.task("a.json", "proposed");
  assert.equal(task.proposal?.made, "agent second");
  assert.match(
    task.proposal?.why ?? "",
    /^it was by tools alone; a\.json: gone from it: "\$\$\$"; it says: I closed the list\.$/,
  );
  assert.match(task.proposal?.diff ?? "", /\+\{ "a": 1, "b": \[1, 2\] \}/);
  assert.equal(git(scene.repository, "show", `${task.proposal?.commit}:a.json`), whole.trimEnd());
  // A branch of its own is all that there is more.
  const now = Object.entries(bytesOf(scene.repository)).filter(
    ([path]) => !/^\.git\/(logs\/)?refs\/heads\/chiron\//.test(path),
  );
  assert.deepEqual(Object.fromEntries(now), before);
  assert.deepEqual(readdirSync(join(scene.world.dataDir, "repair", "agents")), []);
  const asked = scene.world.facade.mending.task(task.id);
  assert.equal(asked?.state, "proposed");
});

test("HEALER-16: agents that fail, or go beyond their task, leave the file to a human, who is told why", async (t) => {
  const scene = await startScene(t, {
    files: { "a.json": hopeless, "other.json": '{ "b": 2 }\n' },
    more: ["agents: [first, second]"],
    yaml: programs(["first", "breaks it"], ["second", "changes another file"]),
  });
  const task = await scene.task("a.json", "failed");
  assert.match(task.reason ?? "", /agent first: what it did is not taken: a\.json: it does not parse/);
  assert.match(task.reason ?? "", /agent second: what it did is not taken: it changed other\.json/);
  assert.equal(git(scene.repository, "branch", "--list", "chiron/*"), "");
  assert.ok(!existsSync(join(scene.world.dataDir, "repair", "worktrees", "site", `${task.id}.agent`)));
});

test("HEALER-16: without an agent that the repository names, none is asked", async (t) => {
  const scene = await startScene(t, {
    files: { "a.json": hopeless },
    yaml: programs(["first", "mends"]),
  });
  const task = await scene.task("a.json", "failed");
  assert.doesNotMatch(task.reason ?? "", /agent/);
});
