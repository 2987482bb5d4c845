// needs: mounts
/** A trouble that no runbook is for: what is found out about it, side by side, and what the human who is called gets to read. */
import assert from "node:assert/strict";
import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answers, startWorld, type World, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";
import { fillTo, requireMounts, smallDisk } from "../support/small-disk.ts";

requireMounts(import.meta.filename);

const yaml = (port: number, disk: string) => `
node: test
targets:
  - id: line
    kind: service
    autonomy: auto
    probes:
      - tcp: { port: ${port}, every: 1s, timeout: 1s }
  - id: reports
    kind: service
    autonomy: auto
    dependsOn: [scratch]
    supervisor:
      direct: { command: [sleep, "1000"], cwd: ${disk} }
    probes:
      - command: { argv: [/usr/bin/test, -e, DIR/well], every: 1s, timeout: 5s }
  - id: scratch
    kind: file
    autonomy: auto
    probes:
      - file: { path: DIR/scratch, every: 1s }
anomalies:
  - type: report_wrong
    title: The report is wrong
    severity: high
    probes: [command]
    when: reading.values.exitCode != 0.0
  - type: line_down
    title: The line is down
    severity: high
    probes: [tcp]
    when: reading.available == false
    unavailable: bad
`;

const ended = (world: World, target: string) =>
  world.event(
    "incident.moved",
    (one) => one.data.to === "escalated" && world.facade.incident(one.data.incident)?.target === target,
    30_000,
  );

test("REASON-03: of a trouble that no runbook is for the checks find a full disk; the causes are ranked, kept, and told to the human", async (t) => {
  const disk = smallDisk(t, 512);
  const world = await startWorld(t, yaml(await freePort(), disk), { files: { well: "", scratch: "" } });
  await world.event("incident.opened", (one) => one.data.target === "line");
  fillTo(disk, 99);
  unlinkSync(join(world.folder, "well"));
  const { incident } = (await ended(world, "reports")).data;
  const detail = world.facade.incident(incident);
  assert.equal(detail?.domain, "complex");
  const checks = new Map(detail?.epistemic.evidence.checks.map((one) => [one.check, one]));
  assert.deepEqual([checks.get("disk")?.ok, checks.get("dependencies")?.ok], [false, true]);
  assert.match(checks.get("disk")?.finding ?? "", new RegExp(`the file system of ${disk} has \\S+ % of its room left`));
  const { hypotheses = [] } = detail?.epistemic ?? {};
  assert.equal(hypotheses[0]?.id, "check:disk");
  const probabilities = hypotheses.map(({ probability }) => probability);
  assert.deepEqual(
    [...probabilities].sort((a, b) => b - a),
    probabilities,
    "the most probable first",
  );
  assert.ok(probabilities.reduce((sum, one) => sum + one, 0) < 1, "there may be others");
  const correlated = hypotheses.find(({ source }) => source === "correlation");
  assert.match(correlated?.statement ?? "", /line_down on line/);
  const page = world.events.findLast((one) => one.type === "message.queued" && one.data.message.incident === incident);
  assert.ok(page?.type === "message.queued");
  assert.match(
    page.data.message.body,
    /What may be the cause, the most probable first:\n {2}1\. \d+ %: The check disk of reports is bad \(the file system of/,
  );
});

test("REASON-03: a closed port is found by the check, and the checks run side by side", async (t) => {
  const disk = smallDisk(t, 512);
  const world = await startWorld(t, yaml(await freePort(), disk), { files: { well: "", scratch: "" } });
  const { incident } = (await ended(world, "line")).data;
  const detail = world.facade.incident(incident);
  const checks = detail?.epistemic.evidence.checks ?? [];
  const connectivity = checks.find(({ check }) => check === "connectivity");
  assert.equal(connectivity?.ok, false);
  assert.match(connectivity?.finding ?? "", /127\.0\.0\.1:\d+ cannot be connected to/);
  assert.ok(checks.length >= 3);
  const { events = [] } = detail ?? {};
  const asked = events.findIndex((one) => one.type === "incident.rechecked");
  const told = events.find((one, at) => at > asked && one.type === "incident.diagnosed");
  const took = (told?.at ?? 0) - (events[asked]?.at ?? 0);
  const longest = Math.max(...checks.map(({ durationMs }) => durationMs));
  assert.ok(took <= longest + 1_000, `${took} ms for all, ${longest} ms for the longest`);
});

test("REASON-03: what no check is asked for is not asked: one runbook that fits, and no diagnosis", async (t) => {
  const port = await freePort();
  const world = await startWorld(
    t,
    `
node: test
packs: [service]
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }
`,
  );
  await answers(`http://127.0.0.1:${port}/`);
  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("resolved");
  const detail = world.facade.incident(incident);
  assert.equal(detail?.domain, "clear");
  assert.deepEqual(
    detail?.events.filter((one) => one.type === "incident.diagnosed"),
    [],
  );
});
