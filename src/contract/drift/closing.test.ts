import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding } from "#core/model";
import { type CheckedOutput, Drift } from "./index.ts";

const start = Date.UTC(2026, 10, 1);
const missing: Finding = {
  kind: "missing_field",
  path: "Owner",
  expected: "string",
  received: "",
  line: null,
  advisory: false,
};

function bad(at: number, over: Partial<CheckedOutput> = {}): CheckedOutput {
  return { ...good(at), status: "degraded", findings: [missing], ...over };
}

function good(at: number, over: Partial<CheckedOutput> = {}): CheckedOutput {
  return {
    at,
    gate: "4",
    contract: "main",
    format: "4.1",
    session: null,
    status: "valid",
    findings: [],
    raw: "",
    ...over,
  };
}

function driftWith(...outputs: readonly CheckedOutput[]): { drift: Drift; id: string } {
  const drift = new Drift();
  for (const output of outputs) drift.check(output);
  return { drift, id: drift.patterns()[0]?.id ?? "" };
}

test("CONTRACT-11: after a healing the pattern counts until a real output passes, and closes then", () => {
  const { drift, id } = driftWith(bad(start), bad(start + 1), bad(start + 2));
  drift.decide(id, { kind: "heal", chain: "c1", at: start + 10 });
  drift.check(good(start + 11));
  assert.equal(drift.pattern(id)?.state, "healing", "nothing was changed yet, so that it says nothing of the change");
  drift.decide(id, { kind: "applied", at: start + 20 });
  assert.equal(drift.score("overall"), 87);
  drift.check(good(start + 15));
  drift.check(good(start + 21, { gate: "5" }));
  drift.check(good(start + 21, { format: "5.1" }));
  assert.equal(drift.pattern(id)?.state, "healing", "an older output, another gate and another format say nothing");
  const change = drift.check(good(start + 22));
  assert.deepEqual(change.closed, [id]);
  assert.deepEqual(change.score, { previous: 87, current: 100 });
  assert.equal(drift.history({ gate: "4" }).at(-1)?.score, 100);
});

test("CONTRACT-11: a violation after the healing opens it again, and says that the healing did not work", () => {
  const { drift, id } = driftWith(bad(start));
  drift.decide(id, { kind: "heal", chain: "c1", at: start + 10 });
  drift.decide(id, { kind: "applied", at: start + 20 });
  assert.deepEqual(drift.check(bad(start + 19)).healingFailed, [], "told late: from before the change");
  assert.equal(drift.pattern(id)?.state, "healing");
  const change = drift.check(bad(start + 21));
  assert.deepEqual(change.healingFailed, [id]);
  assert.equal(drift.pattern(id)?.state, "open");
  assert.deepEqual(drift.check(bad(start + 22)).healingFailed, [], "that is told once");
});

test("CONTRACT-11: it says so as well when an output had passed in between", () => {
  const { drift, id } = driftWith(bad(start));
  drift.decide(id, { kind: "heal", chain: "c1", at: start + 10 });
  drift.decide(id, { kind: "applied", at: start + 20 });
  assert.deepEqual(drift.check(good(start + 21)).closed, [id]);
  const change = drift.check(bad(start + 22));
  assert.deepEqual([change.opened, change.healingFailed], [[id], [id]]);
  assert.equal(drift.score("overall"), 92, "counted from one");
});

test("CONTRACT-11: a chain that was stopped leaves the pattern open", () => {
  const { drift, id } = driftWith(bad(start));
  drift.decide(id, { kind: "heal", chain: "c1", at: start + 10 });
  assert.throws(() => drift.decide(id, { kind: "heal", chain: "c2", at: start + 11 }), { code: "conflict" });
  drift.decide(id, { kind: "stopped", at: start + 12 });
  assert.equal(drift.pattern(id)?.state, "open");
  assert.throws(() => drift.decide(id, { kind: "applied", at: start + 13 }), { code: "conflict" });
  assert.throws(() => drift.decide("nobody", { kind: "restore", at: start }), { code: "not_found" });
});

test("CONTRACT-11: left alone, a pattern closes when that many outputs pass as chance does not explain", () => {
  const always = driftWith(bad(start), bad(start + 1));
  for (let n = 0; n < 9; n++) assert.deepEqual(always.drift.check(good(start + 10 + n)).closed, []);
  assert.deepEqual(always.drift.check(good(start + 20)).closed, [always.id], "ten at least");

  const half = driftWith(good(start), good(start + 1), bad(start + 2), bad(start + 3), good(start + 4), bad(start + 5));
  assert.equal(half.drift.pattern(half.id)?.passesNeeded, 10);
  const seldom = driftWith(good(start, { outputs: 19 }), bad(start + 1));
  assert.equal(seldom.drift.pattern(seldom.id)?.passesNeeded, 90, "0.95^90 is just below 1 %");
  assert.deepEqual(seldom.drift.check(good(start + 2, { outputs: 89 })).closed, []);
  assert.deepEqual(seldom.drift.check(good(start + 3)).closed, [seldom.id]);
});

test("CONTRACT-11: an output that is bad in another way passes for the pattern, one that was not recognised does not", () => {
  const { drift, id } = driftWith(bad(start));
  drift.decide(id, { kind: "heal", chain: "c1", at: start + 10 });
  drift.decide(id, { kind: "applied", at: start + 20 });
  const unparseable = { ...missing, kind: "unparseable", path: "" } as const;
  drift.check(bad(start + 21, { status: "violation", format: null, findings: [unparseable] }));
  assert.equal(drift.pattern(id)?.state, "healing");
  drift.check(bad(start + 22, { findings: [{ ...missing, path: "Title" }] }));
  assert.equal(drift.pattern(id)?.state, "closed");
});

test("CONTRACT-05: an ignored pattern is silent, goes on counting, needs a reason, and can be taken back", () => {
  const { drift, id } = driftWith(bad(start));
  assert.throws(() => drift.decide(id, { kind: "ignore", reason: " ", by: "ada", at: start + 1 }), {
    code: "bad_request",
  });
  drift.decide(id, { kind: "ignore", reason: "until the next release", by: "ada", at: start + 1 });
  assert.equal(drift.score("overall"), 100);
  drift.check(bad(start + 2));
  drift.check(bad(start + 3));
  drift.check(good(start + 4, { outputs: 1_000 }));
  assert.equal(drift.pattern(id)?.state, "ignored", "a human's word stands until a human takes it back");
  assert.equal(drift.score({ gate: "4" }), 100);
  drift.decide(id, { kind: "restore", at: start + 5 });
  assert.equal(drift.score("overall"), 87);
});
