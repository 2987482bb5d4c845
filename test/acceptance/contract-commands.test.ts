/** `chiron contract …` as people call it, beside an engine through whose gates outputs came that are not as agreed. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { startWorld } from "../support/engine.ts";
import { type GatesWorld, goodReport, narrowPlan, orphanEvent, startGates } from "../support/gates.ts";
import { chironIn, type Ran } from "../support/outside.ts";

interface Scene extends GatesWorld {
  contract(...words: readonly string[]): Promise<Ran>;
  /** The id of the pattern at this gate. */
  at(gate: string): Promise<string>;
}

async function drifted(t: TestContext): Promise<Scene> {
  const world = await startGates(t);
  await world.check("review", goodReport, { session: "s-1" });
  for (const session of ["a", "b", "b"]) await world.check("plan", narrowPlan, { session, step: "2" });
  await world.check("events", orphanEvent);
  const contract = chironIn(world.dataDir, "contract");
  const at = async (gate: string): Promise<string> =>
    (await contract("patterns", "--json")).json.find((one: { gate: string }) => one.gate === gate).id;
  return { ...world, contract, at };
}

test("CONTRACT-06: `chiron contract status` tells the score, each gate's, and what it is made of, the worst first", async (t) => {
  const { contract } = await drifted(t);
  const { code, out, err } = await contract("status");
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^Harmony: 32 of 100 \(87 until (just now|\ds ago)\)\n/);
  assert.match(out, /^gate +score +as agreed +degraded +violations +last +contract$/m);
  for (const row of ["review +100 +1 +0 +0", "plan +87 +0 +3 +0", "events +45 +0 +0 +1"])
    assert.match(out, new RegExp(`^${row} .* agents$`, "m"));
  assert.match(out, /^2 sessions below 100; --json lists them\.$/m);
  assert.match(out, /events .* orphan event: chain:gate_checkpoint\n.*plan .* missing column: Chain plan table\n/);
  assert.match(out, /^chiron contract show [0-9a-f]{16} {3}its outputs/m);
  const { json } = await contract("status", "--json");
  assert.deepEqual([json.score, json.patterns.length], [32, 2]);
  const scores = json.history.map(({ score }: { score: number }) => score);
  assert.deepEqual(scores, [100, 92, 89, 87, 32]);
});

test("CONTRACT-06: a score of 100 where nothing was checked is not told as good news", async (t) => {
  const none = await startWorld(t, "node: t\n");
  const without = chironIn(none.dataDir, "contract");
  for (const words of ["list", "status", "patterns"])
    assert.equal((await without(words)).out, "No contract is declared. They stand under `contracts` in chiron.yaml.\n");
  assert.deepEqual((await without("list", "--json")).json, []);
  const world = await startGates(t);
  const contract = chironIn(world.dataDir, "contract");
  assert.match((await contract("status")).out, /^Harmony: 100 of 100\nNo output has come through a gate yet\.\n/);
  writeFileSync(join(world.folder, "CONTRACT.md"), "nothing that was agreed\n");
  const trouble = /^agents: it has no format and no event$/m;
  await until("the trouble is seen", async () => trouble.test((await contract("status")).out));
  assert.match((await contract("patterns")).out, trouble);
  const listed = await contract("list");
  assert.equal(listed.code, 1);
  assert.match(listed.out, /^agents +1\.2 +2 +review, plan, events +0 .*CONTRACT\.md$/m);
  assert.match(listed.out, trouble);
});

test("CONTRACT-05: `chiron contract patterns` and `show` tell a pattern's count, causes with what speaks for them, and what it needs to close", async (t) => {
  const { contract, at } = await drifted(t);
  const plan = await at("plan");
  const { out } = await contract("patterns");
  assert.match(out, /^pattern +gate +in 24 h +state +last +likely +what$/m);
  assert.match(out, new RegExp(`^${plan} +plan +3 critical +open .* missing column: Chain plan table$`, "m"));
  const shown = await contract("show", plan);
  assert.equal(shown.code, 0);
  assert.match(shown.out, new RegExp(`^${plan} {2}open {2}missing column: Chain plan table at plan\n`));
  assert.match(shown.out, /^degraded, critical: 3 times within 24 h, 3 in all, .* Contract: agents\.$/m);
  assert.match(shown.out, /^It closes once \d+ outputs in a row pass; so far: 0\.$/m);
  assert.match(
    shown.out,
    /^ +\d+ % {2}the producer drifted: .*\n {10}the contract is explicit about `Chain plan table`$/m,
  );
  assert.match(shown.out, /^ +\d+ % {2}a deliberate evolution: nothing speaks for it$/m);
  assert.doesNotMatch(shown.out, /the contract was changed/);
  const { json } = await contract("show", plan, "--json");
  assert.deepEqual([json.id, json.count, json.sessions, json.violations.length], [plan, 3, ["a", "b"], 3]);
  const kinds = json.hypotheses.map(({ kind }: { kind: string }) => kind);
  assert.deepEqual([kinds[0], kinds.length], ["producer_drifted", 4]);
});

