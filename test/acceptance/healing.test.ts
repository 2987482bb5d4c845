/** The whole loop on real processes: something breaks, and is healed, or is left alone for a good reason. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { verifyLog } from "#core/log/verify";
import { canMove } from "#loop/incident";
import { answers, human, startWorld, type World, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const web = (port: number, extra = "") => `
node: test
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
${extra}
packs: [service]
`;

function assertLawful(world: World, incident: string): void {
  const path = world.path(incident);
  for (const [index, to] of path.slice(1).entries()) {
    assert.ok(canMove(path[index] as "detected", to as "detected"), `${path[index]} → ${to}`);
  }
}

async function assertChain(world: World): Promise<void> {
  const verification = await verifyLog(join(world.dataDir, "chiron.db"));
  assert.deepEqual(verification.problems, []);
}

test("HOST-A1: a killed process is restarted, serves again, and the recovery is verified and on record", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = await startWorld(t, web(port));
  const before = await answers(url);
  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("resolved");
  assert.notEqual(await answers(url, (body) => body !== before), before);
  assert.deepEqual(world.path(incident), ["detected", "diagnosing", "remediating", "verifying", "resolved"]);
  const detail = world.facade.incident(incident);
  assert.equal(detail?.type, "process_dead");
  assert.equal(detail?.runbook, "rb-restart-service");
  assert.equal(detail?.outcome?.result, "recovered");
  assert.ok(detail?.outcome?.verifiedBy.includes("process"));
  assert.deepEqual(
    detail?.steps.map((step) => [step.action, step.end]),
    [["service.restart", "done"]],
  );
  await assertChain(world);
});

test("HOST-11: the story of a repair stands in the log in the order in which it happened", async (t) => {
  const port = await freePort();
  const world = await startWorld(t, web(port));
  await answers(`http://127.0.0.1:${port}/`);
  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("resolved");
  const story = (world.facade.incident(incident)?.events ?? []).map((one) => one.type);
  const order = [
    "incident.opened",
    "incident.routed",
    "plan.proposed",
    "plan.judged",
    "incident.rechecked",
    "step.started",
    "step.finished",
    "incident.proved",
    "outcome.recorded",
  ];
  const places = order.map((type) => story.indexOf(type as (typeof story)[number]));
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places,
    story.join(" "),
  );
  assert.ok(!places.includes(-1), story.join(" "));
});

test("HOST-08: killed again and again it is healed each time, counted as one episode, and paged at the third return", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = await startWorld(t, web(port));
  for (let round = 0; round <= 3; round++) {
    const body = await answers(url);
    process.kill(Number(body), "SIGKILL");
    await world.event("incident.opened", (one) => one.data.recurrences === round);
    const opened = world.events.findLast((one) => one.type === "incident.opened");
    assert.ok(opened?.type === "incident.opened");
    await world.event(
      "incident.moved",
      (one) => one.data.incident === opened.data.incident && one.data.to === "resolved",
    );
  }
  const episodes = new Set(world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.episode] : [])));
  assert.equal(episodes.size, 1);
  const pages = world.events.filter((one) => one.type === "message.queued" && one.data.message.route === "page");
  assert.equal(pages.length, 1, "one page, not one for each");
});

test("HOST-A10: a condition that ends before the action gives no action: self_resolved", async (t) => {
  const folder = await startWorld(t, signalYaml("approve"), { files: { "signal.json": JSON.stringify({ at: 1 }) } });
  const incident = await folder.incident("awaiting_approval");
  writeFileSync(join(folder.folder, "signal.json"), JSON.stringify({ at: Date.now() }));
  await folder.facade.command({ kind: "approve", incident }, human);
  await folder.event("incident.moved", (one) => one.data.to === "self_resolved");
  assert.equal(folder.events.filter((one) => one.type === "step.started").length, 0, "nothing was touched");
  assertLawful(folder, incident);
});

test("HOST-09: right before the first effect it is looked at again, and what has ended is left alone", async (t) => {
  const world = await startWorld(t, signalYaml("approve"), { files: { "signal.json": JSON.stringify({ at: 1 }) } });
  const incident = await world.incident("awaiting_approval");
  writeFileSync(join(world.folder, "signal.json"), JSON.stringify({ at: Date.now() }));
  await world.facade.command({ kind: "approve", incident }, human);
  const rechecked = await world.event("incident.rechecked");
  assert.equal(rechecked.data.stillThere, false);
  assert.deepEqual(world.facade.incident(incident)?.steps, []);
});

function signalYaml(autonomy: string): string {
  return `
node: test
targets:
  - id: worker
    kind: service
    autonomy: ${autonomy}
    supervisor:
      direct: { command: [sleep, "1000"] }
    probes:
      - file: { path: DIR/signal.json, json: /at, every: 1s }
    thresholds: { stale_after: 5 }
    startupGrace: 500ms
packs: [service]
`;
}

test("HOST-16: with autonomy approve nothing runs before a human says so, and then exactly that", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = await startWorld(t, web(port).replace("autonomy: auto", "autonomy: approve"));
  const before = await answers(url);
  process.kill(Number(before), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  const asked = await world.event("approval.asked");
  const rehearsed = await world.event("plan.rehearsed");
  assert.match(rehearsed.data.steps[0]?.wouldDo ?? "", /Would start web/);
  assert.equal(world.facade.incident(incident)?.tier, 2);
  await assert.rejects(world.facade.command({ kind: "approve", incident, planHash: "another" }, human), /another plan/);
  await world.facade.command({ kind: "approve", incident, planHash: asked.data.approval.planHash }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  await answers(url, (body) => body !== before);
  await assert.rejects(world.facade.command({ kind: "approve", incident }, human), /over already/);
  assertLawful(world, incident);
});

test("HOST-22: dismissed with a reason, the fingerprint stays quiet", async (t) => {
  const world = await startWorld(t, signalYaml("approve"), { files: { "signal.json": JSON.stringify({ at: 1 }) } });
  const incident = await world.incident("awaiting_approval");
  await assert.rejects(world.facade.command({ kind: "dismiss", incident, reason: " " }, human), /reason/);
  const result = await world.facade.command({ kind: "dismiss", incident, reason: "planned work" }, human);
  assert.match(result.message, /quiet for 24h/);
  const { length } = world.events.filter((one) => one.type === "incident.opened");
  await world.facade.command({ kind: "probe", target: "worker" }, human);
  await world.facade.command({ kind: "probe", target: "worker" }, human);
  assert.equal(world.events.filter((one) => one.type === "incident.opened").length, length);
  assert.equal(world.facade.incident(incident)?.state, "dismissed");
  // Also after a restart.
  await world.stop();
  const again = await startWorld(t, signalYaml("approve"), { folder: world.folder });
  await again.facade.command({ kind: "probe", target: "worker" }, human);
  assert.equal(again.facade.status().incidents.open, 0);
});

test("REASON-05: paused, nothing is repaired, also after a restart; resumed, it is", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const first = await startWorld(t, web(port));
  const before = await answers(url);
  await first.facade.command({ kind: "pause", reason: "database work" }, human);
  process.kill(Number(before), "SIGKILL");
  await first.event("incident.held", (one) => one.data.hold.policy === "kill-switch");
  await first.stop({ keepServices: true });
  const world = await startWorld(t, web(port), { folder: first.folder });
  assert.equal(world.facade.status().paused?.reason, "database work");
  await world.facade.command({ kind: "probe", target: "web" }, human);
  assert.equal(world.events.filter((one) => one.type === "step.started").length, 0);
  await world.facade.command({ kind: "resume", reason: "done" }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  await answers(url, (body) => body !== before);
});

test("HOST-10: the first strategy does not help, the second does", async (t) => {
  const world = await startWorld(t, strategiesYaml, { files: { "rb.yaml": strategiesRunbook } });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-signal" }, human);
  const incident = await world.incident(["resolved", "escalated"], 90_000);
  assert.equal(world.facade.incident(incident)?.state, "resolved", JSON.stringify(world.events.slice(-8)));
  const actions = world.facade
    .incident(incident)
    ?.steps.filter((step) => !step.undo)
    .map((step) => step.action);
  assert.deepEqual(actions, ["command", "files.write"]);
  assertLawful(world, incident);
  assert.equal(JSON.parse(readFileSync(join(world.folder, "signal.json"), "utf8")).ok, true);
});

const strategiesYaml = `
node: test
targets:
  - id: worker
    kind: service
    autonomy: auto
    startupGrace: 1s
    probes:
      - command: { argv: [grep, -q, "true", DIR/signal.json], every: 1s }
    settings: { signal: DIR/signal.json }
anomalies:
  - type: signal_wrong
    title: The signal is wrong
    severity: high
    probes: [command]
    when: reading.values.exitCode != 0
runbooks: [rb.yaml]
`;

const strategiesRunbook = `
id: rb-signal
title: Put the signal right
version: 1
matches: [signal_wrong]
limits: { attempts: 5 }
strategies:
  - name: useless
    steps:
      - action: command
        with: { argv: [/bin/true], idempotent: true }
    validate: reading.values.exitCode == 0
  - name: write it
    steps:
      - action: files.write
        with: { path: $target.settings.signal, content: '{"ok":true}' }
    validate: reading.values.exitCode == 0
`;

test("HOST-10: when no strategy helps, the incident escalates and a human is paged", async (t) => {
  const runbook = strategiesRunbook.slice(0, strategiesRunbook.indexOf("  - name: write it"));
  const world = await startWorld(t, strategiesYaml, {
    files: { "rb.yaml": runbook, "signal.json": JSON.stringify({ at: 1 }) },
  });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-signal" }, human);
  await world.event("incident.moved", (one) => one.data.to === "escalated", 60_000);
  const page = await world.event("message.queued", (one) => one.data.message.route === "page");
  assert.match(page.data.message.body, /signal/i);
  assert.equal(world.facade.status().incidents.byState.escalated, 1);
});

test("HOST-A9: status tells all open incidents with their state", async (t) => {
  const world = await startWorld(t, signalYaml("approve"), { files: { "signal.json": JSON.stringify({ at: 1 }) } });
  await world.incident("awaiting_approval");
  const { open, byState } = world.facade.status().incidents;
  assert.equal(open, 1);
  assert.deepEqual(byState, { awaiting_approval: 1 });
  assert.deepEqual(
    world.facade.incidents({}).items.map((one) => one.state),
    ["awaiting_approval"],
  );
});
