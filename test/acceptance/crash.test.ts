/**
 * The engine is killed at every point of the journal: real processes, one test for each point. Afterwards another engine takes over; the
 * incident ends properly, what may not run twice did not, and the chain verifies.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { verifyLog } from "#core/log/verify";
import { temporaryFolder, until, within } from "#core/platform/test";
import { answers, startWorld, type World, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const engineMain = join(import.meta.dirname, "../support/crashing-engine.main.ts");

/** One step that may not be done twice (it counts itself), then a restart. */
const yamlFor = (port: number) => `
node: test
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }
    settings: { counter: DIR/counter }
packs: [service]
runbooks: [rb.yaml]
`;

const runbook = `
id: rb-count-and-restart
title: Count, then restart
version: 1
matches: [process_dead]
priority: 0
risk: low
strategies:
  - name: count and restart
    steps:
      - action: command
        with: { argv: [/bin/sh, DIR/count.sh, DIR/counter] }
      - action: service.restart
        with: { service: $target.supervisor }
    validate: reading.values.running && reading.values.serving
`;

/** Every event of the way, as it is made; for those that come more than once, each time. */
const points = [
  "service.exited:1",
  "anomaly.detected:1",
  "incident.opened:1",
  "incident.moved:1",
  "incident.routed:1",
  "plan.proposed:1",
  "plan.judged:1",
  "incident.rechecked:1",
  "incident.moved:2",
  "step.started:1",
  "step.finished:1",
  "step.started:2",
  "service.started:2",
  "step.finished:2",
  "incident.proved:1",
  "incident.moved:3",
  "incident.proved:2",
  "outcome.recorded:1",
  "incident.moved:4",
];

for (const point of points) {
  for (const when of ["before", "after"]) {
    test(`HOST-12: killed ${when} ${point}, the next engine ends it properly, and nothing runs twice`, async (t) => {
      const port = await freePort();
      const folder = prepare(t, port);
      const pid = await dieAt(t, folder, `${when}:${point}`, port);
      const world = await startWorld(t, yamlFor(port), { folder });
      const state = await ended(world);
      const counted = existsSync(join(folder, "counter")) ? readFileSync(join(folder, "counter"), "utf8").length : 0;
      assert.ok(counted <= 1, `the step that may not be done twice ran ${counted} times`);
      if (state === "resolved") {
        await answers(`http://127.0.0.1:${port}/`, (body) => Number(body) !== pid);
      } else {
        assert.equal(state, "escalated");
        assert.match(point, /^step\.(started|finished):1$/, "only a step that nobody knows the end of goes to a human");
      }
      await world.stop();
      assert.deepEqual((await verifyLog(join(folder, "data", "chiron.db"))).problems, []);
    });
  }
}

function prepare(t: TestContext, port: number): string {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content.replaceAll("DIR", folder));
  write("chiron.yaml", yamlFor(port));
  write("rb.yaml", runbook);
  write("count.sh", 'printf x >> "$1"\n');
  return folder;
}

/** Approves the runbook in a first life, then lives until the point. Gives the pid of the service that was killed. */
async function dieAt(t: TestContext, folder: string, point: string, port: number): Promise<number> {
  const first = await startWorld(t, yamlFor(port), { folder });
  await first.facade.command(
    { kind: "approve_runbook", runbook: "rb-count-and-restart" },
    { kind: "human", id: "test" },
  );
  await first.stop();
  const engine = spawn(process.execPath, [engineMain, folder, point], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  engine.stdout.setEncoding("utf8").on("data", (part: string) => {
    output += part;
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    engine.once("exit", (_code, signal) => resolve(signal)),
  );
  t.after(() => engine.kill("SIGKILL"));
  await until("the engine is ready", () => output.includes("ready"));
  const pid = Number(await answers(`http://127.0.0.1:${port}/`));
  process.kill(pid, "SIGKILL");
  assert.equal(await within(`the engine dies at ${point}: ${output}`, ended), "SIGKILL");
  return pid;
}

/** The state in which the incident (or, when it died before it was known, the one found afterwards) came to rest. */
async function ended(world: World): Promise<string> {
  const rest = new Set(["resolved", "escalated", "self_resolved"]);
  const find = () =>
    world.facade.incidents({ all: true }).items.find((one) => one.type === "process_dead" && rest.has(one.state));
  return (await until("the incident comes to rest", () => find()?.state, 60_000)) as string;
}
