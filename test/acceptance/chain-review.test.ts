/** What a review does not pass, and what nobody but a person may change: then nothing is changed at all (CONTRACT-10). */
// needs: git
import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { contractText, goodReport, orphanEvent } from "../support/gates.ts";
import {
  type Healable,
  type HealableOptions,
  hangingTests,
  letGo,
  prepareGate,
  startHealable,
  testsRun,
} from "../support/healable.ts";
import { commitOnMain, git } from "../support/repositories.ts";

/** Has a chain carried out that fails, and looks at what was there before. */
async function failing(t: TestContext, options: HealableOptions, words: RegExp, step: string): Promise<Healable> {
  const world = await startHealable(t, { ...options, withMender: true });
  await world.check("review", goodReport);
  const score = (await world.ask("GET", "harmony")).body.score;
  const before = world.untouched();
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  const { reason, steps, commit, branch } = await world.reached(chain, "failed");
  assert.match(`${reason}`, words);
  assert.deepEqual(
    [steps.at(-1)?.step, steps.at(-1)?.state, steps.at(-1)?.detail],
    [step, "failed", reason],
    "the step says it as well",
  );
  assert.deepEqual([commit, branch], [null, null]);
  await until("nothing is left", () => world.leftovers() === "");
  assert.deepEqual(world.untouched(), before);
  assert.equal(await world.patternState(), "open");
  assert.equal((await world.ask("GET", "harmony")).body.score, score);
  await until("a human is told", () => words.test(world.notices()), 30_000);
  return world;
}

test("CONTRACT-10: where the repository's own tests fail nothing is changed, the pattern is open, and a human is told why", async (t) => {
  const files = { "check.sh": "echo the parser is unhappy >&2\n! grep -q RiskFactors CONTRACT.md\n" };
  const ofRepository = ["test: { command: [sh, check.sh] }"];
  const world = await failing(
    t,
    { files, ofRepository },
    /tests do not pass with it \(1\).*parser is unhappy/,
    "review",
  );
  // Also a second time: nothing of the first is in its way.
  const again = await world.fix();
  await world.done(`chains/${again}/approve`);
  await world.reached(again, "failed");
  assert.equal(world.leftovers(), "");
});

test("CONTRACT-10: tests that are out of time fail, and nothing of them runs on", async (t) => {
  const ofRepository = ["test: { command: [sh, -c, 'read line < DIR/gate'], timeout: 2s }"];
  await failing(t, { prepare: prepareGate, ofRepository }, /out of time/, "review");
});

test("CONTRACT-10: where an output that was as agreed would not be understood, nothing is changed", async (t) => {
  const files = { "parse.sh": "grep -q RiskFactors\n" };
  const ofContract = ["replay: { command: [sh, parse.sh] }"];
  await failing(t, { files, ofContract }, /your parser does not understand the output of/, "review");
});

test("CONTRACT-10: a LEARNINGS.md that is a link is not followed, and one that is a folder is none", async (t) => {
  const prepare = (repository: string, folder: string) => {
    writeFileSync(join(folder, "outside.md"), "private\n");
    symlinkSync(join(folder, "outside.md"), join(repository, "LEARNINGS.md"));
    git(repository, "add", "--all");
    git(repository, "commit", "--quiet", "-m", "a link");
    git(repository, "branch", "--force", "main", "work");
  };
  await failing(t, { prepare }, /LEARNINGS\.md is a (?:sym)?link and no file/, "review");
  await failing(t, { files: { "LEARNINGS.md/keep": "" } }, /LEARNINGS\.md is a folder and no file/, "review");
});

/** Whole files of bytes, committed on both branches. */
function commitBytes(repository: string, files: Readonly<Record<string, Uint8Array>>): void {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(repository, name), bytes);
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "-m", "bytes");
  git(repository, "branch", "--force", "main", "work");
}

