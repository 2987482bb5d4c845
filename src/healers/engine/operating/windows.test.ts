import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCronTimes } from "#core/lib";
import type { WindowSetting, WindowTimes } from "#core/model";
import { ConfiguredWindows } from "./windows.ts";

const at = (text: string) => Date.parse(text);
const windowWith = (times: WindowTimes): WindowSetting => ({
  ...{ name: "night", kind: "maintenance", messages: "keep", reason: "backups" },
  ...{ matchers: null, times },
});

test("REASON-05: a window that opens by cron is open from then on for as long as it says, and no longer", async () => {
  const cron = await loadCronTimes();
  const windows = new ConfiguredWindows();
  const setting = windowWith({ cron: "0 2 * * *", zone: "Europe/Berlin", forMs: 3_600_000 });
  const openAt = (text: string) => windows.open([setting], at(text), cron)[0]?.until ?? null;
  assert.equal(openAt("2026-01-10T00:59:59.999Z"), null);
  assert.equal(openAt("2026-01-10T01:00:00Z"), at("2026-01-10T02:00:00Z"));
  assert.equal(openAt("2026-01-10T01:59:59.999Z"), at("2026-01-10T02:00:00Z"));
  assert.equal(openAt("2026-01-10T02:00:00Z"), null);
  assert.equal(windows.opening(setting, at("2026-01-10T02:00:00Z"), cron).to, at("2026-01-11T01:00:00Z"));
  // The clock was set back: what was worked out before does not hold any more.
  assert.equal(openAt("2026-01-10T01:30:00Z"), at("2026-01-10T02:00:00Z"));
  assert.equal(openAt("2026-01-09T01:30:00Z"), at("2026-01-09T02:00:00Z"));
});

test("REASON-05: a window that lasts longer than until its next time stays open; one that happens once happens once", async () => {
  const cron = await loadCronTimes();
  const windows = new ConfiguredWindows();
  const always = windowWith({ cron: "0 * * * *", zone: "UTC", forMs: 2 * 3_600_000 });
  for (let minute = 0; minute < 24 * 60; minute += 7)
    assert.equal(windows.open([always], at("2026-01-10T00:00:00Z") + minute * 60_000, cron).length, 1);
  const once = windowWith({ from: 1_000, until: 2_000 });
  const open = [0, 999, 1_000, 1_999, 2_000, 3_000].map((now) => windows.open([once], now, undefined).length);
  assert.deepEqual(open, [0, 0, 1, 1, 0, 0]);
});
