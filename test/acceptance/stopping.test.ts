/** A person stops a service on purpose: it stays stopped, whatever happens to Chiron, until a person starts it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { answers, ask, human, startWorld, webService } from "../support/engine.ts";
import { startMessages } from "../support/messages.ts";
import { outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const yamlFor = (port: number) => `
node: workshop
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    supervisor: { direct: { command: ["${process.execPath}", "${webService}", "${port}"] } }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 200ms, timeout: 1s }
packs: [service]
`;

test("REASON-05: a service that a person stopped stays stopped, over a restart of Chiron, by the program", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const chiron = outside(t, yamlFor(port));
  await chiron.up();
  await answers(url);
  await chiron.chiron("approve", "rb-restart-service");
  const stopped = await chiron.chiron("stop", "web", "--reason", "its disk is replaced");
  assert.equal(stopped.code, 0, stopped.err);
  assert.match(stopped.out, /stays stopped until chiron start web/);
  assert.equal(await ask(url), undefined);
  const status = await chiron.chiron("status");
  assert.match(status.out, /stopped +web .* by cli:\w+: its disk is replaced/);
  // Looked at as often as one likes, it is no trouble.
  for (let times = 0; times < 3; times++) await chiron.chiron("probe", "web");
  assert.deepEqual((await chiron.chiron("incidents", "--all", "--json")).json, []);

  await chiron.end();
  await chiron.up();
  await chiron.chiron("probe", "web");
  assert.equal(await ask(url), undefined);
  assert.deepEqual((await chiron.chiron("status", "--json")).json.switches.stopped[0].target, "web");
  assert.deepEqual((await chiron.chiron("incidents", "--all", "--json")).json, []);

  const started = await chiron.chiron("start", "web");
  assert.equal(started.code, 0, started.err);
  await answers(url);
  assert.deepEqual((await chiron.chiron("status", "--json")).json.switches, undefined);
  // And from then on it is healed again.
  process.kill(Number(await ask(url)), "SIGKILL");
  await chiron.incident("resolved");
  await answers(url);
});

test("REASON-05: what was stopped while it was under repair stays stopped, and what a person runs by hand starts it", async (t) => {
  const port = await freePort();
  const messages = await startMessages(t);
  const world = await startWorld(t, `${yamlFor(port)}${messages.yaml}`);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, human);
  await answers(`http://127.0.0.1:${port}/`);
  process.kill(world.pid("web"), "SIGKILL");
  await world.event("step.started");
  await world.facade.command({ kind: "stop", target: "web", reason: "hands off" }, human);
  assert.equal(world.pid("web"), 0);
  await until("nothing is open", () => world.facade.status().incidents.open === 0);
  assert.equal(await ask(`http://127.0.0.1:${port}/`), undefined);
  const repairs = world.events.filter(({ type }) => type === "step.started").length;
  for (let times = 0; times < 3; times++) await world.facade.command({ kind: "probe", target: "web" }, human);
  assert.equal(world.events.filter(({ type }) => type === "step.started").length, repairs);
  assert.deepEqual(messages.pages, []);

  const byHand = { kind: "execute", runbook: "rb-restart-service", target: "web", confirm: true } as const;
  await world.facade.command(byHand, human);
  await answers(`http://127.0.0.1:${port}/`);
  assert.deepEqual(world.facade.status().switches, undefined);
});

test("REASON-05: an engine that died between the word and the deed is taken at its word by the next", async (t) => {
  const port = await freePort();
  const first = await startWorld(t, yamlFor(port));
  await answers(`http://127.0.0.1:${port}/`);
  first.running.engine.record([
    { type: "target.stopped", data: { target: "web", reason: "work" }, actor: "cli:anna" } as const,
  ]);
  await first.stop({ keepServices: true });
  assert.notEqual(await ask(`http://127.0.0.1:${port}/`), undefined);
  const second = await startWorld(t, yamlFor(port), { folder: first.folder });
  assert.match(second.said.join("\n"), /web stays stopped: cli:anna stopped it on purpose \(work\)/);
  assert.equal(await ask(`http://127.0.0.1:${port}/`), undefined);
});
