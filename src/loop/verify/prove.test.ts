import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reading } from "#core/model";
import { createTestClock } from "#core/platform/test";
import { aReading, aTarget } from "../../../test/support/model.ts";
import { type Examination, examine, prove } from "./index.ts";

const running = (yes: boolean, extra: Partial<Reading> = {}) =>
  aReading({ running: yes }, { probe: "process", ...extra });
const serving = (yes: boolean, extra: Partial<Reading> = {}) => aReading({ serving: yes }, { probe: "http", ...extra });

const examination: Examination = {
  target: aTarget(),
  validate: "reading.values.running && reading.values.serving",
  thresholds: {},
  originalProbes: ["process"],
  shows: (reading) => (!("running" in reading.values) ? "unknown" : reading.values.running === true ? "good" : "bad"),
};

test("HOST-10: only a good reading of the original probe, with the validation met, is a proof", () => {
  assert.equal(examine(examination, [running(true), serving(true)], 1).good, true);
  assert.match(examine(examination, [running(false), serving(true)], 1).reason, /still shows the trouble/);
  assert.match(examine(examination, [running(true), serving(false)], 1).reason, /reading\.values\.serving is false/);
});

test("HOST-10: no reading is not a good reading", () => {
  assert.equal(examine(examination, [], 1).good, false);
  assert.equal(examine(examination, [serving(true)], 1).good, false, "the original probe is missing");
  assert.equal(examine(examination, [running(true, { available: false }), serving(true)], 1).good, false);
  assert.equal(examine(examination, [running(true), serving(true, { available: false })], 1).good, false);
  assert.equal(examine(examination, [aReading({}, { probe: "process" }), serving(true)], 1).good, false);
});

test("HOST-10: it polls fast at first, backing off, and ends with the first good proof", async () => {
  const clock = createTestClock();
  let polls = 0;
  const proof = prove(examination, {
    clock,
    probe: async () => [running(true), serving(++polls >= 5)],
    deadlineMs: 30_000,
    signal: new AbortController().signal,
  });
  await clock.advance(1 + 2 + 4 + 8);
  assert.equal((await proof).good, true);
  assert.equal(polls, 5);
});

test("HOST-10: at the deadline the last bad reading speaks", async () => {
  const clock = createTestClock();
  const options = {
    clock,
    probe: async () => [running(true), serving(false)],
    deadlineMs: 5_000,
    signal: new AbortController().signal,
  };
  const proof = prove(examination, options);
  await clock.advance(5_000);
  assert.equal((await proof).good, false);
});

test("HOST-10: what cannot come back by waiting is not waited for", async () => {
  const options = {
    clock: createTestClock(),
    probe: async () => [running(false)],
    deadlineMs: 30_000,
    signal: new AbortController().signal,
  };
  const proof = await prove(examination, { ...options, hopeless: () => "it ended again" });
  assert.equal(proof.reason, "it ended again");
});

test("HOST-10: a good answer that there is reason to doubt is asked for again", async () => {
  const clock = createTestClock();
  let doubts = 2;
  const proof = prove(examination, {
    clock,
    probe: async () => [running(true), serving(true)],
    deadlineMs: 30_000,
    signal: new AbortController().signal,
    doubt: () => (doubts-- > 0 ? "another process answered" : undefined),
  });
  await clock.advance(1 + 2);
  assert.equal((await proof).good, true);
  assert.equal(doubts, -1);
});
