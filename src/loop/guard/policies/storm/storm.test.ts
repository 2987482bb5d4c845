import assert from "node:assert/strict";
import { test } from "node:test";
import type { Crowd, Facts } from "#core/model";
import { aPlan, aStep, someFacts } from "../../../../../test/support/model.ts";
import { createGuard, isStormOver, policies } from "../../index.ts";

const now = 10_000_000;
const minute = 60_000;
const guard = createGuard(policies, {});

const crowd = (bad: number, watched: number, agoMs = 1_000, stormSince: number | null = null): Crowd => ({
  bad: Array.from({ length: bad }, (_, index) => ({ target: `t${index}`, since: now - agoMs - index })),
  watched,
  stormSince,
});
const doing = aPlan({ steps: [aStep({ action: "command", restartsOwnService: false })] });
const judge = (facts: Partial<Facts>, plan = doing) =>
  guard.judge(plan, someFacts({ now, runbookMode: "auto_execute", ...facts }), "proposal");
const isHeld = (facts: Partial<Facts>, plan = doing) =>
  judge(facts, plan).notes.some((note) => note.policy === "storm" && note.severity === "hold");

test("REASON-05: storm: half of all targets, and at least five, that went bad within minutes of one another", () => {
  assert.equal(isHeld({ crowd: crowd(5, 10) }), true);
  assert.equal(isHeld({ crowd: crowd(5, 11) }), false, "less than half");
  assert.equal(isHeld({ crowd: crowd(4, 4) }), false, "a handful is no storm, even if it is all there is");
  assert.equal(isHeld({ crowd: crowd(8, 10, 6 * minute) }), false, "what has been bad for long is no storm");
  assert.equal(isHeld({ crowd: crowd(1, 10, 1_000, now - minute) }), true, "one that stands goes on until it is over");
  const [note] = judge({ crowd: crowd(6, 10) }).notes.filter(({ policy }) => policy === "storm");
  assert.deepEqual([note?.evidence.bad, note?.evidence.watched, note?.until], [6, 10, null]);
  assert.match(note?.recommendation ?? "", /share/);
});

test("REASON-05: storm: over at half of what makes one", () => {
  const over = (bad: number) => isStormOver(guard.inForce, crowd(bad, 20, 1_000, now - minute), now);
  assert.deepEqual([10, 6, 5, 4, 0].map(over), [false, false, false, true, true]);
});

test("REASON-05: storm: what is seen first-hand is put back, looks are free, and a human's word counts", () => {
  const facts = { crowd: crowd(8, 10) };
  assert.equal(isHeld({ ...facts, running: false }, aPlan()), false, "its own process is gone");
  assert.equal(isHeld({ ...facts, running: true }, aPlan()), true, "a restart of what runs is a repair like any other");
  assert.equal(isHeld(facts, aPlan({ steps: [aStep({ changesNothing: true, restartsOwnService: false })] })), false);
  assert.equal(isHeld({ ...facts, approvedPlanHash: doing.hash }), false);
  const strict = createGuard(policies, { storm: { putBack: false } });
  assert.equal(strict.judge(aPlan(), someFacts({ ...facts, now }), "proposal").retryAt, null);
});
