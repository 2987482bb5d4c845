/** What every probe must hold to, over real counterparts: run for some of them by each file that has what they need. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import type { Probe, ProbeContext, Reading } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createPolling, probes } from "#loop/sense";
import { within } from "../../../src/core/platform/test/index.ts";
import { aTarget } from "../model.ts";
import { noServices } from "../polling.ts";
import { cases, type ProbeCase } from "../probe-cases.ts";

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly path?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

export function probeContract(isMeant: (example: ProbeCase) => boolean): void {
  for (const [name, probe] of probes) {
    const example = cases[name];
    if (example === undefined || !isMeant(example)) continue;
    saysWhatItIs(name, probe, example);
    saysWhatItCannotReach(name, probe, example);
    isSharedOrNot(name, probe, example);
  }
}

function saysWhatItIs(name: string, probe: Probe, example: ProbeCase): void {
  test(`HOST-02: ${name}: it says what it is for, and what each option is; it refuses what it does not know`, async (t) => {
    assert.equal(probe.name, name);
    assert.match(probe.summary, /^[A-Z].{10,}[^.]$/);
    const schema = z.toJSONSchema(probe.schema, { io: "input" }) as JsonSchema;
    assert.equal(schema.type, "object");
    for (const [option, { description, path }] of Object.entries(schema.properties ?? {})) {
      assert.match(description ?? "", /\w{3,}/, `${option} is described`);
      assert.equal(
        path === true,
        /^(path|cwd|.*File|.*Folder)$/.test(option),
        `${option}: relative paths are read from the file's folder`,
      );
    }
    const well = await example.well(t);
    assert.ok(probe.schema.safeParse(well).success);
    assert.equal(probe.schema.safeParse({ ...well, surprise: 1 }).success, false);
    for (const options of example.refused)
      assert.equal(probe.schema.safeParse(options).success, false, JSON.stringify(options));
  });

  test(`HOST-02: ${name}: its defaults are within the table, its deadline within 5 s`, () => {
    assert.ok(probe.defaults.everyMs > 0 && probe.defaults.everyMs <= example.everyMs);
    assert.ok(probe.defaults.deadlineMs > 0 && probe.defaults.deadlineMs <= 5_000);
  });

  test(`HOST-02: ${name}: of a target that is well it says what it should, with units in the names`, async (t) => {
    const reading = await readOnce(t, probe, await example.well(t));
    assert.deepEqual([reading.available, reading.error], [true, undefined]);
    const types = Object.fromEntries(Object.entries(reading.values).map(([key, value]) => [key, typeof value]));
    assert.deepEqual(types, example.says);
    for (const key of ["serving", "running", "exists"])
      if (key in example.says) assert.equal(reading.values[key], true);
  });
}

function saysWhatItCannotReach(name: string, probe: Probe, example: ProbeCase): void {
  test(`HOST-01: ${name}: of a target that cannot be reached it says so in time, with a reason, and never that it is well`, async (t) => {
    const reading = await readOnce(t, probe, await example.unreachable(t));
    assert.equal(reading.available, false);
    assert.match(reading.error ?? "", /\w{4,}/);
    for (const key of ["serving", "running"]) assert.notEqual(reading.values[key], true);
    if (probe.silence !== undefined) assert.deepEqual(reading.values, probe.silence);
    assert.ok(reading.latencyMs <= 5_000);
  });

  const { silent } = example;
  if (silent !== undefined) {
    test(`HOST-01: ${name}: of a target that never answers there is a reading at the deadline`, async (t) => {
      const reading = await readOnce(t, probe, await silent(t), 300);
      assert.deepEqual([reading.available, reading.error], [false, "no answer within 300ms"]);
      assert.deepEqual(reading.values, probe.silence);
    });

    test(`HOST-01: ${name}: told to stop it stops, and does not throw`, async (t) => {
      const options = await silent(t);
      for (const when of ["before", "meanwhile"]) {
        const controller = new AbortController();
        if (when === "before") controller.abort(new Error("too late"));
        const polling = probe.poll(aTarget(), parsed(probe, options), contextFor(t, controller.signal));
        controller.abort(new Error("too late"));
        const answer = await within(`an end when told ${when}`, polling);
        assert.equal(answer.available, false);
        assert.match(answer.error ?? "", /\w{4,}/);
      }
    });
  }
}

function isSharedOrNot(name: string, probe: Probe, example: ProbeCase): void {
  test(`HOST-03: ${name}: ${example.shared ? "equal questions are one, others are not" : "it is never shared"}`, async (t) => {
    const [well, other] = [await example.well(t), await example.unreachable(t)];
    const key = (options: Record<string, unknown>) => probe.shareKey?.(parsed(probe, options), aTarget());
    assert.equal(key(well) !== undefined, example.shared === true);
    assert.equal(key(well), key(well));
    if (example.shared) assert.notEqual(key(well), key(other));
  });
}

function parsed(probe: Probe, options: Record<string, unknown>): Record<string, unknown> {
  return probe.schema.parse(options) as Record<string, unknown>;
}

function contextFor(t: TestContext, signal: AbortSignal): ProbeContext {
  const platform = createRealPlatform();
  t.after(() => platform.close());
  return {
    ...platform,
    services: noServices,
    pipelines: { look: () => undefined },
    beats: { count: () => 0 },
    signal,
    deadlineMs: 5_000,
    memory: new Map(),
  };
}

/** By the polling engine, as in real life, and checked for its shape. */
async function readOnce(
  t: TestContext,
  probe: Probe,
  options: Record<string, unknown>,
  deadlineMs = 5_000,
): Promise<Reading> {
  const platform = createRealPlatform();
  const declaration = {
    id: "own-id",
    kind: probe.name,
    everyMs: 3_600_000,
    deadlineMs,
    options: parsed(probe, options),
  };
  const heard: Reading[] = [];
  const polling = createPolling({
    platform,
    services: noServices,
    probes,
    onReading: (reading) => heard.push(reading),
  });
  t.after(async () => {
    await polling.stop();
    platform.close();
  });
  const before = Date.now();
  polling.start([aTarget({ id: "some-target", supervisor: undefined, probes: [declaration] })]);
  const [reading] = await within("a reading", polling.probeNow("some-target"));
  assert.ok(reading !== undefined && heard.includes(reading));
  assert.deepEqual([reading.target, reading.probe], ["some-target", "own-id"]);
  assert.ok(reading.takenAt >= before - 1 && reading.takenAt <= Date.now());
  assert.ok(reading.latencyMs >= 0);
  assert.deepEqual(JSON.parse(JSON.stringify(reading)), reading, "it can be kept");
  return reading;
}
