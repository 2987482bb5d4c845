/** A runbook that lost the right to run by itself while one of its plans was about to begin. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { human, startWorld, type World } from "../support/engine.ts";
import { slowLook } from "../support/slow-look.ts";

const mend = `id: rb-mend
title: Keep what the gate gives
version: 1
matches: [box_gone, shelf_gone]
risk: low
strategies:
  - name: read
    verifyWithin: 1s
    steps: [ { action: command, with: { argv: [cp, DIR/gate, DIR/read] }, timeout: 60s } ]
`;

const yaml = `
node: test
approvals: { graduateAfter: 1 }
targets:
  - { id: box, kind: file, autonomy: auto, probes: [ file: { path: DIR/box, every: 100ms } ] }
  - { id: shelf, kind: service, autonomy: auto, probes: [ command: { argv: [node, DIR/look.cjs], every: 200ms, timeout: 60s } ] }
anomalies:
  - { type: box_gone, title: The box is gone, severity: low, probes: [file], when: reading.values.exists == false, clear: { readings: 1, every: 100ms } }
  - { type: shelf_gone, title: The shelf is gone, severity: low, probes: [command], when: reading.values.serving == false, clear: { readings: 1, every: 100ms } }
runbooks: [DIR/mend.yaml]
notify: { notice: [ log ], page: [ log ] }
`;

async function ofTarget(world: World, target: string): Promise<string> {
  const all = world.facade.incidents({}).items.filter((one) => one.target === target);
  return (
    all[0]?.id ?? world.event("incident.opened", ({ data }) => data.target === target).then(({ data }) => data.incident)
  );
}

/** By its one dry run, which a human's fix bore out. */
async function graduate(world: World): Promise<void> {
  rmSync(join(world.folder, "box"));
  const incident = await world.incident("awaiting_approval");
  const commands = [{ argv: ["cp", join(world.folder, "gate"), join(world.folder, "read")] }];
  await world.facade.command({ kind: "record_fix", incident, description: "read it", commands }, human);
  writeFileSync(join(world.folder, "box"), "");
  await world.event("runbook.graduated");
}

test("REASON-06: judged again right before the first step: what has just lost its right to run by itself does not run", async (t) => {
  const world = await startWorld(t, yaml, { files: { "mend.yaml": mend, "look.cjs": slowLook, box: "", shelf: "" } });
  const at = (name: string) => join(world.folder, name);
  execFileSync("mkfifo", [at("gate")]);
  await graduate(world);
  rmSync(at("box"));
  await world.event("step.started");
  rmSync(at("shelf"));
  const shelf = await ofTarget(world, "shelf");
  await world.event("plan.judged", ({ data }) => data.incident === shelf && data.verdict.decision === "approve");
  // Its readings are being taken once more, while the other repair turns out to be in vain.
  writeFileSync(at("gate"), "");
  await world.event("runbook.demoted", () => true, 60_000);
  writeFileSync(at("go"), "");
  await world.event("incident.moved", ({ data }) => data.incident === shelf && data.to === "awaiting_approval");
  const steps = world.events.filter(
    ({ type, data }) => type === "step.started" && (data as { incident: string }).incident === shelf,
  );
  assert.deepEqual(steps, []);
});
