/** A target whose autonomy is taken away while a plan for it is about to begin. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { human, startWorld } from "../support/engine.ts";
import { slowLook } from "../support/slow-look.ts";

const mend = `id: rb-mend
title: Put the shelf back
version: 1
matches: [shelf_gone]
risk: low
strategies:
  - name: put
    verifyWithin: 1s
    steps: [ { action: command, with: { argv: [touch, DIR/shelf] }, timeout: 60s } ]
`;

const yaml = `
node: test
targets:
  - { id: shelf, kind: service, autonomy: auto, probes: [ command: { argv: [node, DIR/look.cjs], every: 200ms, timeout: 60s } ] }
anomalies:
  - { type: shelf_gone, title: The shelf is gone, severity: low, probes: [command], when: reading.values.serving == false, clear: { readings: 1, every: 100ms } }
runbooks: [DIR/mend.yaml]
notify: { notice: [ log ], page: [ log ] }
`;

test("REASON-06: judged again right before the first step: a target that a reload has just put on observe is not touched", async (t) => {
  const world = await startWorld(t, yaml, { files: { "mend.yaml": mend, "look.cjs": slowLook, shelf: "" } });
  const at = (name: string) => join(world.folder, name);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  rmSync(at("shelf"));
  const { data: judged } = await world.event("plan.judged");
  assert.equal(judged.verdict.decision, "approve");
  // Its readings are being taken once more, while somebody declares it otherwise.
  const written = readFileSync(at("chiron.yaml"), "utf8");
  writeFileSync(at("chiron.yaml"), written.replace("autonomy: auto", "autonomy: observe"));
  await world.facade.command({ kind: "reload" }, human);
  writeFileSync(at("go"), "");
  const { data: refused } = await world.event("plan.judged", ({ data }) => data.verdict.decision === "reject");
  assert.ok(refused.verdict.notes.some(({ kind }: { kind: string }) => kind === "observe_only"));
  assert.deepEqual(
    world.events.filter(({ type }) => type === "step.started"),
    [],
  );
});
