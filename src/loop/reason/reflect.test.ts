import assert from "node:assert/strict";
import { test } from "node:test";
import type { Avoidance, Note, Risk, Verdict } from "#core/model";
import { anIncident, aPlan, aRunbook } from "../../../test/support/model.ts";
import { maxReflectionsOf, objectionTo, reflectOn } from "./reflect.ts";

const forbid = (avoid?: Avoidance): Note => ({
  ...{ policy: "mine", severity: "forbid", kind: "mine", message: "not like this", evidence: {} },
  ...(avoid === undefined ? {} : { avoid }),
});
const verdict = (...notes: readonly Note[]): Verdict => ({
  ...{ plan: "plan-1", planHash: "h", decision: "reject", notes, judgedAt: 0, at: "proposal" },
});

test("REASON-06: three reflections, and fewer as risk and entropy rise, but at least one", () => {
  const table: readonly (readonly [Risk, number, number])[] = [
    ["low", 0, 3],
    ["low", 1, 2],
    ["medium", 0, 2],
    ["medium", 1, 2],
    ["high", 0, 2],
    ["high", 1, 1],
    ["high", 9, 1],
  ];
  for (const [risk, entropy, most] of table) assert.equal(maxReflectionsOf(risk, entropy), most, `${risk} ${entropy}`);
});

test("REASON-06: below the limit it goes back, at the limit to a human with all violations laid out", () => {
  const first = reflectOn(anIncident(), aPlan(), verdict(forbid()), 0);
  assert.equal(first.kind, "again");
  assert.deepEqual([first.reflected?.reflection, first.reflected?.maxReflections], [1, 3]);
  const violation = { ...first.reflected?.violation, strategy: "earlier" } as never;
  const last = reflectOn(
    anIncident({ reflectionCount: 2, violations: [violation] }),
    aPlan({ strategy: "later" }),
    verdict(forbid()),
    0,
  );
  assert.equal(last.kind, "human");
  assert.match(last.kind === "human" ? last.reason : "", /3 plans were refused: .*\(earlier\).*\(later\)/);
});

test("REASON-06: what holds for any repair is not reflected on", () => {
  const reflection = reflectOn(anIncident(), aPlan(), verdict(forbid({ everything: true })), 0);
  assert.deepEqual([reflection.kind, reflection.reflected], ["human", undefined]);
});

test("REASON-06: what was refused is not proposed again, nor what the violation speaks of", () => {
  const runbook = aRunbook({
    strategies: [
      { name: "one", steps: [{ action: "command", with: { argv: ["/bin/true"] } }] },
      { name: "two", steps: [{ action: "command", with: { argv: ["/bin/true"] } }] },
      { name: "three", risk: "high", steps: [{ action: "wait", with: { for: "1s" } }] },
      { name: "four", steps: [{ action: "wait", with: { for: "1s" } }] },
    ],
  });
  const violated = (avoid?: Avoidance) => ({
    violations: [
      { plan: "p", planHash: "h", runbook: runbook.id, runbookHash: "h", strategy: "one", notes: [forbid(avoid)] },
    ],
  });
  const actions = (name: string) => ({ name, risk: "low" }) as never;
  const left = (avoid?: Avoidance, hash = "h") =>
    runbook.strategies
      .filter((one) => objectionTo(violated(avoid), { runbook, hash }, one, actions) === undefined)
      .map(({ name }) => name);
  assert.deepEqual(left(), ["two", "three", "four"]);
  assert.deepEqual(left({ actions: ["command"] }), ["three", "four"]);
  assert.deepEqual(left({ riskAbove: "medium" }), ["two", "four"]);
  assert.deepEqual(left({ runbook: true }), []);
  assert.deepEqual(left({ runbook: true }, "another content"), ["one", "two", "three", "four"]);
  assert.deepEqual(left({ everything: true }, "another content"), []);
});
