import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCronTimes } from "./cron.ts";

const at = (text: string) => Date.parse(text);

test("REASON-13: schedules follow their time zone through changes of the clock", async () => {
  const times = await loadCronTimes();
  const next = (cron: string, from: string, zone = "Europe/Berlin") =>
    new Date(times.next(cron, zone, at(from)) ?? 0).toISOString();
  assert.equal(next("30 2 * * *", "2026-01-10T00:00:00Z"), "2026-01-10T01:30:00.000Z");
  // 02:30 does not exist on the 29th of March: right after the gap. It comes twice on the 25th of October: once.
  assert.equal(next("30 2 * * *", "2026-03-28T12:00:00Z"), "2026-03-29T01:00:00.000Z");
  assert.equal(next("30 2 * * *", "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00.000Z");
  assert.equal(next("30 2 * * *", "2026-10-25T00:30:00Z"), "2026-10-26T01:30:00.000Z");
  // What comes every half hour comes every half hour.
  assert.equal(next("*/30 * * * *", "2026-10-25T00:30:00Z"), "2026-10-25T01:00:00.000Z");
  assert.equal(next("*/30 * * * *", "2026-10-25T01:00:00Z"), "2026-10-25T01:30:00.000Z");
});

test("the last time is the one at or before a moment, and the next is after it", async () => {
  const { last, next } = await loadCronTimes();
  const three = at("2026-03-28T03:00:00Z");
  const dayMs = 86_400_000;
  for (const [moment, before] of [
    [three, three],
    [three - 1, three - dayMs],
    [three + 1, three],
    [three + 999, three],
    [three + 1_000, three],
    [three + dayMs - 1, three],
  ] as const) {
    assert.equal(last("0 3 * * *", "UTC", moment), before, new Date(moment).toISOString());
    assert.ok((next("0 3 * * *", "UTC", moment) ?? 0) > moment);
  }
});

test("what is no expression, no zone or never due says so", async () => {
  const { fault } = await loadCronTimes();
  assert.equal(fault("0 3 * * *", "Europe/Berlin"), undefined);
  assert.match(fault("61 * * * *", "UTC")?.message ?? "", /is no cron expression: .*61/);
  assert.match(fault("often", "UTC")?.message ?? "", /is no cron expression/);
  assert.deepEqual(fault("0 3 * * *", "Mars/Olympus")?.part, "zone");
  assert.equal(fault("0 3 31 2 *", "UTC")?.message, "is never due");
});
