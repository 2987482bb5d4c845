/** A service that is restarted again and again is told about, whoever restarts it. */
// needs: runit
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { answers, startWorld, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";
import { runitRig } from "../support/supervisors/runit.ts";
import { basics, steps } from "../support/supervisors/stories.ts";

const direct = (port: number) => `
node: test
targets:
  - id: web
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }
    thresholds: { restarts: 2 }
packs: [service]
`;

test("HOST-05: restart_storm: a service that Chiron itself restarts too often is a person's business, and two restarts are not", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = await startWorld(t, direct(port));
  let body = "";
  for (let restarts = 0; restarts <= 2; restarts++) {
    assert.equal(
      world.events.some((one) => one.type === "incident.opened" && one.data.type === "restart_storm"),
      false,
    );
    const before = body;
    body = await answers(url, (now) => now !== before);
    process.kill(Number(body), "SIGKILL");
    const opened = await world.event("incident.opened", (one) => one.data.recurrences === restarts);
    await world.event("incident.moved", ({ data }) => data.incident === opened.data.incident && data.to === "resolved");
  }
  const opened = await world.event("incident.opened", ({ data }) => data.type === "restart_storm");
  assert.deepEqual([opened.data.severity, opened.data.evidence.reading.values.restarts], ["high", 3]);
  const page = await world.event("message.queued", ({ data }) => data.message.incident === opened.data.incident);
  assert.equal(page.data.message.route, "page");
});

test("HOST-05: restart_storm: what runit starts again for ever is left to runit, and told", async (t) => {
  const options = await basics(t, false);
  const rig = await runitRig(t, { ...options, command: ["/bin/false"] });
  const yaml = `
node: test
targets:
  - id: web
    kind: service
    autonomy: auto
    supervisor: { ${rig.supervisor} }
    thresholds: { restarts: 2 }
packs: [service]
`;
  const world = await startWorld(t, yaml);
  const opened = await world.event("incident.opened", ({ data }) => data.type === "restart_storm", 30_000);
  assert.ok(Number(opened.data.evidence.reading.values.restarts) > 2);
  const held = await world.event("incident.held", ({ data }) => data.hold.policy === "ownership");
  assert.match(held.data.hold.reason, /runit is at work on web itself/);
  assert.ok(Number(held.data.hold.until) > held.at, "it is looked at again at a stated time");
  assert.deepEqual(steps(world), []);
});

test("HOST-05: restart_storm: a process that nobody's supervisor tells of is known by its identity", async (t) => {
  const pidFile = join(temporaryFolder(t), "web.pid");
  let child = begin(t, pidFile);
  const yaml = `
node: test
targets:
  - id: web
    kind: process
    autonomy: observe
    probes: [ process: { pidFile: ${pidFile}, every: 100ms } ]
    thresholds: { restarts: 1 }
packs: [service]
`;
  const world = await startWorld(t, yaml);
  const restarts = () => world.facade.target("web")?.probes[0]?.last?.values.restarts;
  for (const count of [0, 1, 2]) {
    await until(`${count} restarts are seen`, () => restarts() === count);
    child.kill("SIGKILL");
    await once(child, "exit");
    child = begin(t, pidFile);
  }
  await world.event("incident.opened", ({ data }) => data.type === "restart_storm");
});

function begin(t: TestContext, pidFile: string): ChildProcess {
  const child = spawn("sleep", ["1000"], { stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  writeFileSync(pidFile, `${child.pid}\n`);
  return child;
}
