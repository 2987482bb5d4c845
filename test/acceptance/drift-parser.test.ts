/** The parser is too strict: an agent mends it, and every recorded output is fed to it before anything is committed. */
// needs: git
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { agentYaml, letAgent } from "../support/drift-agent.ts";
import { type DriftScene, startDrift } from "../support/drift-scene.ts";
import { contractText, goodReport, riskyReport } from "../support/gates.ts";
import { git } from "../support/repositories.ts";

/** The Summary may be a heading as well, says whoever reads; the desk's parser knows one way. It leaves a cache behind, as many do. */
const parser = `import { readFileSync, writeFileSync } from "node:fs";
const text = readFileSync(0, "utf8");
writeFileSync("cache.tmp", text);
const known = ["Verdict", "Score", "Summary"];
const fields = [...text.matchAll(/^\\*\\*(\\w+)\\*\\*: /gm)].map(([, name]) => name);
for (const name of fields) if (!known.includes(name)) { console.error("unknown field " + name); process.exit(1); }
if (!fields.includes("Verdict")) { console.error("no Verdict in this Review report"); process.exit(2); }
`;

const replayBy = (...words: readonly string[]) => [`replay: { command: ${JSON.stringify(words)}, timeout: 10s }`];

const start = (t: TestContext, replay: readonly string[]) =>
  startDrift(t, {
    files: { "CONTRACT.md": contractText, "parse.mjs": parser },
    gates: "{ review: {} }",
    ofRepository: ["agents: [coder]"],
    ofContract: replay,
    yaml: agentYaml(),
  });

const causedBy = { because: "parser_too_strict" };
const lenient = ['"Summary"]', '"Summary", "RiskFactors"]'] as const;

async function drifted(scene: DriftScene): Promise<string> {
  assert.equal(await scene.send("review", goodReport), "valid");
  assert.equal(await scene.send("review", goodReport.replace("88", "12")), "valid");
  assert.equal(await scene.send("review", riskyReport), "degraded");
  await scene.event("harmony:health-updated", ({ current }) => current === 92);
  return (await scene.pattern()).id;
}

async function begun(scene: DriftScene, pattern: string): Promise<string> {
  const { chain: id, flow } = await scene.decide(`patterns/${pattern}/fix`, causedBy);
  assert.equal(flow, "parser-update");
  await scene.decide(`chains/${id}/approve`);
  return id;
}

function understands({ chiron, repository }: DriftScene, output: string): boolean {
  writeFileSync(join(chiron.folder, "parse.mjs"), git(repository, "show", "main:parse.mjs"));
  try {
    execFileSync(process.execPath, ["parse.mjs"], { cwd: chiron.folder, input: output, stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

test("CONTRACT-10: an agent mends the parser; all recorded outputs are fed to it, and one that breaks a good output, or takes too little, fails the review", async (t) => {
  const scene = await start(t, replayBy(process.execPath, "parse.mjs"));
  const pattern = await drifted(scene);
  const before = git(scene.repository, "rev-parse", "main");
  const failures = [
    [
      ["replaces", '["Verdict", "Score", "Summary"]', '["Verdict", "Summary", "RiskFactors"]'],
      /the review failed: your parser does not understand \S+ \(it ended with 1, and says: unknown field Score\)/,
    ],
    [
      ["replaces", '"no Verdict in', '"no verdict in'],
      /the review failed: your parser does not understand \S+ \(it ended with 1, and says: unknown field RiskFactors\)/,
    ],
    // It takes the output that differed, and no other.
    [
      [
        "replaces",
        "const known = [",
        'if (!text.includes("RiskFactors")) process.exit(7);\nconst known = ["RiskFactors", ',
      ],
      /the review failed: your parser does not understand the output of \S+ \(it ended with 7\)/,
    ],
    // What is committed would be another text than the one that was looked at.
    [
      ["replaces", '"cache.tmp", text);', '"parse.mjs", "// nothing");\nprocess.exit(0);'],
      /the review failed: while it was asked, your parser changed parse\.mjs/,
    ],
  ] as const;
  for (const [[what, ...words], reason] of failures) {
    letAgent(scene, what, ...words);
    const failed = await scene.reached(await begun(scene, pattern), "failed");
    assert.match(failed.reason ?? "", reason);
    assert.equal(failed.steps.find(({ step }) => step === "review")?.state, "failed");
    assert.equal(git(scene.repository, "rev-parse", "main"), before);
    assert.equal(git(scene.repository, "branch", "--list", "chiron/*"), "");
  }
  assert.ok(!understands(scene, riskyReport));
  letAgent(scene, "replaces", ...lenient);
  const done = await scene.reached(await begun(scene, pattern), "done");
  assert.match(
    done.steps.find(({ step }) => step === "review")?.detail ?? "",
    /your parser understands [2-9]\d*; the repository names no tests$/,
  );
  for (const output of [riskyReport, goodReport]) assert.ok(understands(scene, output));
  assert.deepEqual(
    git(scene.repository, "diff", "--name-only", "main~1", "main").split("\n"),
    ["LEARNINGS.md", "parse.mjs"],
    "what the parser leaves behind is not committed",
  );
});

for (const [how, command, reason] of [
  ["hangs", ["sleep", "317"], /was not done with \S+ within 10 s, and was ended$/],
  ["is missing", ["./no-such-parser"], /your parser \(contracts\[\]\.replay\) could not be asked: .*no-such-parser/],
  ["writes endlessly", ["sh", "-c", "exec yes"], /was not done with \S+ within 10 s, and was ended$/],
] as const) {
  test(`CONTRACT-10: a replay command that ${how} fails the review, which says so, and leaves nothing behind`, async (t) => {
    const scene = await start(t, replayBy(...command));
    const pattern = await drifted(scene);
    const before = git(scene.repository, "rev-parse", "main");
    letAgent(scene, "replaces", ...lenient);
    const failed = await scene.reached(await begun(scene, pattern), "failed");
    assert.match(failed.reason ?? "", /^the review failed: your parser/);
    assert.match(failed.reason ?? "", reason);
    assert.equal(git(scene.repository, "rev-parse", "main"), before);
    assert.equal(git(scene.repository, "branch", "--list", "chiron/*"), "");
    assert.equal((await scene.pattern()).state, "open");
  });
}

test("CONTRACT-09: without a parser that could be asked, or an agent, Fix now says what is missing and where to say it", async (t) => {
  const scene = await start(t, []);
  const pattern = await drifted(scene);
  const { status, body } = await scene.ask("POST", `harmony/patterns/${pattern}/fix`, {
    body: { nonce: "nonce-without-replay", ...causedBy },
  });
  assert.equal(status, 400);
  assert.match(JSON.stringify(body), /contracts\[\]\.replay of agents/);
});
