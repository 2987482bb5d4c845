/** What can be asked of a chain, and what is answered where it cannot be (CONTRACT-09). */
// needs: git
import assert from "node:assert/strict";
import { readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { human } from "../support/engine.ts";
import { contractText, goodReport } from "../support/gates.ts";
import { startHealable } from "../support/healable.ts";
import { chironIn } from "../support/outside.ts";
import { git } from "../support/repositories.ts";

test("CONTRACT-09: a chain is approved once; one that was replaced, cancelled, or is not there, not at all", async (t) => {
  const world = await startHealable(t);
  const first = await world.fix();
  const { chain: second } = await world.done(`chains/${first}/modify`, { instructions: { review: "look twice" } });
  assert.notEqual(first, second);
  assert.equal((await world.chain(first)).state, "replaced");
  const { chain } = await world.chain(second);
  assert.equal(chain.modifiedFrom, (await world.chain(first)).chain.hash);
  assert.equal(chain.steps.find(({ kind }) => kind === "review")?.said, "look twice");
  const refused = async (path: string, status: number, words: RegExp, body?: object) => {
    const answer = await world.say(path, body);
    assert.equal(answer.status, status, `${path}: ${JSON.stringify(answer.body)}`);
    assert.match(JSON.stringify(answer.body), words);
  };
  for (const word of ["approve", "modify", "cancel"] as const)
    await refused(
      `chains/${first}/${word}`,
      409,
      /is replaced|it is replaced/,
      word === "modify" ? { drop: ["commit"] } : {},
    );
  await refused("chains/chain-0000000000000000/approve", 404, /there is no chain/);
  await world.done(`chains/${second}/approve`);
  await refused(`chains/${second}/approve`, 409, /is approved, and asks for nothing/);
  await refused(`chains/${second}/modify`, 409, /is approved/, { drop: ["commit"] });
  assert.equal(await world.patternState(), "healing");
  await refused(`patterns/${world.pattern}/fix`, 409, new RegExp(`is being healed by ${second}`));
  await world.done(`chains/${second}/cancel`);
  await refused(`chains/${second}/cancel`, 409, /is over already/);
  await refused(`chains/${second}/approve`, 409, /is cancelled/);
  assert.equal(await world.patternState(), "open");
});

test("CONTRACT-09: a second Fix now takes the place of the chain that waits, and an approval is for the newest alone", async (t) => {
  const world = await startHealable(t);
  const first = await world.fix();
  await world.check("review", `${goodReport}**RiskFactors**: another\n`);
  const second = await world.fix();
  assert.notEqual(first, second, "it has one more output to go by");
  assert.equal((await world.say(`chains/${first}/approve`)).status, 409);
  await world.done(`chains/${second}/approve`);
});

test("CONTRACT-09: a chain for another text of the contract than the one that stands there now is stale, also a moment after the change", async (t) => {
  const world = await startHealable(t);
  const chain = await world.fix();
  writeFileSync(world.live, contractText.replace("Score (integer 0-100)", "Score (integer 0-10)"));
  const { status, body } = await world.say(`chains/${chain}/approve`);
  assert.equal(status, 412, JSON.stringify(body));
  assert.match(body.help, new RegExp(`chiron contract fix ${world.pattern}`));
  assert.equal(await world.patternState(), "open");
  assert.equal(world.events.filter(({ type }) => type === "harmony:chain-decided").length, 0);
  const anew = await world.fix();
  assert.notEqual(anew, chain);
});

test("CONTRACT-09: what cannot be fixed is said with a reason: unknown and closed patterns, unknown flows, a cause that needs an agent", async (t) => {
  const world = await startHealable(t);
  const refused = async (path: string, body: object, status: number, words: RegExp) => {
    const answer = await world.say(path, body);
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.match(`${answer.body.message ?? answer.body.detail}`, words);
    return `${answer.body.help}`;
  };
  const fix = `patterns/${world.pattern}/fix`;
  await refused("patterns/0000000000000000/fix", {}, 404, /there is no pattern/);
  assert.match(await refused(fix, { flow: "no-such-flow" }, 400, /no flow no-such-flow/), /contract-drift-fix/);
  await refused(fix, { flow: "bug-triage" }, 400, /no flow is for unknown field/);
  const help = await refused(fix, { because: "producer_drifted" }, 400, /needs a coding agent, and shop names none/);
  assert.match(help, /repositories\[\]\.agents.*--because contract_stale/);
  await refused(fix, { because: "parser_too_strict" }, 400, /needs a coding agent/);
  for (const body of [{ because: "because" }, { flow: "../flows" }, { more: 1 }])
    assert.equal((await world.say(fix, body)).status, 400, JSON.stringify(body));
  for (let more = 0; more < 400 && (await world.patternState()) !== "closed"; more++)
    await world.check("review", goodReport);
  await refused(fix, {}, 409, /is closed: outputs pass again/);
  assert.equal(world.events.filter(({ type }) => type === "harmony:chain-proposed").length, 0);
});

test("CONTRACT-09: a pattern that is ignored can be fixed; once that is approved it is not ignored any more", async (t) => {
  const world = await startHealable(t);
  await world.done(`patterns/${world.pattern}/ignore`, { reason: "later" });
  const chain = await world.fix();
  assert.equal(await world.patternState(), "ignored", "a proposal alone changes nothing");
  await world.done(`chains/${chain}/approve`);
  assert.equal(await world.patternState(), "healing");
  await world.done(`chains/${chain}/cancel`);
  assert.equal(await world.patternState(), "open");
});

test("CONTRACT-09: a contract that stands in no repository is fixed by nobody, and the answer says what is missing", async (t) => {
  const world = await startHealable(t, { inNoRepository: true });
  const { status, body } = await world.say(`patterns/${world.pattern}/fix`);
  assert.equal(status, 400, JSON.stringify(body));
  assert.match(body.help, /contracts\[\]\.repository/);
});

test("CONTRACT-09: where the autonomy is observe nothing is proposed, and nothing approved that was proposed before", async (t) => {
  const world = await startHealable(t);
  const chain = await world.fix();
  const file = `${world.folder}/chiron.yaml`;
  writeFileSync(file, readFileSync(file, "utf8").replace("branch: main,", "branch: main, autonomy: observe,"));
  await world.facade.command({ kind: "reload" }, human);
  for (const path of [`chains/${chain}/approve`, `patterns/${world.pattern}/fix`]) {
    const { status, body } = await world.say(path);
    assert.equal(status, 403, JSON.stringify(body));
    assert.match(JSON.stringify(body), /autonomy of shop is observe/);
  }
  assert.equal((await world.chain(chain)).state, "proposed");
  assert.equal(world.events.filter(({ type }) => type === "harmony:chain-decided").length, 0);
  await world.done(`chains/${chain}/cancel`);
});

test("CONTRACT-09: flows that cannot be read, or say nothing that can be done, are an answer and no failure", async (t) => {
  const world = await startHealable(t, {
    ofContract: ["flows: flows.md"],
    prepare: (_, folder) => writeFileSync(`${folder}/flows.md`, "# No flow at all\n"),
  });
  const fix = () => world.say(`patterns/${world.pattern}/fix`);
  const nothing = await fix();
  assert.deepEqual([nothing.status, /no heading names a flow/.test(JSON.stringify(nothing.body))], [400, true]);
  unlinkSync(`${world.folder}/flows.md`);
  const gone = await fix();
  assert.equal(gone.status, 400, JSON.stringify(gone.body));
  assert.match(JSON.stringify(gone.body), /the flows cannot be read/);
});

test("CONTRACT-09: what others wait for cannot be left out, and nothing that is no change is one", async (t) => {
  const world = await startHealable(t);
  const chain = await world.fix();
  const bodies: readonly (readonly [object, RegExp])[] = [
    [{ drop: ["review"] }, /cannot be left out: .*commit.* waits for it/],
    [{ drop: ["analyze"] }, /waits for it/],
    [{ drop: ["review", "commit"] }, /nothing would be left/],
    [{ drop: ["analyze", "code", "review", "commit"] }, /nothing would be left/],
    [{ drop: ["deploy"] }, /./],
    [{}, /nothing of the chain would be different/],
    [{ instructions: { review: " \n\t " } }, /nothing of the chain would be different/],
    [{ instructions: { review: "x".repeat(4_001) } }, /./],
    [{ instructions: { code: "be careful" } }, /for a coding agent, and none is named/],
  ];
  for (const [body, words] of bodies) {
    const answer = await world.say(`chains/${chain}/modify`, body);
    assert.equal(answer.status, 400, JSON.stringify([body, answer.body]));
    assert.match(JSON.stringify(answer.body), words);
  }
  assert.equal((await world.chain(chain)).state, "proposed");
});

test("CONTRACT-09: hostile words of a human are kept, and do nothing to a terminal; too many are refused", async (t) => {
  const world = await startHealable(t);
  const hostile = "\u001b[2J\u001b]0;owned\u0007 \u202eevil\nline two\n--\n$(touch /tmp/x)";
  const first = await world.fix();
  const { chain } = await world.done(`chains/${first}/modify`, { instructions: { analyze: hostile } });
  assert.equal((await world.say(`chains/${chain}/approve`, { reason: "x".repeat(2_001) })).status, 400);
  assert.equal((await world.say(`chains/${chain}/approve`, { nonce: "short" })).status, 400);
  assert.equal((await world.say(`chains/${chain}/approve`, { nonce: "with spaces in it" })).status, 400);
  await world.done(`chains/${chain}/approve`, { reason: hostile });
  for (const [command = "", ...words] of [
    ["contract", "chain", chain],
    ["contract", "chains"],
    ["contract", "show", world.pattern],
    ["audit", "events", "--type", "harmony:chain-decided"],
  ]) {
    const { out, err } = await chironIn(world.dataDir, command)(...words);
    assert.ok(out.includes(chain), `${words.join(" ")}: ${out}${err}`);
    assert.doesNotMatch(out + err, /[^\P{Cc}\n]|\p{Bidi_Control}/u, words.join(" "));
  }
  assert.equal((await world.chain(chain)).reason, hostile);
  assert.equal(git(world.repository, "log", "--oneline", "main").split("\n").length, 1);
});
