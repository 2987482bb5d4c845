/** Trouble that goes away while something else is under way is over all the same, once that is seen by good readings. */
// mostly waits
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { human, startWorld, type World } from "../support/engine.ts";

const asksForMore = `
id: rb-more
title: Make the file, and ask for more
version: 1
matches: [file_gone]
limits: { attempts: 1 }
strategies:
  - name: try
    steps:
      - action: command
        with: { argv: [touch, DIR/there] }
    # More than the rule asks for, as a runbook may.
    validate: reading.values.exists && reading.values.sizeBytes > 100
`;

const yaml = `
node: test
targets:
  - id: box
    kind: file
    autonomy: auto
    probes:
      - file: { path: DIR/there, every: 200ms }
anomalies:
  - type: file_gone
    title: The file is gone
    severity: medium
    probes: [file]
    when: reading.values.exists == false
    clear: { readings: 3, every: 100ms }
runbooks: [rb.yaml]
`;

test("HOST-10: what ended while its repair was still being proved, in vain, does not stay in human hands", async (t) => {
  const world = await startWorld(t, yaml, { files: { "rb.yaml": asksForMore } });
  const asked = await world.incident("awaiting_approval");
  await world.facade.command({ kind: "approve", incident: asked }, human);
  const incident = await world.incident("escalated", 60_000);
  assert.equal(await world.incident("resolved"), incident);
  const { tier, state } = world.facade.incident(incident) ?? {};
  assert.deepEqual([tier, state], [3, "resolved"], "a human was called, and it is over");
});

test("HOST-16: approving a runbook lets go what waits for just that", async (t) => {
  const runbook = asksForMore.replace(/ {4}# More[\s\S]*$/, "");
  const world = await startWorld(t, yaml, { files: { "rb.yaml": runbook } });
  const asked = await world.incident("awaiting_approval");
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-more" }, human);
  assert.equal(await world.incident("resolved"), asked);
});

test("HOST-19: a page says what the proof of a repair saw, where all its steps were done", async (t) => {
  const world = await startWorld(t, yaml, { files: { "rb.yaml": asksForMore } });
  const asked = await world.incident("awaiting_approval");
  await world.facade.command({ kind: "approve", incident: asked }, human);
  const page = await world.event("message.queued", ({ data }) => data.message.route === "page", 60_000);
  assert.match(page.data.message.body, /Failed attempts: \d\. Last error: .*reading\.values\.sizeBytes is 0/);
});

test("HOST-19: low trouble without a runbook is a notice, and pages nobody", async (t) => {
  const world = await startWorld(
    t,
    yaml.replace("severity: medium", "severity: low").replace("runbooks: [rb.yaml]", ""),
  );
  const incident = await world.incident("escalated");
  const told = await world.event("message.queued");
  assert.deepEqual(
    [told.data.message.incident, told.data.message.route, told.data.message.tier],
    [incident, "notice", 1],
  );
});

const inTwoSteps = `
id: rb-more
title: In two steps, of which the first waits to be let go
version: 1
matches: [file_gone]
strategies:
  - name: try
    steps:
      - action: command
        with: { argv: [cat, DIR/gate] }
      - action: command
        with: { argv: [touch, DIR/second] }
`;

/** More often than the rule asks for before it says that the trouble is over. */
async function readGood(world: World): Promise<void> {
  const seen = new Set<number>();
  await until("it was read good", () => {
    const last = world.facade.target("box")?.probes[0]?.last;
    if (last?.values.exists === true) seen.add(last.takenAt);
    return seen.size > 4;
  });
}

/** In human hands, and a plan begun on it by hand; what `letGo` writes lets its first step end. */
async function beginByHand(t: TestContext, runbook: string) {
  const world = await startWorld(t, yaml, { files: { "rb.yaml": runbook } });
  const gate = join(world.folder, "gate");
  execFileSync("mkfifo", [gate]);
  const incident = await world.incident("awaiting_approval");
  await world.facade.command({ kind: "reject", incident, reason: "by hand" }, human);
  await world.incident("escalated");
  const run = world.facade.command({ kind: "execute", runbook: "rb-more", incident, confirm: true }, human);
  await world.event("step.started");
  writeFileSync(join(world.folder, "there"), "");
  await readGood(world);
  return { world, incident, run, letGo: () => writeFileSync(gate, "") };
}

test("HOST-16: a plan begun by hand is carried to its end, though its trouble ends between two of its steps", async (t) => {
  const { world, incident, run, letGo } = await beginByHand(t, inTwoSteps);
  const byHand = { kind: "resolve", incident, reason: "it is there" } as const;
  await assert.rejects(world.facade.command(byHand, human), /a plan is being run by hand/);
  assert.equal(world.facade.incident(incident)?.state, "escalated");
  letGo();
  assert.match((await run).message, /^Done and verified/);
  assert.ok(existsSync(join(world.folder, "second")));
  assert.equal(world.facade.incident(incident)?.state, "resolved");
});

test("HOST-16: where a plan by hand fails after its trouble ended, the incident ends all the same", async (t) => {
  const failing = inTwoSteps.replace("touch, DIR/second", "touch, DIR/nowhere/second");
  const { world, incident, run, letGo } = await beginByHand(t, failing);
  letGo();
  await run;
  await world.event("plan.failed");
  assert.equal(world.facade.incident(incident)?.state, "resolved");
});
