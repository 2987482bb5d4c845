/** Many targets bad at once: what they share is looked for by a human, and nothing is repaired meanwhile. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { human, startWorld, type World, webService } from "../support/engine.ts";
import { type FarSide, openFarSide } from "../support/guardian/far-side.ts";
import { freePort } from "../support/ports.ts";

const runbook = `
id: rb-touch
title: A repair that leaves a trace
version: 1
matches: [service_unresponsive]
strategies:
  - name: touch
    steps:
      - action: command
        with: { argv: [touch, DIR/repaired], idempotent: true }
`;

const far = ({ urls }: FarSide) =>
  urls
    .map(
      (url, index) => `
  - id: far-${index}
    kind: service
    criticality: critical
    autonomy: auto
    probes:
      - http: { url: "${url}", every: 500ms, timeout: 1s }`,
    )
    .join("");

/** As the pack has it, but over as soon as two readings in a row are good. */
const rule = `
anomalies:
  - type: service_unresponsive
    title: The service does not answer
    severity: critical
    kinds: [service]
    probes: [http]
    when: reading.values.serving == false
    unavailable: bad
    bad: 2
    clear: { readings: 2, every: 500ms }
`;

function pages(world: World) {
  return world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === "page" ? [one.data.message] : [],
  );
}

test("REASON-05: storm: the monitor's own network is cut: no repair, one page, and no flood afterwards", async (t) => {
  const side = await openFarSide(t, 12);
  const port = await freePort();
  const web = `
  - id: web
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [node, ${webService}, "${port}"] } }`;
  const yaml = `node: test\ntargets:${far(side)}${web}\npacks: [service]\nrunbooks: [rb.yaml]\n${rule}`;
  const world = await startWorld(t, yaml, { files: { "rb.yaml": runbook } });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-touch" }, human);
  await until("all are seen well", () => world.facade.status().targets.good === 13);
  await side.cut();
  const began = await world.event("storm.began");
  assert.ok(began.data.bad * 2 >= began.data.watched, JSON.stringify(began.data));
  const opened = () => world.events.filter((one) => one.type === "incident.opened").length;
  await until("all are noticed", () => opened() === 12, 30_000);

  // What is seen first-hand is put back all the same: a process of this machine that is gone.
  process.kill(world.pid("web"), "SIGKILL");
  const healed = await world.event("incident.moved", (one) => one.data.to === "resolved");
  assert.equal(world.facade.incident(healed.data.incident)?.target, "web");

  await side.mend();
  await world.event("storm.ended", () => true, 150_000);
  await until("all are over", () => world.facade.status().incidents.open === 0, 150_000);
  const steps = world.events.flatMap((one) => (one.type === "step.started" ? [one.data.action] : []));
  assert.deepEqual(steps, ["service.restart"], "only the process that was gone");
  assert.equal(existsSync(join(world.folder, "repaired")), false);
  assert.deepEqual(
    pages(world).map(({ subject }) => subject),
    [`[critical] Storm: ${began.data.bad} of 13 targets are bad at once`],
  );
  process.kill(side.pid, 0);
});

test("REASON-05: storm: two of three that die are put back, and nobody speaks of a storm", async (t) => {
  const ports = [await freePort(), await freePort(), await freePort()];
  const services = ports.map(
    (port) => `
  - id: web-${port}
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [node, ${webService}, "${port}"] } }`,
  );
  const world = await startWorld(t, `node: test\ntargets:${services.join("")}\npacks: [service]\n`);
  for (const port of ports.slice(0, 2)) process.kill(world.pid(`web-${port}`), "SIGKILL");
  const resolved = () => world.events.filter((one) => one.type === "incident.moved" && one.data.to === "resolved");
  await until("both are back", () => resolved().length === 2);
  assert.equal(world.events.filter((one) => one.type === "storm.began").length, 0);
});

test("REASON-05: storm: it stands over a restart of the engine, and a human may repair one by hand all the same", async (t) => {
  const side = await openFarSide(t, 6);
  const yaml = `node: test\ntargets:${far(side)}\npacks: [service]\nrunbooks: [rb.yaml]\n${rule}`;
  const first = await startWorld(t, yaml, { files: { "rb.yaml": runbook } });
  await first.facade.command({ kind: "approve_runbook", runbook: "rb-touch" }, human);
  await until("all are seen well", () => first.facade.status().targets.good === 6);
  await side.cut();
  await first.event("storm.began");
  await until("all are held", () => first.events.filter((one) => one.type === "incident.held").length >= 6, 30_000);
  await first.stop();
  const world = await startWorld(t, yaml, { folder: first.folder });
  await world.facade.command({ kind: "probe", target: "far-0" }, human);
  assert.equal(world.events.filter((one) => one.type === "step.started").length, 0);
  const incident = world.facade.incidents({ target: "far-0" }).items[0]?.id ?? "";
  await world.facade.command({ kind: "execute", runbook: "rb-touch", incident, confirm: true }, human);
  assert.ok(existsSync(join(world.folder, "repaired")));
  assert.equal(world.events.filter((one) => one.type === "storm.began").length, 1, "one storm");
  assert.equal(pages(world).length, 1, "one page");
});
