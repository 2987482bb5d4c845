/** A human runs a runbook by hand: the same guard, the same record, and nothing half done when it is refused. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { createTokenStore } from "#surface/api";
import { human, startWorld } from "../support/engine.ts";

const yaml = `
node: test
targets:
  - id: sleeper
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [sleep, "1000"] }
  - id: stranger
    kind: service
    autonomy: auto
    probes:
      - process: { pidFile: DIR/no.pid, every: 1h }
packs: [service]
`;

const execute = (target: string, runbook = "rb-restart-service") =>
  ({ kind: "execute", runbook, target, confirm: true }) as const;

test("HOST-16: a run by hand restarts the service, verified, and is on record as an incident of its own", async (t) => {
  const world = await startWorld(t, yaml);
  const before = world.pid("sleeper");
  const result = await world.facade.command(execute("sleeper"), human);
  assert.match(result.message, /^Done and verified/);
  assert.notEqual(world.pid("sleeper"), before);
  assert.equal(world.facade.incident(String(result.data?.incident))?.state, "resolved");
});

test("HOST-08: a run by hand that cannot be planned, or is refused, leaves no incident behind", async (t) => {
  const world = await startWorld(t, yaml);
  await assert.rejects(world.facade.command(execute("stranger"), human), /\$target\.supervisor leads nowhere/);
  await world.facade.command({ kind: "pause", reason: "work" }, human);
  await assert.rejects(world.facade.command(execute("sleeper"), human), /paused/);
  await assert.rejects(world.facade.command({ ...execute("sleeper"), confirm: false }, human), /confirmed/);
  assert.equal(world.facade.status().incidents.open, 0);
  assert.equal(world.events.filter((one) => one.type === "step.started").length, 0);
});

const toldOf = `
node: test
targets:
  - { id: store, kind: service, autonomy: suggest }
runbooks: [DIR/mend.yaml]
intake: { clearsWithin: 3s, from: [ cloudevents: { events: { com.example.full: { type: store_full, severity: high } } } ] }
`;

const mend = `
id: rb-mend
title: Make room
version: 1
matches: [store_full]
strategies:
  - name: make
    steps: [ { action: command, with: { argv: [touch, DIR/made] } } ]
`;

async function toldBy(t: TestContext) {
  const world = await startWorld(t, toldOf, { files: { "mend.yaml": mend } });
  const tokens = createTokenStore(join(world.dataDir, "tokens.json"));
  const { token } = tokens.create({ name: "sender", role: "operator", kind: "service", scopes: ["intake"] });
  const tell = async () => {
    const body = { specversion: "1.0", id: "1", source: "/ci", type: "com.example.full", subject: "store", data: {} };
    const response = await fetch(`${world.running.address}/v1/intake/cloudevents`, {
      method: "POST",
      headers: { "content-type": "application/cloudevents+json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200);
  };
  return { world, tell };
}

test("REASON-11: while a run by hand waits for the word of whoever told of the trouble, nobody else takes up its repair", async (t) => {
  const { world, tell } = await toldBy(t);
  await tell();
  const incident = await world.incident("awaiting_approval");
  const byHand = { kind: "execute", runbook: "rb-mend", incident, confirm: true } as const;
  const run = world.facade.command(byHand, human);
  await world.event("step.finished");
  // The incident is looked at again after every run by hand, also after one that is refused.
  await assert.rejects(world.facade.command(byHand, human), /being repaired right now/);
  assert.match((await run).message, /did not help/);
  await until("it is a human's", () => world.facade.incident(incident)?.state === "escalated");
  const proofs = world.events.filter(({ type }) => type === "incident.proved" || type === "outcome.recorded");
  assert.deepEqual(
    proofs.map(({ type }) => type),
    ["incident.proved", "outcome.recorded"],
  );
  assert.deepEqual(
    world.said.filter((line) => line.startsWith("error")),
    [],
  );
});
