/** What a human sees of one trouble, of several at once, and of one that ends by itself: by the program and two webhooks. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answers, webService } from "../support/engine.ts";
import { startMessages } from "../support/messages.ts";
import { outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

interface Row {
  readonly id: string;
  readonly target: string;
  readonly state: string;
}

const web = (port: number, autonomy: string) => `
node: workshop
packs: [service]
targets:
  - id: web
    kind: service
    autonomy: ${autonomy}
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
`;

test("HOST-A1: from the CLI alone: killed, repaired within 30 s, verified within 60 s, by the times on record; one notice", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const told = await startMessages(t);
  const world = outside(t, web(port, "auto") + told.yaml);
  await world.up();
  const before = await answers(url);
  const killed = Date.now();
  process.kill(Number(before), "SIGKILL");
  const incident = await world.incident("resolved");
  const { json } = await world.chiron("incident", incident, "--json");
  const after = (fits: (event: { type: string; data: { to?: string; phase?: string } }) => boolean): number =>
    json.events.find(fits).at - killed;
  const repaired = after(({ type }) => type === "step.finished");
  const verified = after(({ type, data }) => type === "incident.proved" && data.phase === "recovery");
  assert.ok(repaired >= 0 && repaired < 30_000, `${repaired} ms`);
  assert.ok(verified >= repaired && verified < 60_000, `${verified} ms`);
  assert.notEqual(await answers(url), before);

  const notice = await told.notice();
  assert.equal(notice.incident, incident);
  assert.match(notice.body, /service\.restart: done/);
  assert.match(notice.body, /^Verified by: fresh readings/m);
  await world.end();
  assert.deepEqual([told.notices.length, told.pages], [1, []]);
});

test("HOST-A9: from the CLI alone: status and incidents tell all that is open, each in its own state, and no more once it is closed", async (t) => {
  const port = await freePort();
  const nobodyStartsIt = `
  - id: worker
    kind: service
    probes:
      - file: { path: DIR/none, every: 1s }
`;
  const world = outside(t, web(port, "approve") + nobodyStartsIt);
  const open = async () => (await world.chiron("status", "--json")).json.incidents;
  await world.up();
  const escalated = await world.incident("escalated");
  process.kill(Number(await answers(`http://127.0.0.1:${port}/`)), "SIGKILL");
  const awaiting = await world.incident("awaiting_approval");
  assert.deepEqual(await open(), { open: 2, byState: { awaiting_approval: 1, escalated: 1 } });
  const rows: Row[] = (await world.chiron("incidents", "--json")).json;
  const stateOf = Object.fromEntries(rows.map(({ id, target, state }) => [id, `${target} ${state}`]));
  assert.deepEqual(stateOf, { [awaiting]: "web awaiting_approval", [escalated]: "worker escalated" });
  const { out } = await world.chiron("status");
  assert.match(out, new RegExp(`^${awaiting} .* awaiting_approval .* The process is gone`, "m"));
  assert.match(out, new RegExp(`^${escalated} .* escalated .* The signal has not been renewed`, "m"));

  assert.equal((await world.chiron("approve", awaiting)).code, 0);
  assert.equal(await world.incident("resolved"), awaiting);
  assert.deepEqual(await open(), { open: 1, byState: { escalated: 1 } });
  assert.equal((await world.chiron("dismiss", escalated, "--reason", "it is being moved")).code, 0);
  assert.deepEqual(await open(), { open: 0, byState: {} });
});

test("HOST-A10: from the CLI alone: what its owner mends before the repair is approved is self_resolved, and nothing runs", async (t) => {
  const told = await startMessages(t);
  const producer = `
node: workshop
packs: [service]
targets:
  - id: worker
    kind: service
    autonomy: approve
    supervisor:
      direct: { command: [sleep, "1000"] }
    probes:
      - file: { path: DIR/signal.json, json: /at, every: 1s }
    thresholds: { stale_after: 60 }
    startupGrace: 500ms
`;
  const world = outside(t, producer + told.yaml);
  const write = (at: number) => writeFileSync(join(world.folder, "signal.json"), JSON.stringify({ at }));
  write(Date.now() - 120_000);
  await world.up();
  const pid = async () => (await world.ask("GET", "/v1/targets/worker")).json.pid;
  const before = await pid();
  const incident = await world.incident("awaiting_approval");
  assert.equal((await told.notice(/chiron approve/)).incident, incident);
  write(Date.now());
  assert.equal((await world.chiron("approve", incident)).code, 0);
  assert.equal(await world.incident("self_resolved"), incident);
  const { json } = await world.chiron("incident", incident, "--json");
  assert.deepEqual([json.steps, json.outcome], [[], null]);
  assert.equal(await pid(), before, "its producer was left alone");
  assert.equal((await world.chiron("status", "--json")).json.incidents.open, 0);
  await world.end();
  assert.deepEqual(told.pages, []);
});
