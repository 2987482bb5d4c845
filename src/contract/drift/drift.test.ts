import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Finding } from "#core/model";
import { type CheckedOutput, Drift, patternId, thinned } from "./index.ts";
import { countAt, exactTimes, none, windowMs, withOccurrence } from "./window.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 1);

function finding(over: Partial<Finding> = {}): Finding {
  const base = { kind: "unknown_field", path: "RiskFactors", expected: "", received: "- late", line: 3 } as const;
  return { ...base, advisory: false, ...over };
}

function output(at: number, findings: readonly Finding[], over: Partial<CheckedOutput> = {}): CheckedOutput {
  const status = findings.length === 0 ? "valid" : "degraded";
  return { at, gate: "4", contract: "main", format: "4.1", session: "s1", status, findings, raw: "", ...over };
}

const columns = finding({ kind: "missing_column", path: "Chain table", expected: "Inputs, Waits For", received: "" });
const orphan = finding({ kind: "orphan_event", path: "chain:gate_checkpoint", expected: "chain:gate_updated" });
const asOrphan = { status: "violation", format: null } as const;

test("CONTRACT-06: one unknown field is 92, missing columns three times 87, one orphan event 45, nothing 100", () => {
  const scoreAfter = (...outputs: readonly CheckedOutput[]) => {
    const drift = new Drift();
    for (const one of outputs) drift.check(one);
    return drift.score("overall");
  };
  assert.equal(scoreAfter(output(start, [])), 100);
  assert.equal(scoreAfter(output(start, [finding()])), 92);
  assert.equal(scoreAfter(...[0, 1, 2].map((n) => output(start + n, [columns]))), 87);
  assert.equal(scoreAfter(output(start, [orphan], asOrphan)), 45);
  assert.equal(scoreAfter(output(start, [orphan], asOrphan), output(start + 1, [finding()])), 37);
  assert.equal(
    scoreAfter(...["a", "b"].map((path) => output(start, [{ ...orphan, path }], asOrphan))),
    0,
    "not below 0",
  );
  assert.equal(
    scoreAfter(output(start, [finding({ advisory: true })], { status: "valid" })),
    100,
    "advice costs nothing",
  );
});

test("CONTRACT-05: violations of one gate, kind and path are one pattern, critical with the third within 24 h", () => {
  const drift = new Drift();
  assert.equal(drift.check(output(start, [columns])).opened.length, 1);
  assert.deepEqual(drift.check(output(start + hour, [columns])).opened, []);
  assert.equal(drift.check(output(start + hour, [columns], { gate: "5" })).opened.length, 1);
  const third = drift.check(output(start + 2 * hour, [columns]));
  const [pattern, other] = drift.patterns();
  assert.deepEqual(third.becameCritical, [pattern?.id]);
  assert.deepEqual(drift.check(output(start + 3 * hour, [columns])).becameCritical, [], "it is told once");
  assert.equal(pattern?.isCritical, true);
  assert.deepEqual(pattern?.times, [start, start + hour, start + 2 * hour]);
  assert.equal(other?.isCritical, false);
  assert.equal(pattern?.id, patternId({ gate: "4", kind: "missing_column", path: "Chain table" }));
});

test("CONTRACT-05: the window ends after 24 h to the millisecond, and by the time that is told", () => {
  const drift = new Drift();
  for (const at of [start, start + 1, start + 2]) drift.check(output(at, [columns]));
  drift.advance(start + windowMs - 1);
  assert.equal(drift.patterns()[0]?.isCritical, true);
  drift.advance(start + windowMs);
  assert.equal(drift.patterns()[0]?.isCritical, false);
  assert.equal(drift.score("overall"), 89, "two are left: 8 × 1.4");
  drift.advance(start + 3 * windowMs);
  assert.equal(drift.patterns()[0]?.state, "open", "silence closes nothing");
  assert.equal(drift.score("overall"), 92, "and weighs as one");
});

test("CONTRACT-05: the order in which violations of one moment are told does not matter", () => {
  const kinds = [finding(), columns, finding({ path: "Owner" }), finding({ path: "Owner", kind: "wrong_type" })];
  const told = fc.record({
    at: fc.integer({ min: 0, max: 30 }).map((hours) => start + hours * hour),
    gate: fc.constantFrom("1", "2"),
    findings: fc.subarray(kinds, { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 60 }), fc.infiniteStream(fc.nat()), (all, keys) => {
      const inOrder = all.toSorted((a, b) => a.at - b.at);
      const shuffled = all
        .map((one) => ({ one, key: keys.next().value }))
        .sort((a, b) => a.one.at - b.one.at || a.key - b.key)
        .map(({ one }) => one);
      const seen = [inOrder, shuffled].map((outputs) => {
        const drift = new Drift();
        for (const { at, gate, findings } of outputs) drift.check(output(at, findings, { gate }));
        const patterns = drift
          .patterns()
          .map(({ id, count, total, times, isCritical }) => ({ id, count, total, times, isCritical }));
        const scores = ["1", "2"].map((gate) => drift.score({ gate }));
        return { patterns: patterns.sort((a, b) => (a.id < b.id ? -1 : 1)), scores, overall: drift.score("overall") };
      });
      assert.deepEqual(seen[0], seen[1]);
    }),
  );
});

