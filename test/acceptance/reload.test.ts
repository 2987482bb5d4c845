/** A configuration that changes while something is under way. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { answers, human, startWorld, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const web = (port: number, more = "") => `
node: test
targets:
  - id: web
    kind: service
    autonomy: approve
    supervisor:
      direct: { command: [node, ${webService}, "${port}"]${more} }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }
packs: [service]
`;

test("REASON-08: a plan that a reload has changed is asked about anew, and the old question is withdrawn", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = await startWorld(t, web(port));
  const before = await answers(url);
  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  const first = (await world.event("approval.asked")).data.approval;
  writeFileSync(join(world.folder, "chiron.yaml"), web(port, ", env: { MODE: safe }"));
  await world.facade.command({ kind: "reload" }, human);
  const second = await world.event("approval.asked", (one) => one.data.approval.planHash !== first.planHash);
  const answered = await world.event("approval.answered");
  assert.deepEqual([answered.data.approval, answered.data.status], [first.id, "withdrawn"]);
  const { planHash } = second.data.approval;
  await assert.rejects(
    world.facade.command({ kind: "approve", incident, planHash: first.planHash }, human),
    /another plan/,
  );
  await world.facade.command({ kind: "approve", incident, planHash }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  await answers(url, (body) => body !== before);
});

const slow = (more: string) => `
node: test
targets:
  - id: other
    kind: file
    probes: [{ file: { path: DIR/chiron.yaml } }]
${more}
anomalies:
  - { type: web_down, title: The web is down, severity: high, probes: [process], when: reading.values.running == false }
runbooks: [DIR/rb.yaml]
`;

/** The repair takes its time between two looks: the reload comes in between. */
const runbook = `
id: rb-slow
title: Restart, slowly
version: 1
matches: [web_down]
strategies:
  - name: slowly
    steps:
      - action: command
        with: { argv: [touch, DIR/begun] }
      - action: wait
        with: { for: 3s }
      - action: service.start
        with: { service: $target.supervisor }
`;

const declared = (port: number) => `
  - id: web
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }
`;

test("FACE-03: a target that a reload removes in the middle of its repair is not started by it any more", async (t) => {
  const port = await freePort();
  const world = await startWorld(t, slow(declared(port)), { files: { "rb.yaml": runbook } });
  process.kill(world.pid("web"), "SIGKILL");
  const asked = await world.incident("awaiting_approval");
  await world.facade.command({ kind: "approve", incident: asked }, human);
  await until("the repair begins", () => existsSync(join(world.folder, "begun")));
  writeFileSync(join(world.folder, "chiron.yaml"), slow("").replaceAll("DIR", world.folder));
  await world.facade.command({ kind: "reload" }, human);
  const ended = await world.event("step.finished", (one) => one.data.action === "service.start");
  assert.equal(ended.data.end, "failed");
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
});
