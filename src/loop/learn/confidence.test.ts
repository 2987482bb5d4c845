import assert from "node:assert/strict";
import { test } from "node:test";
import { betaQuantile, confidenceFrom, effectivenessOf } from "./confidence.ts";

test("LEARN-02: the lower bound agrees with the closed form where there is one", () => {
  // Beta(n, 1) has the distribution function x^n.
  for (const n of [1, 2, 5, 14, 40, 400]) {
    assert.ok(Math.abs(betaQuantile(n, 1, 0.05) - 0.05 ** (1 / n)) < 1e-9, `n = ${n}`);
  }
  // Beta(1, n): 1 - (1 - x)^n.
  assert.ok(Math.abs(betaQuantile(1, 7, 0.05) - (1 - 0.95 ** (1 / 7))) < 1e-9);
  // Symmetric: the median is one half.
  assert.ok(Math.abs(betaQuantile(3.5, 3.5, 0.5) - 0.5) < 1e-9);
});

test("LEARN-02: thirteen verified recoveries are needed for 0.8, and one failure takes it away", () => {
  const recovered = (count: number) => Array.from({ length: count }, () => ({ effectiveness: 1, at: 0 }));
  assert.ok(confidenceFrom(recovered(12), 0).lower < 0.8);
  assert.ok(confidenceFrom(recovered(13), 0).lower >= 0.8);
  assert.ok(confidenceFrom([...recovered(13), { effectiveness: 0, at: 0 }], 0).lower < 0.8);
});

test("LEARN-02: the upper end mirrors the lower one, and both close in on what happened", () => {
  const { lower, upper, mean } = confidenceFrom([], 0);
  assert.deepEqual([lower.toFixed(3), mean, upper.toFixed(3)], ["0.050", 0.5, "0.950"]);
  const mixed = (count: number) =>
    confidenceFrom(
      Array.from({ length: count }, (_, index) => ({ effectiveness: index % 2, at: 0 })),
      0,
    );
  assert.ok(Math.abs(mixed(10).lower + mixed(10).upper - 1) < 1e-9);
  assert.ok(mixed(100).upper - mixed(100).lower < mixed(10).upper - mixed(10).lower);
});

test("LEARN-02: old outcomes fade, they do not turn into their opposite", () => {
  const old = confidenceFrom([{ effectiveness: 1, at: 0 }], 90 * 86_400_000);
  assert.equal(old.alpha, 1.5);
  assert.equal(old.beta, 1);
});

test("LEARN-01: a recovery counts less when it was slow, and an unverified one not at all", () => {
  assert.equal(effectivenessOf("recovered", 1_000), 1);
  assert.equal(effectivenessOf("recovered", 300_001), 0.8);
  assert.equal(effectivenessOf("recovered", 600_001), 0.5);
  assert.equal(effectivenessOf("unverified", 10), 0);
});
