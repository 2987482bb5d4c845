import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reading, Target } from "#core/model";
import { type ConditionFacts, checkCondition, compileCondition } from "./condition.ts";
import { explainCondition } from "./explain.ts";

function factsWith(values: Reading["values"], extra: Partial<ConditionFacts> = {}): ConditionFacts {
  const reading: Reading = { target: "web", probe: "http", takenAt: 1, available: true, values, latencyMs: 3 };
  return { reading, readings: {}, target: { id: "web" } as Target, thresholds: {}, now: 1_000, ...extra };
}

test("HOST-05: a condition over a reading is true, false, or not known", () => {
  const condition = compileCondition("reading.values.running == false", "rule");
  assert.deepEqual(condition.evaluate(factsWith({ running: false })), { value: true });
  assert.deepEqual(condition.evaluate(factsWith({ running: true })), { value: false });
  assert.ok("error" in condition.evaluate(factsWith({})), "a missing value is not false");
});

test("HOST-05: thresholds and arithmetic work on the numbers that probes give", () => {
  const condition = compileCondition("reading.values.ageMs > thresholds.stale_after * 1000.0", "rule");
  const thresholds = { stale_after: 300 };
  assert.deepEqual(condition.evaluate(factsWith({ ageMs: 300_001 }, { thresholds })), { value: true });
  assert.deepEqual(condition.evaluate(factsWith({ ageMs: 300_000 }, { thresholds })), { value: false });
});

test("FACE-03: a misspelt name, a wrong type and a broken expression are found when loaded, with their place", () => {
  assert.deepEqual(checkCondition("reading.valuess.x == 1")?.offset, 8);
  assert.match(checkCondition("readin.values.x == 1")?.message ?? "", /Unknown variable: readin/);
  assert.match(checkCondition("reading.latencyMs + 1.0")?.message ?? "", /must be true or false/);
  assert.ok(checkCondition("reading.values.x ==") !== undefined);
  assert.ok(checkCondition("") !== undefined);
  assert.ok(checkCondition(`${"(".repeat(2_000)}true${")".repeat(2_000)}`) !== undefined, "deep nesting");
  assert.ok(checkCondition("a".repeat(10_000)) !== undefined, "too long");
});

test("HOST-17: a hostile pattern cannot hang a condition", () => {
  const condition = compileCondition('reading.values.line.matches("(a+)+$")', "rule");
  const started = performance.now();
  assert.deepEqual(condition.evaluate(factsWith({ line: `${"a".repeat(50_000)}!` })), { value: false });
  assert.ok(performance.now() - started < 2_000);
  assert.deepEqual(condition.evaluate(factsWith({ line: "aaa" })), { value: true });
});

test("HOST-17: text in a reading is data, whatever it looks like", () => {
  const condition = compileCondition('reading.values.name == "x"', "rule");
  assert.deepEqual(condition.evaluate(factsWith({ name: '" || true || "' })), { value: false });
});

test("a failed condition shows the values that it saw", () => {
  const facts = factsWith({ running: true, serving: false });
  const said = explainCondition("reading.values.running && reading.values.serving && reading.values.gone", facts);
  assert.match(said, /reading\.values\.serving is false/);
  assert.match(said, /reading\.values\.gone is not known/);
});
