/** Trouble that goes away while something else is under way is over all the same, once that is seen by good readings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { human, startWorld } from "../support/engine.ts";

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