test("CONTRACT-10: with line ends of Windows and a byte order mark, every byte but the new line is as it was; so in LEARNINGS.md", async (t) => {
  const before = Buffer.from(`\ufeff${contractText.replaceAll("\n", "\r\n")}`);
  // No UTF-8, and no line end at its end.
  const learnt = Buffer.concat([Buffer.from("# Learnt\r\n\r\n\r\ncaf"), Buffer.from([0xe9]), Buffer.from(" au lait")]);
  const world = await startHealable(t, {
    withMender: true,
    prepare: (repository) => commitBytes(repository, { "CONTRACT.md": before, "LEARNINGS.md": learnt }),
  });
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  await world.reached(chain, "done");
  const lines = world.onMain("CONTRACT.md").toString().split("\r\n");
  const added = lines.indexOf("- RiskFactors (one-line string, optional)");
  assert.notEqual(added, -1, lines.join("\n"));
  assert.deepEqual(Buffer.from(lines.toSpliced(added, 1).join("\r\n")), before);
  const learnings = world.onMain("LEARNINGS.md");
  assert.deepEqual(learnings.subarray(0, learnt.length), learnt);
  const entry = learnings.subarray(learnt.length).toString();
  assert.match(entry, /^\r\n\r\n## \d{4}-\d\d-\d\d: unknown field RiskFactors at gate review\r\n/);
  assert.ok(entry.endsWith("\r\n") && !/[^\r]\n/.test(entry), JSON.stringify(entry));
});

test("CONTRACT-10: a contract that is no UTF-8 is left to a person: writing it back would change more than the line", async (t) => {
  const bytes = Buffer.from(contractText.replace("Agent contract", "Agent contract, caf\u00e9"), "latin1");
  const prepare = (repository: string) => commitBytes(repository, { "CONTRACT.md": bytes });
  const world = await startHealable(t, { withMender: true, prepare });
  const before = world.untouched();
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  assert.match(`${(await world.reached(chain, "failed")).reason}`, /CONTRACT\.md is no UTF-8 text/);
  assert.deepEqual(world.untouched(), before);
});

test("CONTRACT-10: an event is renamed everywhere or nowhere: a file that is too large is not cut", async (t) => {
  const { event: sent } = orphanEvent;
  const large = Buffer.alloc(5 * 1024 * 1024, `"${sent}" and more of it\n`);
  const prepare = (repository: string) =>
    commitBytes(repository, { "backend.mjs": Buffer.from(`emit("${sent}");\n`), "recorded.txt": large });
  const world = await startHealable(t, { withMender: true, prepare });
  await world.check("events", orphanEvent);
  const { patterns } = (await world.ask("GET", "harmony")).body;
  const pattern = patterns.find(({ kind }: { kind: string }) => kind === "orphan_event").id;
  const { chain } = await world.done(`patterns/${pattern}/fix`);
  await world.done(`chains/${chain}/approve`);
  assert.match(`${(await world.reached(chain, "failed")).reason}`, /recorded\.txt has more than \d+ bytes/);
  assert.deepEqual(world.onMain("recorded.txt"), large);
  await until("nothing is left", () => world.leftovers() === "");
});

test("CONTRACT-10: when somebody commits another file meanwhile, the change is made anew on it, reviewed again, and both are there", async (t) => {
  const world = await startHealable(t, { withMender: true, prepare: prepareGate, ofRepository: [hangingTests] });
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  await testsRun(world);
  commitOnMain(world.repository, { "other.txt": "by somebody\n" });
  await letGo(world);
  await testsRun(world);
  await letGo(world);
  await world.reached(chain, "done");
  assert.deepEqual(git(world.repository, "log", "--format=%s", "main").split("\n"), [
    "Heal contract drift: unknown field RiskFactors",
    "by somebody",
    "first",
  ]);
  assert.deepEqual(git(world.repository, "diff", "--name-only", "main~1", "main").split("\n"), [
    "CONTRACT.md",
    "LEARNINGS.md",
  ]);
  await until("nothing is left", () => world.leftovers() === "");
});

test("CONTRACT-10: when somebody commits another text of the contract meanwhile, the chain fails and says so, and theirs stands", async (t) => {
  const world = await startHealable(t, { withMender: true, prepare: prepareGate, ofRepository: [hangingTests] });
  const chain = await world.fix();
  await world.done(`chains/${chain}/approve`);
  await testsRun(world);
  const theirs = contractText.replace("Score (integer 0-100)", "Score (integer 0-10)");
  commitOnMain(world.repository, { "CONTRACT.md": theirs });
  await letGo(world);
  const { reason } = await world.reached(chain, "failed");
  assert.match(`${reason}`, /CONTRACT\.md on main is not the text that outputs are held against.*fix anew/);
  assert.equal(world.onMain("CONTRACT.md").toString(), theirs);
  assert.equal(await world.patternState(), "open");
  await until("nothing is left", () => world.leftovers() === "");
});

test("CONTRACT-10: an event whose name could be no argument of a program, or looks like an option, is a sentence for a person", async (t) => {
  const world = await startHealable(t, { withMender: true });
  for (const tail of ["\u0000x", "\n--output=/tmp/x", "x".repeat(20_000)]) {
    const sent = `chain:gate_${tail}`;
    await world.check("events", { event: sent, payload: { id: "c-1" } });
    const { patterns } = (await world.ask("GET", "harmony")).body;
    const found = patterns.find(
      ({ gate, state }: { gate: string; state: string }) => gate === "events" && state === "open",
    );
    const { chain } = await world.done(`patterns/${found.id}/fix`);
    await world.done(`chains/${chain}/approve`);
    const { reason } = await world.reached(chain, "failed");
    assert.match(`${reason}`, /is written nowhere in shop/);
    assert.ok(!/\p{Cc}/u.test(`${reason}`) && `${reason}`.length < 1_000);
    await world.done(`patterns/${found.id}/ignore`, { reason: "the next one" });
  }
  assert.equal(world.leftovers(), "");
});
