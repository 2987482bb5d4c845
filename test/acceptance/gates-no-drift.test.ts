import assert from "node:assert/strict";
import { test } from "node:test";
import { gatesYaml, goodReport, orphanEvent, riskyReport, startGates } from "../support/gates.ts";

const retryWithin = (time: string) => `${gatesYaml}    retryWithin: ${time}\n`;

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

test("CONTRACT-13: a transient error for which no retry comes in the time that is configured counts afterwards, as what it was", async (t) => {
  const { check, ask, event, events } = await startGates(t, retryWithin("1s"));
  const step = { session: "s-1", step: "3", transient: true };
  const sentAt = Date.now();
  assert.equal((await check("review", riskyReport, step)).body.recorded, "awaiting_retry");
  assert.equal((await ask("GET", "harmony")).body.score, 100);
  const awaited = await event("harmony:retry-awaited");
  // From when it was looked at, which was between the two.
  const { until: deadline } = awaited.data;
  assert.ok(deadline >= sentAt + 1_000 && deadline <= awaited.at + 1_000, `${deadline - awaited.at}`);
  const violation = await event("harmony:violation");
  const { until: _, ...sent } = awaited.data;
  assert.deepEqual(violation.data, sent);
  assert.ok(violation.at >= awaited.data.until);
  assert.deepEqual([sent.findings[0]?.path, sent.session, sent.step], ["RiskFactors", "s-1", "3"]);
  // Too late: it mends nothing any more.
  await check("review", goodReport, step);
  assert.equal((await ask("GET", "harmony")).body.score, 92);
  assert.ok(!events.some(({ type }) => type === "harmony:retry-mended"));
});

test("CONTRACT-13: what waits for a retry is known after a restart: one is mended then, one for which none came counts, each once", async (t) => {
  const first = await startGates(t, retryWithin("6s"));
  const waits = { session: "s-1", step: "lost", transient: true };
  await first.check("review", riskyReport, waits);
  await first.stop();
  assert.ok(!first.events.some(({ type }) => type === "harmony:violation"));
  const { folder } = first;
  const second = await startGates(t, retryWithin("1h"), { folder });
  const lost = await second.event("harmony:violation", ({ data }) => data.step === "lost");
  const awaited = await second.event("harmony:retry-awaited", ({ data }) => data.step === "lost");
  assert.equal(lost.data.check, awaited.data.check);
  assert.ok(lost.at >= awaited.data.until);
  await second.check("review", riskyReport, { ...waits, step: "mended" });
  await second.stop();
  const third = await startGates(t, retryWithin("1h"), { folder });
  await third.check("review", goodReport, { ...waits, step: "mended" });
  const mended = await third.event("harmony:retry-mended");
  assert.equal(mended.data.replaced, undefined);
  assert.equal(third.events.filter(({ type }) => type === "harmony:violation").length, 1);
  assert.equal((await third.ask("GET", "harmony")).body.score, 92);
});

test("CONTRACT-13: whoever fails again and again, each time as transient, is waited for from the first try on, and counts once", async (t) => {
  const { check, event, events } = await startGates(t, retryWithin("2s"));
  const step = { session: "s-1", step: "3", transient: true };
  const failing = setInterval(() => void check("review", riskyReport, step).catch(() => undefined), 200);
  const violation = await event("harmony:violation").finally(() => clearInterval(failing));
  const first = events.find(({ type }) => type === "harmony:retry-awaited");
  assert.ok(first?.type === "harmony:retry-awaited" && violation.data.check !== first.data.check);
  const tries = events.flatMap((one) =>
    one.type === "harmony:retry-awaited" && one.seq < violation.seq ? [one.data.until] : [],
  );
  assert.ok(tries.length > 1 && tries.every((until) => until === first.data.until), String(tries));
  assert.ok(events.every((one) => one.type !== "harmony:retry-mended" || one.data.replaced === true));
});
