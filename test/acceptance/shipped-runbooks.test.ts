/** What the pack "service" finds and mends, on real processes: each kind of fault, and each way out. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { answers, human, startWorld, type World, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const yaml = (command: string, probe: string, more = "") => `
node: test
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    startupGrace: 1s
    supervisor:
      direct: { command: ${command} }
    probes:
      - ${probe}
${more}
packs: [service]
`;

const http = (port: number) => `http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }`;

/** What was found, and what really ran. */
function repair(world: World, incident: string) {
  const { type, runbook, outcome, steps = [] } = world.facade.incident(incident) ?? {};
  const done = steps.filter(({ undo }) => !undo).map(({ action }) => action);
  return { type, runbook, strategy: outcome?.strategy, done };
}

function verifiedBy(world: World, incident: string): readonly string[] {
  return world.facade.incident(incident)?.outcome?.verifiedBy ?? [];
}

test("HOST-05, HOST-13: a service held by SIGSTOP is unresponsive, and is restarted by force without a polite try", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = await startWorld(t, yaml(`[node, ${webService}, "${port}"]`, http(port)));
  const before = await answers(url);
  process.kill(Number(before), "SIGSTOP");
  const incident = await world.incident("resolved", 60_000);
  assert.deepEqual(repair(world, incident), {
    type: "service_unresponsive",
    runbook: "rb-restart-hung",
    strategy: "forced restart",
    done: ["service.restart"],
  });
  assert.ok(verifiedBy(world, incident).includes("http"), "by the check that had failed");
  assert.notEqual(await answers(url), before);
});

/** Serves until SIGUSR2; from then on it accepts, and answers nobody. SIGTERM ends it with a farewell. */
const hanging = `
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
let hangs = false;
process.on("SIGUSR2", () => {
  hangs = true;
});
createServer((_request, response) => {
  if (!hangs) response.end(String(process.pid));
}).listen(Number(process.argv[2]), "127.0.0.1");
process.on("SIGTERM", () => {
  writeFileSync(new URL("farewell", import.meta.url), String(process.pid));
  process.exit(0);
});
`;

test("HOST-05, HOST-13: a service that accepts and does not answer is asked to end, and started again", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const files = { "hanging.mjs": hanging };
  const world = await startWorld(t, yaml(`[node, DIR/hanging.mjs, "${port}"]`, http(port)), { files });
  const before = await answers(url);
  process.kill(Number(before), "SIGUSR2");
  const incident = await world.incident("resolved", 60_000);
  assert.deepEqual(repair(world, incident), {
    type: "service_unresponsive",
    runbook: "rb-restart-hung",
    strategy: "graceful restart",
    done: ["service.restart"],
  });
  assert.equal(readFileSync(join(world.folder, "farewell"), "utf8"), before, "it ended as it wanted");
  assert.notEqual(await answers(url), before);
});

/** Renews its signal until SIGUSR2 makes it idle; it runs on meanwhile. */
const producer = `
import { writeFileSync } from "node:fs";
const signal = new URL("signal.json", import.meta.url);
const renew = () => writeFileSync(signal, JSON.stringify({ at: Date.now(), pid: process.pid }));
renew();
const work = setInterval(renew, 200);
process.on("SIGUSR2", () => clearInterval(work));
setInterval(() => undefined, 60_000);
`;

test("HOST-05, HOST-13: a producer that runs and renews nothing is stopped and started, until the signal is fresh", async (t) => {
  const stale = "    thresholds: { stale_after: 2 }";
  const probe = "file: { path: DIR/signal.json, json: /at, every: 1s }";
  const files = { "producer.mjs": producer };
  const world = await startWorld(t, yaml("[node, DIR/producer.mjs]", probe, stale), { files });
  const signal = () =>
    JSON.parse(readFileSync(join(world.folder, "signal.json"), "utf8")) as { at: number; pid: number };
  await world.event("service.started");
  const before = world.pid("web");
  await until("it renews its signal", () => existsSync(join(world.folder, "signal.json")) && signal().pid === before);
  process.kill(before, "SIGUSR2");
  const incident = await world.incident("resolved", 60_000);
  assert.deepEqual(repair(world, incident), {
    type: "signal_stale",
    runbook: "rb-restart-augur",
    strategy: "stop and start",
    done: ["service.stop", "service.start"],
  });
  assert.ok(verifiedBy(world, incident).includes("file"));
  assert.equal(signal().pid, world.pid("web"), "renewed by the new one");
  assert.notEqual(world.pid("web"), before);
});

/** Will not serve while it finds a lock, as programs do that a crash has taken by surprise. */
const locking = `
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
const lock = new URL("web.lock", import.meta.url);
if (existsSync(lock)) process.exit(1);
writeFileSync(lock, String(process.pid));
createServer((_request, response) => response.end(String(process.pid))).listen(Number(process.argv[2]), "127.0.0.1");
`;

test("HOST-13: a dead service that a stale file keeps from starting gets a clean start", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const stale = "    staleFiles: [DIR/web.lock]";
  const files = { "locking.mjs": locking };
  const world = await startWorld(t, yaml(`[node, DIR/locking.mjs, "${port}"]`, http(port), stale), { files });
  // Restarting is what `autonomy: auto` allows; to remove files, the runbook must have been approved.
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, human);
  const before = await answers(url);
  process.kill(Number(before), "SIGKILL");
  const incident = await world.incident(["resolved", "escalated"], 90_000);
  assert.deepEqual(repair(world, incident), {
    type: "process_dead",
    runbook: "rb-restart-service",
    strategy: "clean start",
    done: ["service.restart", "service.stop", "files.remove", "service.start"],
  });
  assert.notEqual(await answers(url), before);
});
