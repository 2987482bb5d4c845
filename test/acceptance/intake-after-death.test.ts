/** What came in right before Chiron died. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openLog, standardProjections } from "#core/log";
import { event } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { evolve } from "#loop/incident";
import { human, startWorld } from "../support/engine.ts";

const yaml = `
node: workshop
targets:
  - id: web
    kind: service
    autonomy: observe
    probes:
      - process: { pidFile: DIR/web.pid, every: 1h }
packs: [service]
`;

test("REASON-13: what was told of no known target right before Chiron died is in a human's hands after the next start", async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  const log = openLog({
    path: join(folder, "data", "chiron.db"),
    stream: "engine",
    clock: createTestClock({ start: Date.now() }),
    projections: standardProjections({ evolve, version: 1 }),
    schedule: (commit) => commit(),
    onFailure: assert.ifError,
  });
  const reading = {
    target: "(chiron)",
    probe: "intake:alertmanager",
    takenAt: 1,
    available: true,
    values: {},
    latencyMs: 0,
  };
  const found = {
    type: "alert_lost",
    target: "(chiron)",
    severity: "high",
    title: "Lost",
    since: 1,
    flapping: false,
  } as const;
  const evidence = { condition: "alertmanager says so", reading, thresholds: {} };
  const origin = { kind: "alert", source: "alertmanager" } as const;
  const opened = { incident: "inc-1", fingerprint: "alert_lost@(chiron)", episode: "epi-1", recurrences: 0, origin };
  log.append([event("incident.opened", { ...found, ...opened, evidence })]);
  log.close();
  const world = await startWorld(t, yaml, { folder, files: { "web.pid": String(process.pid) } });
  assert.equal(await world.incident("escalated"), "inc-1");
  await world.event("message.queued", ({ data }) => data.message.incident === "inc-1");
});

test("REASON-13: an incident and the word that opened it are one commit: an engine that dies in between would forget whose word ends it", async (t) => {
  const world = await startWorld(t, yaml, { files: { "web.pid": String(process.pid) } });
  const asked = { kind: "trigger", target: "web", type: "scheduled_work", reason: "a person saw it" } as const;
  await world.facade.command(asked, human);
  const { seq } = await world.event("incident.opened");
  const raised = await world.event("trigger.raised");
  // Nothing that was recorded by itself can stand between two of one append.
  assert.equal(raised.seq, seq + 1);
});
