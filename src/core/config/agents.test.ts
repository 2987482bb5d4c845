import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

const agents = (...list: readonly string[]) =>
  `healers:\n  agents:\n${list.map((one) => `    - { ${one} }\n`).join("")}`;
const model = "model: { provider: openai, name: m, url: 'http://127.0.0.1:9/v1' }\n";

test("HEALER-16: a coding agent is named with its program, its limits, and where its secrets stand", async (t) => {
  const { settings, said, folder } = await readWritten(
    t,
    agents(
      "name: coder, command: [coder, --quiet], timeout: 5m, maxFiles: 2, maxBytes: 20KB, pass: [KEY], secrets: { TOKEN: ./token }",
      "name: own, command: [./bin/own, ./x], isolate: none, hide: [./private], mayLeave: [.own*]",
    ),
  );
  assert.ok(settings !== undefined, said);
  const [coder, own] = settings.agents;
  assert.deepEqual(
    [coder?.name, coder?.kind, coder?.budget],
    ["coder", "command", { timeoutMs: 300_000, maxFiles: 2, maxBytes: 20_000 }],
  );
  assert.deepEqual(coder?.options.secrets, { TOKEN: `${folder}/token` });
  assert.deepEqual([coder?.options.isolate, coder?.options.network], ["auto", true]);
  assert.deepEqual(own?.options.command, [`${folder}/bin/own`, "./x"], "a program never comes from the worktree");
  assert.deepEqual([own?.options.hide, own?.mayLeave], [[`${folder}/private`], [".own*"]]);
});

test("HEALER-16: the configured language model is one of them where that is said; none is there by itself", async (t) => {
  assert.deepEqual((await readWritten(t, model)).settings?.agents, []);
  const { settings } = await readWritten(t, model + agents("name: local, model: true, turns: 5"));
  const { turns, tokens } = settings?.agents[0]?.options ?? {};
  assert.deepEqual([settings?.agents[0]?.kind, turns, tokens], ["model", 5, 200_000]);
  assert.equal(settings?.agents[0]?.budget.timeoutMs, 600_000);
});

test("HEALER-16: a repository names agents that there are", async (t) => {
  const repository = "repositories: [ { id: site, path: ., agents: [codr] } ]\n";
  const read = await readWritten(t, agents("name: coder, command: [coder]") + repository);
  assert.match(read.said, /repositories\[0\]\.agents\[0\] there is no agent "codr"; did you mean "coder"\?/);
});

for (const [what, list, said] of [
  ["no kind", ["name: a"], /chiron\.yaml:3:7 .*must say what the agent is: one of command, model/],
  ["two kinds", ["name: a, command: [a], model: true"], /must say what the agent is/],
  ["no name", ["command: [a]"], /name is missing/],
  [
    "a name twice",
    ["name: a, command: [a]", "name: a, command: [b]"],
    /chiron\.yaml:4:\d+ .*is taken by another agent/,
  ],
  ["no program", ["name: a, command: []"], /command must not be empty/],
  ["a shell's line", ["name: a, command: coder --quiet"], /command must be a list/],
  ["an unknown key", ["name: a, command: [a], isolated: true"], /isolated is an unknown key; did you mean "isolate"\?/],
  ["a time that is none", ["name: a, command: [a], timeout: 100ms"], /timeout must be from 1s to 24h/],
  ["a path to leave", ["name: a, command: [a], mayLeave: [a/b]"], /is no name of a file or folder at the top/],
  ["a model that is not there", ["name: a, model: true"], /there is no language model/],
] as const) {
  test(`HEALER-16: an agent with ${what} is refused, with its place`, async (t) => {
    const read = await readWritten(t, agents(...list));
    assert.match(read.said, said);
    assert.equal(read.settings, undefined);
  });
}
