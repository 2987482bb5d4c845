/** Rules of packs, on readings that are hard to bring about for real. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";
import { aReading, aTarget } from "../../../test/support/model.ts";
import type { TargetKind } from "../../core/model/index.ts";
import { createDetector } from "./index.ts";

async function watching(t: TestContext, pack: string, kind: TargetKind) {
  const { settings } = await readWritten(t, `packs: [service, ${pack}]`);
  const detector = createDetector(settings?.rules ?? []);
  const probes = ["process", "http"].map((id) => ({ id, kind: id, everyMs: 1_000, deadlineMs: 1_000, options: {} }));
  const target = aTarget({ kind, probes });
  let now = 0;
  return (probe: string, values: Record<string, boolean>, available = true) => {
    now += 10_000;
    const reading = aReading(values, { probe, available, takenAt: now });
    const detections = detector.observe(target, reading, now, { startedAt: null });
    return detections.flatMap((one) => (one.kind === "raised" ? [one.anomaly.type] : []));
  };
}

for (const [pack, kind, type] of [
  ["agents", "agent", "agent_failure"],
  ["openclaw", "gateway", "gateway_unresponsive"],
] as const) {
  test(`HOST-05: ${type}: gone is told at once and by one name; what a person stopped through its supervisor is left alone`, async (t) => {
    const gone = await watching(t, pack, kind);
    assert.deepEqual(gone("process", { running: false, stopped: false, zombie: false }), [type]);
    const stopped = await watching(t, pack, kind);
    assert.deepEqual(stopped("process", { running: false, stopped: false, stoppedOnPurpose: true }), []);
    for (let look = 0; look < 4; look++) assert.deepEqual(stopped("http", { serving: false }, false), []);
  });
}

test("HOST-05: latency_degraded: databases and message servers that answer more slowly than they used to, as web services", async (t) => {
  for (const kind of ["http", "tcp", "postgres", "redis", "nats"]) {
    const { settings } = await readWritten(t, "packs: [service]");
    const detector = createDetector(settings?.rules ?? []);
    const probes = [{ id: kind, kind, everyMs: 1_000, deadlineMs: 1_000, options: {} }];
    const target = aTarget({ probes });
    let now = 0;
    const found = (latencyMs: number): readonly string[] => {
      now += 10_000;
      const reading = aReading({ serving: true, latencyMs }, { probe: kind, takenAt: now });
      const detections = detector.observe(target, reading, now, { startedAt: null });
      return detections.flatMap((one) => (one.kind === "raised" ? [one.anomaly.type] : []));
    };
    const normal = Array.from({ length: 60 }, () => found(40));
    const slow = Array.from({ length: 20 }, () => found(400));
    assert.deepEqual([normal.flat(), slow.flat()], [[], ["latency_degraded"]], kind);
  }
});
