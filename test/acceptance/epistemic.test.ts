/** What is known about an incident, while it is open and after the engine was killed: from the log, and from nothing else. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openLog, standardProjections } from "#core/log";
import { openLogReader } from "#core/log/read";
import { epistemicOf } from "#core/model";
import { createTestClock } from "#core/platform/test";
import { evolve } from "#loop/incident";
import { outside } from "../support/outside.ts";

const yaml = `
node: test
packs: [service]
targets:
  - id: worker
    kind: service
    autonomy: approve
    supervisor:
      direct: { command: [sleep, "1000"] }
    probes:
      - file: { path: DIR/signal.json, json: /at, every: 1s }
    thresholds: { stale_after: 5 }
    startupGrace: 500ms
`;

/** Without the newest sighting of the anomaly, which an engine that runs renews. */
function settled({
  evidence,
  ...known
}: Readonly<Record<string, unknown>> & { readonly evidence: { readonly checks: unknown } }) {
  return { ...known, checks: evidence.checks };
}

test("REASON-02: what is known about an incident is told by API and CLI, survives a killed engine, and is the log and nothing else", async (t) => {
  const world = outside(t, yaml);
  writeFileSync(join(world.folder, "signal.json"), JSON.stringify({ at: 1 }));
  await world.up();
  const id = await world.incident("awaiting_approval");
  const { epistemic } = (await world.chiron("incident", id, "--json")).json;
  assert.equal(epistemic.domain, "clear");
  assert.match(epistemic.why, /^Only rb-restart-augur matches signal_stale/);
  assert.ok(epistemic.confidence > 0 && epistemic.entropy === 0);
  assert.equal(epistemic.evidence.anomaly.reading.probe, "file");
  assert.equal(epistemic.proposedPlan.target, "worker");
  assert.equal(epistemic.humanInteractionStatus, "waiting");
  assert.deepEqual(
    [epistemic.reflectionCount, epistemic.maxReflections, epistemic.policyViolations, epistemic.hypotheses],
    [0, 3, [], []],
  );

  await world.kill();
  const kept = await world.chiron("incident", id, "--json");
  assert.deepEqual(settled(kept.json.epistemic), settled(epistemic), "from the store alone, while no engine runs");

  const path = join(world.dataDir, "chiron.db");
  const log = openLog({
    path,
    stream: "engine",
    clock: createTestClock(),
    projections: standardProjections({ evolve, version: 2 }),
  });
  log.rebuild();
  log.close();
  const reader = openLogReader(path);
  const rebuilt = reader.incident(id);
  reader.close();
  assert.ok(rebuilt);
  assert.deepEqual(JSON.parse(JSON.stringify(epistemicOf(rebuilt))), kept.json.epistemic, "made again from the log");

  await world.up();
  const again = await world.ask("GET", `/v1/incidents/${id}`);
  assert.deepEqual(settled(again.json.epistemic), settled(epistemic), "by the next engine");
  await world.chiron("reject", id, "--reason", "not at night");
  await world.incident("escalated");
  const rejected = (await world.chiron("incident", id, "--json")).json.epistemic;
  assert.equal(rejected.humanInteractionStatus, "rejected");
  const otherwise = { ...rejected, humanInteractionStatus: "waiting" };
  assert.deepEqual(settled(otherwise), settled(epistemic), "nothing else of it is lost");
});