test("CONTRACT-05: a count is exact while there are few, and never too low while there are many", () => {
  const times = fc.array(fc.integer({ min: 0, max: 2 * windowMs }), { maxLength: 3 * exactTimes });
  fc.assert(
    fc.property(times, (all) => {
      const now = Math.max(0, ...all);
      const counted = countAt(
        all.reduce((before, at) => withOccurrence(before, at, now), none),
        now,
      );
      const exact = all.filter((at) => at > now - windowMs).length;
      assert.equal(counted, exact, "whatever the order in which they are told");
      const moment = Math.min(...all.filter((at) => at > now - windowMs)) + windowMs;
      const later = countAt(
        all.reduce((before, at) => withOccurrence(before, at, now), none),
        moment,
      );
      const exactLater = all.filter((at) => at > moment - windowMs).length;
      assert.ok(exact <= exactTimes ? later === exactLater : later >= exactLater);
    }),
  );
});

test("CONTRACT-06: kept by gate, by session and overall, each with its history", () => {
  const drift = new Drift();
  drift.check(output(start, [], { session: "quiet" }));
  drift.check(output(start + 1, [finding()]));
  drift.check(output(start + 2, [columns], { gate: "5", session: "s2" }));
  drift.check(output(start + 3, [columns], { gate: "5", session: "s1" }));
  assert.equal(drift.score({ gate: "4" }), 92);
  assert.equal(drift.score({ gate: "5" }), 89);
  assert.equal(drift.score({ session: "s1" }), 84);
  assert.equal(drift.score({ session: "s2" }), 92);
  assert.equal(drift.score({ session: "quiet" }), 100);
  assert.equal(drift.score("overall"), 81);
  assert.deepEqual(
    drift.history("overall").map(({ score }) => score),
    [100, 92, 84, 81],
  );
  assert.deepEqual(
    drift.history({ gate: "5" }).map(({ score }) => score),
    [92, 89],
  );
  assert.deepEqual(
    drift.history({ session: "s1" }).map(({ score }) => score),
    [92, 84],
  );
});

test("CONTRACT-06: the score is the formula's, for any patterns with any counts", () => {
  const shapes = fc.array(fc.record({ isOrphan: fc.boolean(), count: fc.integer({ min: 1, max: 40 }) }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(shapes, (patterns) => {
      const drift = new Drift();
      patterns.forEach(({ isOrphan, count }, index) => {
        const path = `p${index}`;
        const over = { ...(isOrphan ? asOrphan : {}), gate: path };
        for (let n = 0; n < count; n++)
          drift.check(output(start + n, [isOrphan ? { ...orphan, path } : finding({ path })], over));
      });
      const lost = patterns.reduce(
        (sum, { isOrphan, count }) => sum + (isOrphan ? 55 : 8) * (1 + 0.4 * Math.log2(count)),
        0,
      );
      assert.ok(Math.abs(drift.score("overall") - Math.max(0, 100 - lost)) <= 0.5 + 1e-9);
    }),
  );
});

test("CONTRACT-05: a producer that drifts in twenty thousand paths fills nothing, and what is frequent or decided is kept", () => {
  const drift = new Drift();
  for (const n of [0, 1, 2]) drift.check(output(start + n, [columns]));
  drift.check(output(start + 3, [finding({ path: "ignored" })]));
  const ignored = drift.patterns()[1];
  drift.decide(ignored?.id ?? "", { kind: "ignore", reason: "known", by: "ada", at: start + 4 });
  for (let n = 0; n < 20_000; n++)
    drift.check(output(start + 5 + n, [finding({ path: `field-${n}` })], { format: "5.1", session: `s${n}` }));
  const kept = drift.patterns();
  assert.equal(kept.length, 100);
  assert.deepEqual(
    kept.slice(0, 2).map(({ path }) => path),
    ["Chain table", "ignored"],
  );
  assert.equal(kept.at(-1)?.path, "field-19999");
  assert.equal(drift.letGo().patterns, 19_902);
  assert.equal(drift.score("overall"), 0, "and the score is as it would be with all of them");
  const many = Array.from({ length: 5_000 }, (_, n) => finding({ path: `other-${n}` }));
  drift.check(output(start + 200_000, many, { format: "5.1" }));
  assert.equal(drift.patterns().length, 100);
  for (let n = 0; n < 1_000; n++) drift.check(output(start + 300_000 + n, [finding()], { gate: `gate-${n}` }));
  assert.equal(drift.gates().length, 64);
  assert.ok(drift.gates().includes("4"), "a human decided something there");
  assert.equal(drift.sessions().length, 200);
});

test("CONTRACT-06: a thinned history keeps its ends, its lowest score, its order, and no more points than asked for", () => {
  const history = Array.from({ length: 900 }, (_, index) => ({
    at: index ** 2,
    score: index === 613 ? 3 : 60 + (index % 40),
  }));
  for (const most of [4, 30, 100]) {
    const thin = thinned(history, most);
    assert.ok(thin.length <= most && thin.length > most / 3, `${thin.length} of ${most}`);
    assert.deepEqual([thin[0], thin.at(-1)], [history[0], history.at(-1)]);
    assert.ok(thin.some(({ score }) => score === 3));
    assert.deepEqual(
      thin,
      thin.toSorted((a, b) => a.at - b.at),
    );
  }
  assert.equal(thinned(history, 900), history);
  assert.deepEqual(thinned([], 30), []);
});
