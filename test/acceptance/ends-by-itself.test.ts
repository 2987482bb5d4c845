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
