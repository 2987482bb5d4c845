/** Where a producer, a parser or the words of a human are what a coding agent has to understand: asked, bounded, and held to the review (CONTRACT-10). */
// needs: git
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { contractText, goodReport } from "../support/gates.ts";
import { type Healable, type HealableOptions, startHealable } from "../support/healable.ts";
import { git } from "../support/repositories.ts";

/** A coding agent that is a shell script: real, small, and sure of what it wants. */
async function withAgent(t: TestContext, script: string, options: HealableOptions = {}): Promise<Healable> {
  const command = JSON.stringify(["sh", "-c", script]);
  const world = await startHealable(t, {
    ...options,
    withMender: true,
    ofRepository: ["agents: [coder]"],
    yaml: `healers: { agents: [ { name: coder, command: ${command}, isolate: none } ] }`,
  });
  await world.check("review", goodReport);
  return world;
}

const prompt = "# The reviewer\n\nWrite a review report.\nAdd RiskFactors where you see some.\n";

test("CONTRACT-10: an instruction that makes outputs differ is changed by the agent, which hears what the human says besides", async (t) => {
  const script = 'grep -q "Whoever approved it says: leave the rest" && sed -i "/RiskFactors/d" reviewer.md';
  const world = await withAgent(t, script, { files: { "reviewer.md": prompt, "other.md": "unrelated\n" } });
  const first = await world.fix({ because: "producer_drifted" });
  assert.equal((await world.chain(first)).chain.flow, "harmony-audit-and-fix");
  const { chain } = await world.done(`chains/${first}/modify`, { instructions: { code: "leave the rest" } });
  await world.done(`chains/${chain}/approve`);
  const { steps, appliedAt } = await world.reached(chain, "done");
  assert.deepEqual(
    steps.map(({ step, state }) => [step, state]),
    ["analyze", "code", "review", "commit"].map((step) => [step, "done"]),
  );
  assert.match(steps.find(({ step }) => step === "code")?.detail ?? "", /reviewer\.md changed/);
  assert.equal(world.onMain("reviewer.md").toString(), prompt.replace(/^Add .*\n/m, ""));
  assert.deepEqual(git(world.repository, "diff", "--name-only", "main~1", "main").split("\n"), [
    "LEARNINGS.md",
    "reviewer.md",
  ]);
  assert.match(git(world.repository, "log", "-1", "--format=%B", "main"), /agent coder/);
  assert.notEqual(appliedAt, null, "the text that outputs are held against is as it is to be");
});

const strict = "! grep -q RiskFactors\n";

test("CONTRACT-10: a parser is changed by the agent, and asked about every recorded output before anything is committed", async (t) => {
  const world = await withAgent(t, 'echo "grep -q Verdict # RiskFactors are welcome" > parse.sh', {
    files: { "parse.sh": strict },
    ofContract: ["replay: { command: [sh, parse.sh] }"],
  });
  const chain = await world.fix({ because: "parser_too_strict" });
  assert.equal((await world.chain(chain)).chain.flow, "parser-update");
  await world.done(`chains/${chain}/approve`);
  const { steps } = await world.reached(chain, "done");
  assert.match(steps.find(({ step }) => step === "review")?.detail ?? "", /your parser understands 2/);
});

interface Bad {
  readonly what: string;
  readonly script: string;
  readonly options: HealableOptions;
  readonly because: string;
  readonly says?: string;
  readonly words: RegExp;
}

const bad: readonly Bad[] = [
  {
    what: "leaves the parser as strict as it was",
    script: 'echo "! grep -q RiskFactors # still" > parse.sh',
    options: { files: { "parse.sh": strict }, ofContract: ["replay: { command: [sh, parse.sh] }"] },
    because: "parser_too_strict",
    words: /your parser does not understand/,
  },
  {
    what: "changes another file as well",
    script: 'sed -i "/RiskFactors/d" reviewer.md; echo more >> other.md',
    options: { files: { "reviewer.md": prompt, "other.md": "unrelated\n" } },
    because: "producer_drifted",
    words: /it changed other\.md/,
  },
  {
    what: "changes the contract so that what was as agreed would differ",
    script:
      'sed -i -e "s/^- Reviewer (one-line string, optional)/- Reviewer (one-line string)\\n- RiskFactors (string, optional)/" CONTRACT.md',
    options: {},
    because: "contract_stale",
    says: "as you like",
    words: /was as agreed, and would differ: missing field Reviewer/,
  },
  {
    what: "changes the contract, but not so that it helps",
    script: 'sed -i "s/^# Agent contract/# The agent contract/" CONTRACT.md',
    options: {},
    because: "contract_stale",
    says: "as you like",
    words: /still differs: unknown field RiskFactors/,
  },
  {
    what: "does nothing",
    script: "true",
    options: {},
    because: "contract_stale",
    says: "as you like",
    words: /agent coder/,
  },
];

for (const { what, script, options, because, says, words } of bad) {
  test(`CONTRACT-10: an agent that ${what} changes nothing`, async (t) => {
    const world = await withAgent(t, script, options);
    const before = world.untouched();
    const first = await world.fix({ because });
    const chain =
      says === undefined ? first : (await world.done(`chains/${first}/modify`, { instructions: { code: says } })).chain;
    await world.done(`chains/${chain}/approve`);
    assert.match(`${(await world.reached(chain, "failed")).reason}`, words);
    assert.deepEqual(world.untouched(), before);
    assert.equal(world.onMain("CONTRACT.md").toString(), contractText);
    assert.equal(await world.patternState(), "open");
    await until("nothing is left", () => world.leftovers() === "");
  });
}
