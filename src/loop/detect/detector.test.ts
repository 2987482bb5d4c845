import assert from "node:assert/strict";
import { test } from "node:test";
import { aReading, aRule, aTarget } from "../../../test/support/model.ts";
import { createDetector, type Detection } from "./index.ts";

const cold = { startedAt: null };
const kinds = (detections: readonly Detection[]) => detections.map((one) => one.kind);

function watch(rule: ReturnType<typeof aRule>, target = aTarget()) {
  const detector = createDetector([rule]);
  let now = 0;
  const see = (
    values: Record<string, string | number | boolean>,
    options: { available?: boolean; probe?: string; startedAt?: number } = {},
  ) => {
    now += 1_000;
    const reading = aReading(values, {
      takenAt: now,
      available: options.available ?? true,
      probe: options.probe ?? "process",
    });
    return kinds(detector.observe(target, reading, now, { startedAt: options.startedAt ?? null }));
  };
  const at = (time: number) => {
    now = time;
  };
  return { detector, see, at };
}

test("HOST-05: process_dead is raised by one reading that says so, with its evidence", () => {
  const detector = createDetector([aRule()]);
  const [raised] = detector.observe(aTarget(), aReading({ running: false }), 1_000, cold);
  assert.ok(raised?.kind === "raised");
  assert.equal(raised.anomaly.evidence.condition, "reading.values.running == false");
  assert.deepEqual(raised.anomaly.evidence.reading.values, { running: false });
});

test("HOST-05: a rule with `bad: 2` suspects first, and lets go when the next reading is good", () => {
  const { see } = watch(aRule({ bad: 2 }));
  assert.deepEqual(see({ running: false }), ["suspected"]);
  assert.deepEqual(see({ running: true }), ["dismissed"]);
  assert.deepEqual(see({ running: false }), ["suspected"]);
  assert.deepEqual(see({ running: false }), ["raised"]);
  assert.deepEqual(see({ running: false }), ["seen"]);
});

test("HOST-05: `for` asks that it lasts, and `confirmWhen` that it need not", () => {
  const lasting = watch(aRule({ for: "2s" }));
  assert.deepEqual(lasting.see({ running: false }), ["suspected"]);
  assert.deepEqual(lasting.see({ running: false }), []);
  assert.deepEqual(lasting.see({ running: false }), ["raised"]);
  const certain = watch(aRule({ bad: 5, confirmWhen: "reading.values.stopped == true" }));
  assert.deepEqual(certain.see({ running: false, stopped: true }), ["raised"]);
});

test("HOST-05: thresholds are the rule's, unless the target has its own", () => {
  const rule = aRule({
    when: "reading.values.ageMs > thresholds.stale_after * 1000.0",
    thresholds: { stale_after: 300 },
  });
  assert.deepEqual(watch(rule).see({ ageMs: 6_000 }), []);
  assert.deepEqual(watch(rule, aTarget({ thresholds: { stale_after: 5 } })).see({ ageMs: 6_000 }), ["raised"]);
});

test("HOST-06: a missing reading neither confirms nor clears", () => {
  const { see, detector } = watch(aRule({ clear: { readings: 1, every: "0" } }));
  assert.deepEqual(see({}, { available: false }), []);
  assert.equal(detector.health(aTarget()), "unknown");
  assert.deepEqual(see({ running: false }), ["raised"]);
  for (let count = 0; count < 10; count++) assert.deepEqual(see({}, { available: false }), []);
  assert.deepEqual(see({}), [], "an answer without the value is no answer");
  assert.deepEqual(see({ running: true }), ["cleared"]);
});

test("HOST-06: where no answer is the fault itself, the rule says so", () => {
  const rule = aRule({
    type: "service_unresponsive",
    probes: ["http"],
    when: "reading.values.serving == false",
    unavailable: "bad",
  });
  const { see } = watch(rule);
  assert.deepEqual(see({ serving: false }, { available: false, probe: "http" }), ["raised"]);
});

test("HOST-06: an anomaly that nobody repaired ends after three good readings, 30 s apart", () => {
  const { see, at } = watch(aRule());
  assert.deepEqual(see({ running: false }), ["raised"]);
  assert.deepEqual(see({ running: true }), []);
  for (let count = 0; count < 20; count++) assert.deepEqual(see({ running: true }), [], "too close together");
  at(40_000);
  assert.deepEqual(see({ running: true }), []);
  at(71_000);
  assert.deepEqual(see({ running: true }), ["cleared"]);
});

test("HOST-06: a bad reading in between starts the count of good ones again", () => {
  const { see, at } = watch(aRule({ clear: { readings: 2, every: "1s" } }));
  see({ running: false });
  see({ running: true });
  assert.deepEqual(see({ running: false }), ["seen"]);
  assert.deepEqual(see({ running: true }), []);
  at(10_000);
  assert.deepEqual(see({ running: true }), ["cleared"]);
});

test("HOST-06: a target that changes all the time is flapping: one anomaly, which good readings do not end", () => {
  const { see } = watch(aRule({ clear: { readings: 1, every: "0" } }));
  let cleared = 0;
  let raised = 0;
  for (let count = 0; count < 60; count++) {
    const seen = see({ running: count % 2 === 0 });
    raised += seen.filter((kind) => kind === "raised").length;
    cleared += seen.filter((kind) => kind === "cleared").length;
  }
  assert.ok(raised <= 6, `it was raised ${raised} times before it counted as flapping`);
  assert.ok(cleared <= 6);
  const steady: string[] = [];
  for (let count = 0; count < 25; count++) steady.push(...see({ running: true }));
  assert.deepEqual(steady, ["cleared"], "once it is steady again, it ends");
});

