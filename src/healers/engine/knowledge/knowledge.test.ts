import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openLog, standardProjections } from "#core/log";
import { openLogReader } from "#core/log/read";
import { event, type NewEvent } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { limitsIn } from "./limits.ts";
import { spreadOf } from "./times.ts";
import { versionsOf } from "./versions.ts";

test("FACE-11: what an older log kept of a version is found where it was judged or amended, and what it did not keep is not made up", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const projections = standardProjections({ evolve: (incident) => incident, version: 1 });
  const log = openLog({ path, stream: "engine", clock: createTestClock(), projections });
  t.after(() => log.close());
  const registered = (hash: string): NewEvent =>
    event("runbook.registered", { runbook: "rb", version: 1, hash, source: "rb.yaml" });
  const definition = { id: "rb", title: "Amended", password: "hunter22" };
  log.append([
    registered("a".repeat(64)),
    registered("b".repeat(64)),
    event("runbook.described", { runbook: "rb", hash: "b".repeat(64), definition: { title: "Judged" } }),
    event("runbook.described", { runbook: "rb", hash: "b".repeat(64), definition: { title: "Judged" } }),
    event("runbook.amended", {
      ...{ amendment: "amd-1", runbook: "rb", from: "b".repeat(64), hash: "c".repeat(64) },
      definition: definition as never,
    }),
    registered("c".repeat(64)),
    event("runbook.graduated", { runbook: "rb", version: 1, hash: "c".repeat(64), incidents: ["i-1", "i-2"] }),
    event("runbook.demoted", { runbook: "rb", hash: "c".repeat(64), reason: "it did not help" }),
    registered("a".repeat(64)),
    registered("c".repeat(64)),
  ]);
  log.flush();
  const reader = openLogReader(path);
  t.after(() => reader.close());
  const found = versionsOf(await reader.knowledge(), "rb", {});
  assert.deepEqual(
    found?.items.map((one) => [one.definition?.title ?? null, one.amendment?.id ?? null]),
    [
      ["Amended", null],
      [null, null],
      ["Amended", "amd-1"],
      ["Judged", null],
      [null, null],
    ],
  );
  assert.ok(!JSON.stringify(found).includes("hunter22"));
  assert.deepEqual(
    found?.items[2]?.modes.map(({ mode, how, reason }) => [mode, how, reason]),
    [
      ["dry_run", "registered", null],
      ["auto_execute", "graduated", "its dry runs were borne out: i-1, i-2"],
      ["dry_run", "demoted", "it did not help"],
    ],
  );
  assert.equal(found?.items[0]?.modes[0]?.how, "registered", "what was taken back does not come back with the content");
});

test("FACE-11: a chart's lines are what the condition says, and nothing that it does not", () => {
  const of = (condition: string) => limitsIn(condition, { high: 85, low: 2, factor: 1.5 });
  assert.deepEqual(of("reading.values.usedPercent > thresholds.high"), [
    { value: "usedPercent", at: 85, bad: "above" },
  ]);
  assert.deepEqual(of("reading.values.ageMs >= thresholds.low * 1000.0 && reading.values.left < 3"), [
    { value: "ageMs", at: 2_000, bad: "above" },
    { value: "left", at: 3, bad: "below" },
  ]);
  assert.deepEqual(of("reading.values.used < thresholds.high - 2.0"), [], "a sum is no number that it knows");
  assert.deepEqual(of("baseline.recentMs > thresholds.factor * baseline.latencyMs"), []);
  assert.deepEqual(of("reading.values.used > thresholds.unknown"), []);
});

test("FACE-11: median and 95th percentile are times that were really taken", () => {
  assert.deepEqual(spreadOf([]), { count: 0, median: null, p95: null });
  assert.deepEqual(spreadOf([7]), { count: 1, median: 7, p95: 7 });
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.deepEqual(spreadOf(hundred), { count: 100, median: 50, p95: 95 });
});
