import assert from "node:assert/strict";
import { test } from "node:test";
import { goodReport, orphanEvent, riskyReport, startGates } from "../support/gates.ts";

test("CONTRACT-13: malformed input from a user is refused with what is wrong, and makes no violation", async (t) => {
  const { check, ask, events } = await startGates(t);
  const refused = await check("review", riskyReport, { from: "user" });
  assert.equal(refused.status, 400);
  assert.match(refused.body.detail, /unknown field RiskFactors \(line 6\)/);
  for (const body of [{}, { output: goodReport, formt: "4.1" }, { output: goodReport, format: "9.9" }]) {
    const { status, body: problem } = await ask("POST", "gates/review/checks", { body });
    assert.equal(status, 400, JSON.stringify(problem));
  }
  assert.equal((await check("review", "x".repeat(1_000_001))).status, 413);
  assert.equal((await check("review", "x".repeat(9_000_000))).status, 413);
  assert.equal((await ask("GET", "harmony")).body.score, 100);
  assert.ok(!events.some(({ type }) => type === "harmony:violation"));
});

test("CONTRACT-13: a broadcast is information, whatever it looks like", async (t) => {
  const { check, ask, event } = await startGates(t);
  const { body } = await check("events", orphanEvent, { broadcast: true });
  assert.deepEqual([body.recorded, body.violations], ["information", []]);
  const counted = await event("harmony:check");
  assert.equal(counted.data.checks[0]?.isInformation, true);
  assert.equal((await ask("GET", "harmony")).body.score, 100);
});

test("CONTRACT-13: a transient error that a retry mends is no drift; one that none mends is, once it is not called so any more", async (t) => {
  const { check, ask, events, event } = await startGates(t);
  const step = { session: "s-1", step: "3" };
  assert.equal((await check("review", riskyReport, { ...step, transient: true })).body.recorded, "awaiting_retry");
  // Another step's output mends nothing of this one.
  await check("review", goodReport, { session: "s-1", step: "4" });
  assert.ok(!events.some(({ type }) => type === "harmony:retry-mended"));
  await check("review", goodReport, step);
  await event("harmony:retry-mended");
  assert.equal((await ask("GET", "harmony")).body.score, 100);
  assert.equal((await check("review", riskyReport, { ...step, transient: true })).body.recorded, "awaiting_retry");
  assert.equal((await check("review", riskyReport, step)).body.recorded, "violation");
  assert.equal((await ask("GET", "harmony")).body.score, 92);
});
