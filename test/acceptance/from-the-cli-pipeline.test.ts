/** A pipeline that gets stuck, as its owner meets it: its JSON file, chiron.yaml, the program, a hook, and what arrives at a webhook. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startWebReceiver } from "../support/counterparts/web-receiver.ts";
import { startMessages } from "../support/messages.ts";
import { outside } from "../support/outside.ts";

test("HOST-A2: from the CLI alone: a stuck pipeline: a notice with the stage within 2 min of the threshold, its hook is called, it moves on", async (t) => {
  const told = await startMessages(t);
  let move = () => undefined as unknown;
  const hook = await startWebReceiver(t, () => {
    move();
    return { status: 200, body: "{}" };
  });
  const world = outside(
    t,
    `
node: workshop
packs: [agents]
targets:
  - id: nightly
    kind: pipeline
    autonomy: auto
    thresholds: { stuck_after: 2 }
    probes:
      - pipeline:
          every: 1s
          doneStages: [published]
          from: { json: ./progress.json, stage: /stage, progressAt: /updatedAt }
          hook: { url: "${hook.address}/stage-done", body: { task: nightly, status: blocked } }
${told.yaml}`,
  );
  const reach = (stage: string, updatedAt: number) =>
    writeFileSync(join(world.folder, "progress.json"), JSON.stringify({ stage, updatedAt: new Date(updatedAt) }));
  move = () => reach("published", Date.now());
  assert.equal((await world.chiron("validate")).code, 0);
  await world.up();
  assert.equal((await world.chiron("runbook", "approve", "rb-kick-pipeline")).code, 0);
  const thresholdAt = Date.now() + 2_000;
  reach("build", Date.now());
  const notice = await told.notice(/stage=build/);
  assert.ok(Date.now() - thresholdAt < 120_000);
  const incident = await world.incident("resolved");
  assert.equal(notice.incident, incident);
  const { json } = await world.chiron("incident", incident, "--json");
  assert.deepEqual(
    [json.type, json.plan.runbook, json.outcome.result],
    ["pipeline_stuck", "rb-kick-pipeline", "recovered"],
  );
  assert.deepEqual(
    hook.received.map(({ method, url, body }) => [method, url, JSON.parse(body)]),
    [["POST", "/stage-done", { task: "nightly", status: "blocked" }]],
  );
  await world.end();
  assert.deepEqual(told.pages, []);
});
