// needs: mounts
/** Every check, on something that is well, on something that is not, and on something that cannot be told; by the runner that the engine uses. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import type { Check, CheckContext, CheckResult, Target } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { checks, runCheck } from "#loop/sense";
import { within } from "../../src/core/platform/test/index.ts";
import { type CheckCase, type CheckScene, cases } from "../support/check-cases.ts";
import { aTarget } from "../support/model.ts";
import { noServices } from "../support/polling.ts";
import { requireMounts } from "../support/small-disk.ts";

requireMounts(import.meta.filename);

const folders = new URL("../../src/loop/sense/checks/", import.meta.url);

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
}

test("the registry names exactly the checks that have a folder, and every one has a case here", () => {
  const listed = readdirSync(folders, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...checks.keys()].sort(), listed.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(cases).sort(), [...checks.keys()].sort());
});

for (const [name, check] of checks) {
  const example = cases[name] as CheckCase;

  test(`REASON-03: ${name}: it says what it is for and what each option is, and refuses what it does not know`, () => {
    assert.equal(check.name, name);
    assert.match(name, /^[a-z]+$/, "conditions speak of it as checks.NAME");
    assert.match(check.summary, /^[A-Z].{10,}[^.?]$/);
    assert.ok(check.deadlineMs > 0 && check.deadlineMs <= 5_000);
    const schema = z.toJSONSchema(check.schema, { io: "input" }) as JsonSchema;
    assert.equal(schema.type, "object");
    for (const [option, { description }] of Object.entries(schema.properties ?? {}))
      assert.match(description ?? "", /\w{3,}/, `${option} is described`);
    assert.equal(check.schema.safeParse({ surprise: 1 }).success, false);
    for (const options of example.refused)
      assert.equal(check.schema.safeParse(options).success, false, JSON.stringify(options));
  });

  test(`REASON-03: ${name}: of what is well it says so, and what it measured`, async (t) => {
    const result = await ask(t, check, await example.well(t));
    assert.deepEqual([result.ok, result.check], [true, name], result.finding);
    assert.match(result.finding, /\w{4,}/);
    const types = Object.fromEntries(Object.entries(result.values).map(([key, value]) => [key, typeof value]));
    assert.deepEqual({ ...types, ...example.says }, types);
  });

  test(`REASON-03: ${name}: of what is not it says so, and why`, async (t) => {
    for (const bad of example.bad) {
      const result = await ask(t, check, await bad.scene(t));
      assert.equal(result.ok, false, result.finding);
      assert.match(result.finding, bad.finding);
    }
  });

  test(`REASON-03: ${name}: of what cannot be told it says neither, in time`, async (t) => {
    for (const scene of example.unknown) {
      const result = await ask(t, check, await scene(t));
      assert.equal(result.ok, null, result.finding);
      assert.match(result.finding, /\w{4,}/);
      assert.ok(result.durationMs <= check.deadlineMs + 1_000);
    }
  });
}

test("REASON-03: a check that does not end is given up at its deadline, and is neither good nor bad", async (t) => {
  const endless: Check = { ...(checks.get("disk") as Check), deadlineMs: 50, run: () => new Promise(() => undefined) };
  const result = await within("it is given up", ask(t, endless, { options: {} }), 5_000);
  assert.deepEqual([result.ok, result.finding], [null, "no answer within 50ms"]);
});

test("REASON-03: a check that throws is neither good nor bad, and says why", async (t) => {
  const broken: Check = {
    ...(checks.get("disk") as Check),
    run: async () => {
      throw new Error("the kernel is elsewhere");
    },
  };
  const result = await ask(t, broken, { options: {} });
  assert.deepEqual([result.ok, result.finding], [null, "the kernel is elsewhere"]);
});

function ask(t: TestContext, check: Check, { options, target = {}, context = {} }: CheckScene): Promise<CheckResult> {
  const platform = createRealPlatform();
  const alive = setInterval(() => undefined, 1_000);
  t.after(() => {
    clearInterval(alive);
    platform.close();
  });
  const { clock, files, processes, network } = platform;
  const whole: CheckContext = {
    ...{ clock, files, processes, network },
    services: noServices,
    signal: new AbortController().signal,
    readings: {},
    dependencies: [],
    lookAt: async () => "unknown",
    changes: [],
    ...context,
  };
  const asked: Target = aTarget({ supervisor: undefined, probes: [], ...target });
  return runCheck(check, asked, options, whole);
}
