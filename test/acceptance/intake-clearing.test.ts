/** After a repair the sender of an alert has its time to say that it is over: one time, however often the engine is started meanwhile. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { createTokenStore } from "#surface/api";
import { human, startWorld, type World } from "../support/engine.ts";

const yaml = `
node: test
targets:
  - { id: store, kind: service, autonomy: auto }
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

async function tell({ dataDir, running }: World): Promise<void> {
  const tokens = createTokenStore(join(dataDir, "tokens.json"));
  const { token } = tokens.create({ name: "sender", role: "operator", kind: "service", scopes: ["intake"] });
  const response = await fetch(`${running.address}/v1/intake/cloudevents`, {
    method: "POST",
    headers: { "content-type": "application/cloudevents+json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ specversion: "1.0", id: "1", source: "/ci", type: "com.example.full", subject: "store" }),
  });
  assert.equal(response.status, 200);
}

test("REASON-13: the time in which a sender may say that it is over ends when it was to end, also where the engine was started anew in it", async (t) => {
  const folder = temporaryFolder(t);
  const begin = () => startWorld(t, yaml, { folder, files: { "mend.yaml": mend } });
  const first = await begin();
  await first.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  await tell(first);
  const awaited = await first.event("incident.awaited");
  // A proof has 30 s, whatever the sender has.
  assert.equal(awaited.data.until - awaited.at, 30_000);
  await first.stop();

  const second = await begin();
  assert.equal(second.facade.incident(awaited.data.incident)?.state, "remediating");
  assert.ok(!second.events.some(({ type }) => type === "incident.proved"), "it is waited on");
  await second.stop();

  await until("the time is up while no engine is there", () => Date.now() >= awaited.data.until, 60_000);
  const third = await begin();
  const proved = await third.event("incident.proved");
  const startedAt = third.events.findLast(({ type }) => type === "engine.started")?.at ?? 0;
  assert.ok(startedAt >= awaited.data.until && proved.at - startedAt < 15_000, `${proved.at - startedAt} ms after it`);
  assert.equal(proved.data.proof.good, false);
  await third.incident("escalated");
  assert.equal(third.events.filter(({ type }) => type === "incident.awaited").length, 1);
});