test("CONTRACT-08: `chiron contract investigate` shows the output beside the contract, the difference marked, and is in the history", async (t) => {
  const { contract, at } = await drifted(t);
  const plan = await at("plan");
  const { code, out } = await contract("investigate", plan, "--reason", "who wrote this?");
  assert.equal(code, 0);
  assert.match(out, new RegExp(`^Noted: ${plan} is being looked into\\.$`, "m"));
  assert.match(out, /^The contract says:\n +17 {2}## Format 4\.2: Chain plan \(P1\)$/m);
  assert.match(out, /^The newest output \(chk-\w+\.1, session b, step 2\):$/m);
  assert.match(out, /^> \| Step \| Agent \|\n {2}\^{16} no Inputs, Waits For$/m);
  assert.match(out, /^ +\^{6} asks for Inputs$/m);
  assert.match(out, /^expected: Inputs, Waits For\nreceived: Step, Agent$/m);
  assert.match(out, /^History:\n {2}\S+Z {2}cli:\S+ {2}investigate: who wrote this\?$/m);
  assert.match(out, new RegExp(`^ {2}chiron contract ignore ${plan} --reason "…" `, "m"));
  const { json } = await contract("investigate", plan, "--json");
  assert.deepEqual([json.message, json.changed], [`Noted: ${plan} is being looked into.`, true]);
});

test("CONTRACT-08: `chiron contract ignore` silences a pattern with a reason, `restore` takes that back, and the page says both", async (t) => {
  const { contract, at } = await drifted(t);
  const events = await at("events");
  const score = async () => (await contract("status", "--json")).json.score;
  const ignored = await contract("ignore", events, "--reason", "until the new backend is out");
  assert.equal(
    ignored.out,
    `${events} is ignored: it goes on counting, and weighs nothing. Take that back with: chiron contract restore ${events}\n`,
  );
  assert.equal(await score(), 87);
  const page = (await contract("show", events)).out;
  assert.match(page, /^Ignored by cli:\S+, .*: “until the new backend is out”$/m);
  assert.match(page, new RegExp(`^ {2}chiron contract restore ${events} {3}let it count again$`, "m"));
  assert.doesNotMatch(page, /It closes once/);
  const restored = await contract("restore", events, "--json");
  assert.deepEqual(restored.json, {
    message: `${events} counts again.`,
    changed: true,
    data: { pattern: events, score: 32 },
  });
  assert.match(
    (await contract("show", events)).out,
    /^ {2}\S+Z {2}cli:\S+ {2}ignore: until .*\n {2}\S+Z {2}cli:\S+ {2}restore$/m,
  );
});

test("CONTRACT-08: what cannot be decided is told by what is wrong and what to do, with an exit code, and changes nothing", async (t) => {
  const { contract, at, events } = await drifted(t);
  const plan = await at("plan");
  const refused = async (code: number, words: readonly string[], err: RegExp) => {
    const ran = await contract(...words);
    assert.deepEqual([ran.code, ran.out], [code, ""], words.join(" "));
    assert.match(ran.err, err);
  };
  for (const words of [["show"], ["investigate"], ["ignore", "--reason", "so"], ["restore"]])
    await refused(
      1,
      [...words, "0123456789abcdef"],
      /^chiron: there is no pattern 0123456789abcdef\n {2}.*chiron contract patterns/,
    );
  await refused(
    1,
    ["show", "nope", "--json"],
    /^\{"code":"not_found","message":"there is no pattern nope","help":".*"\}\n$/,
  );
  await refused(2, ["show", "../../v1"], /^chiron: params\.id: may hold letters/);
  await refused(2, ["ignore", plan], /^error: required option '--reason <text>' not specified$/m);
  await refused(2, ["ignore", plan, "--reason", " "], /^chiron: the reason is empty\n {2}Say why: --reason "…"/);
  await refused(2, ["show"], /^error: missing required argument 'id'$/m);
  await refused(
    4,
    ["restore", plan],
    new RegExp(`^chiron: the pattern ${plan} is open: only one that is ignored can be restored$`, "m"),
  );
  await contract("ignore", plan, "--reason", "so");
  await refused(4, ["ignore", plan, "--reason", "so"], /is ignored: only one that is open can be ignored$/m);
  assert.equal(events.filter(({ type }) => type === "harmony:decided").length, 1);
});

test("CONTRACT-08: while no engine runs, every command that asks one says so, and how to start it", async (t) => {
  const contract = chironIn(temporaryFolder(t), "contract");
  const because = ["--reason", "so"];
  for (const words of [
    ["list"],
    ["status"],
    ["patterns"],
    ["show", "x"],
    ["investigate", "x"],
    ["restore", "x"],
    ["ignore", "x", ...because],
  ]) {
    const { code, out, err } = await contract(...words);
    assert.deepEqual([code, out], [3, ""], words.join(" "));
    assert.match(
      err,
      /^chiron: Chiron is not running: nobody answers at .*chiron\.sock\n {2}Start it with `chiron up`/,
    );
    const asJson = await contract(...words, "--json");
    assert.equal(JSON.parse(asJson.err).code, "not_running");
  }
});
