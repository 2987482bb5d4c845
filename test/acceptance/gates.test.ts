import assert from "node:assert/strict";
import { test } from "node:test";
import { goodPlan, goodReport, narrowPlan, orphanEvent, riskyReport, startGates } from "../support/gates.ts";

type Json = Record<string, unknown>;

test("CONTRACT-03: an output sent to a gate is recognised, held against the contract, and answered with what differs", async (t) => {
  const { check, ask } = await startGates(t);
  const good = await check("review", goodReport);
  assert.equal(good.status, 200, JSON.stringify(good.body));
  assert.deepEqual([good.body.status, good.body.format, good.body.version], ["valid", "4.1", "1.2"]);
  const risky = await check("review", riskyReport);
  assert.equal(risky.body.status, "degraded");
  assert.deepEqual(
    risky.body.findings.map(({ kind, path, line }: Json) => [kind, path, line]),
    [["unknown_field", "RiskFactors", 6]],
  );
  assert.equal((await check("plan", goodPlan)).body.status, "valid");
  const narrow = await check("plan", narrowPlan);
  assert.deepEqual(
    narrow.body.findings.map(({ kind }: Json) => kind),
    ["missing_column"],
  );
  const orphan = await check("events", orphanEvent);
  assert.deepEqual([orphan.body.status, orphan.body.findings[0].kind], ["violation", "orphan_event"]);
  const { body: contracts } = await ask("GET", "contracts");
  assert.deepEqual(
    contracts.items.map(({ id, version, trouble }: Json) => [id, version, trouble]),
    [["agents", "1.2", null]],
  );
});

test("CONTRACT-04: a violation is written down with all that is known of it, its text cut and its secrets masked", async (t) => {
  const { check, event } = await startGates(t);
  const report = riskyReport.replace("all is well", "password=hunter2 was found");
  const { body } = await check("review", report, { session: "s-1", step: "3", chain: "c-9" });
  assert.deepEqual(body.violations.length, 1);
  const { data } = await event("harmony:violation");
  assert.deepEqual(
    [data.gate, data.contract, data.format, data.version, data.status, data.session, data.step, data.chain],
    ["review", "agents", "4.1", "1.2", "degraded", "s-1", "3", "c-9"],
  );
  const [finding] = data.findings;
  assert.deepEqual([finding?.kind, finding?.path, finding?.line], ["unknown_field", "RiskFactors", 6]);
  assert.match(finding?.received ?? "", /none that we know of/);
  assert.ok(!data.raw.includes("hunter2") && data.raw.includes("RiskFactors"), data.raw);
  assert.equal(data.isCut, false);
  const long = await check("review", `${riskyReport}\n${"word ".repeat(40_000)}`);
  assert.equal(long.body.status, "degraded");
  const cut = await event("harmony:violation", (one) => one.data.isCut);
  assert.ok(cut.data.raw.length <= 65_536);
});

test("CONTRACT-06: missing columns three times make 87 and are critical; one unknown field makes 92; one orphan event 45", async (t) => {
  const { check, ask } = await startGates(t);
  const harmony = async () => (await ask("GET", "harmony")).body;
  assert.equal((await harmony()).score, 100);
  for (const session of ["a", "b", "b"]) await check("plan", narrowPlan, { session });
  const drifted = await harmony();
  assert.deepEqual(
    drifted.patterns.map(({ gate, kind, isCritical, count }: Json) => [gate, kind, isCritical, count]),
    [["plan", "missing_column", true, 3]],
  );
  assert.equal(drifted.score, 87);
  const scoreOf = (view: { gates: { gate: string; score: number }[] }, gate: string) =>
    view.gates.find((one) => one.gate === gate)?.score;
  assert.equal(scoreOf(drifted, "plan"), 87);
  assert.equal(scoreOf(drifted, "review"), 100);
  assert.deepEqual(
    drifted.sessions.map(({ session, score }: Json) => [session, score]),
    [
      ["b", 89],
      ["a", 92],
    ],
  );
  await check("review", riskyReport);
  assert.equal(scoreOf(await harmony(), "review"), 92);
  await check("events", orphanEvent);
  const all = await harmony();
  assert.equal(scoreOf(all, "events"), 45);
  assert.equal(all.score, 100 - 13 - 8 - 55);
  assert.deepEqual(all.history.map(({ score }: Json) => score).slice(0, 2), [100, 92]);
});