test("HOST-06: one good probe does not hide another one's bad reading", () => {
  const target = aTarget({
    probes: ["front", "back"].map((id) => ({ id, kind: "http", everyMs: 1, deadlineMs: 1, options: {} })),
  });
  const { see } = watch(
    aRule({ probes: ["http"], when: "reading.values.serving == false", clear: { readings: 1, every: "0" } }),
    target,
  );
  assert.deepEqual(see({ serving: false }, { probe: "back" }), ["raised"]);
  assert.deepEqual(see({ serving: true }, { probe: "front" }), []);
  assert.deepEqual(see({ serving: true }, { probe: "back" }), ["cleared"]);
});

test("REASON-05: start-up grace: no verdict while it warms up, until it was seen good once", () => {
  const { see } = watch(aRule({ graced: true }), aTarget({ startupGraceMs: 10_000 }));
  assert.deepEqual(see({ running: false }, { startedAt: 500 }), []);
  assert.deepEqual(see({ running: true }, { startedAt: 500 }), []);
  assert.deepEqual(see({ running: false }, { startedAt: 500 }), ["raised"]);
});

test("HOST-06: a rule whose `given` does not hold knows nothing: neither bad nor good", () => {
  const rule = aRule({ given: "reading.values.asked == true", clear: { readings: 1, every: "0" } });
  const { see, detector } = watch(rule);
  assert.deepEqual(see({ asked: false, running: false }), []);
  assert.equal(detector.health(aTarget()), "unknown");
  assert.deepEqual(see({ asked: true, running: false }), ["raised"]);
  assert.deepEqual(see({ asked: false, running: true }), [], "it does not clear either");
  assert.deepEqual(see({ asked: true, running: true }), ["cleared"]);
});

test("HOST-06: what an earlier engine had raised goes on, so that its end is seen", () => {
  const { see, detector } = watch(aRule({ clear: { readings: 1, every: "0" } }));
  detector.resume("process_dead", "web", 0);
  assert.deepEqual(see({ running: true }), ["cleared"]);
});

test("HOST-06: one probe that stays good beside one that stays bad is no flapping, and neither hides the other", () => {
  const rule = aRule({ probes: ["http", "tcp"], when: "reading.values.serving == false", bad: 2 });
  const probes = ["http", "tcp"].map((id) => ({ id, kind: id, everyMs: 1_000, deadlineMs: 1_000, options: {} }));
  const detector = createDetector([rule]);
  const target = aTarget({ probes });
  const raised = Array.from({ length: 40 }, (_, second) => {
    const probe = second % 2 === 0 ? "http" : "tcp";
    const reading = aReading({ serving: probe === "tcp" }, { probe, takenAt: second * 1_000 });
    return detector.observe(target, reading, second * 1_000, cold);
  }).flat();
  const anomalies = raised.flatMap((one) => (one.kind === "raised" || one.kind === "seen" ? [one.anomaly] : []));
  assert.deepEqual(kinds(raised).slice(0, 2), ["suspected", "raised"]);
  assert.deepEqual(new Set(anomalies.map(({ flapping }) => flapping)), new Set([false]));
  assert.deepEqual(Object.keys(detector.readings(target.id)).sort(), ["http", "tcp"]);
});

test("HOST-06: two probes of one kind are known by their ids, and a kind is a name where it is not taken", () => {
  const probes = ["live", "ready"].map((id) => ({ id, kind: "http", everyMs: 1_000, deadlineMs: 1_000, options: {} }));
  const detector = createDetector([aRule({ probes: ["http"], when: "reading.values.serving == false" })]);
  const target = aTarget({ probes });
  for (const probe of ["live", "ready"])
    detector.observe(target, aReading({ serving: probe === "live" }, { probe }), 1_000, cold);
  const { live, ready, http } = detector.readings(target.id);
  assert.deepEqual([live?.values.serving, ready?.values.serving, http?.values.serving], [true, false, false]);
});

test("HOST-05: a rule is about the readings that it says, and silence is the fault of those probes alone that it names", () => {
  const probes = ["command", "http"].map((id) => ({ id, kind: id, everyMs: 1_000, deadlineMs: 1_000, options: {} }));
  const rule = aRule({
    probes: ["command", "http"],
    about: '"serving" in reading.values',
    when: "reading.values.serving == false",
    unavailable: ["http"],
  });
  const detector = createDetector([rule]);
  const target = aTarget({ probes });
  const see = (probe: string, values: Record<string, boolean | number>, available: boolean) =>
    kinds(detector.observe(target, aReading(values, { probe, available }), 1_000, cold));
  assert.deepEqual(see("command", { score: 3 }, true), []);
  assert.equal(detector.isAbout(rule.type, target, aReading({ score: 3 }, { probe: "command" }), 0), false);
  assert.deepEqual(see("command", { serving: false }, false), [], "a command that could not be run says nothing");
  assert.deepEqual(see("http", { serving: false }, false), ["raised"]);
});
