/** What a new user does, from the CLI and the API alone, on a real service. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import WebSocket from "ws";
import { until } from "#core/platform/test";
import { answers, webService } from "../support/engine.ts";
import { outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const yamlFor = (port: number, autonomy: string) => `
node: workshop
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: ${autonomy}
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
packs: [service]
`;

test("HOST-A1: from the CLI alone: up, a kill, a healed service, the story, the proof of the record", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = outside(t, yamlFor(port, "auto"));
  assert.equal((await world.chiron("validate")).code, 0);
  assert.equal((await world.chiron("incidents")).code, 3, "nothing runs yet, and nothing is on record");
  await world.up();
  const before = await answers(url);
  process.kill(Number(before), "SIGKILL");
  await answers(url, (body) => body !== before);
  const id = await world.incident("resolved");
  const { json } = await world.chiron("incident", id, "--json");
  assert.equal(json.type, "process_dead");
  assert.equal(json.plan.runbook, "rb-restart-service");
  assert.equal(json.outcome.result, "recovered");
  for (const key of ["events", "plan", "verdicts", "steps", "outcome"]) assert.ok(key in json, key);
  assert.match((await world.chiron("incident", id)).out, /healed/);
  const status = (await world.chiron("status", "--json")).json;
  assert.deepEqual(Object.keys(status).sort(), [
    "engine",
    "harmony",
    "incidents",
    "lastEscalationAt",
    "lastRemediationAt",
    "mender",
    "node",
    "paused",
    "runbooks",
    "targets",
    "version",
    "watchdog",
  ]);
  assert.equal(await world.end(), 0);
  assert.equal((await world.chiron("audit", "verify")).code, 0);
  assert.equal(
    (await world.chiron("incidents", "--all", "--json")).json.length,
    1,
    "what happened can be read without an engine",
  );
});

test("HOST-A9: status and the list of incidents say what is open, and in which state", async (t) => {
  const port = await freePort();
  const world = outside(t, yamlFor(port, "approve"));
  await world.up();
  process.kill(Number(await answers(`http://127.0.0.1:${port}/`)), "SIGKILL");
  const id = await world.incident("awaiting_approval");
  const { incidents } = (await world.chiron("status", "--json")).json;
  assert.deepEqual(incidents, { open: 1, byState: { awaiting_approval: 1 } });
  const [row] = (await world.chiron("incidents", "--json")).json;
  assert.deepEqual(Object.keys(row).sort(), [
    "domain",
    "endedAt",
    "id",
    "openedAt",
    "recurrences",
    "runbook",
    "severity",
    "state",
    "summary",
    "target",
    "tier",
    "type",
    "updatedAt",
  ]);
  assert.equal(row.id, id);
  assert.equal(row.tier, 2);
  assert.match(row.openedAt, /^\d{4}-\d\d-\d\dT.*Z$/);
});

test("HOST-16: an approval by the CLI and by the API: for exactly one plan, once", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = outside(t, yamlFor(port, "approve"));
  await world.up();
  const first = await answers(url);
  process.kill(Number(first), "SIGKILL");
  const id = await world.incident("awaiting_approval");
  const stale = await world.ask("POST", `/v1/incidents/${id}/approve`, { planHash: "0".repeat(64) });
  assert.equal(stale.status, 412);
  assert.equal(stale.json.code, "stale");
  assert.equal((await world.chiron("approve", id)).code, 0);
  const second = await answers(url, (body) => body !== first);
  await until("it is resolved", async () => (await world.chiron("incident", id, "--json")).json.state === "resolved");
  const late = await world.ask("POST", `/v1/incidents/${id}/approve`, {});
  assert.equal(late.status, 409);
  assert.equal((await world.chiron("approve", id)).code, 4);
  process.kill(Number(second), "SIGKILL");
  const next = await world.incident("awaiting_approval");
  assert.equal((await world.chiron("reject", next, "--reason", "not now")).code, 0);
  await world.incident("escalated");
  const executed = await world.chiron("execute", "rb-restart-service", "--incident", next, "--confirm");
  assert.equal(executed.code, 0, executed.err);
  await answers(url, (body) => body !== second);
});

test("HOST-16: a runbook of one's own starts in dry_run whatever it says, and is approved with exactly its content", async (t) => {
  const port = await freePort();
  const world = outside(t, `${yamlFor(port, "auto")}runbooks: [own.yaml]\n`);
  const own = (text: string) => `
id: rb-own
title: My own
version: 1
matches: [process_dead]
mode: auto_execute
strategies:
  - name: tell
    steps:
      - action: notify
        with: { route: notice, subject: hello, body: ${text} }
`;
  writeFileSync(join(world.folder, "own.yaml"), own("one"));
  await world.up();
  const mode = async () => (await world.chiron("runbook", "rb-own", "--json")).json.mode;
  assert.equal(await mode(), "dry_run");
  assert.equal((await world.chiron("approve", "rb-own")).code, 0);
  assert.equal(await mode(), "auto_execute");
  writeFileSync(join(world.folder, "own.yaml"), own("two"));
  assert.equal((await world.chiron("reload")).code, 0);
  assert.equal(await mode(), "dry_run", "another content needs another approval");
});

test("FACE-03: a reload is all or nothing: a broken file is told with its place, and the old configuration stays", async (t) => {
  const port = await freePort();
  const world = outside(t, yamlFor(port, "auto"));
  await world.up();
  const file = join(world.folder, "chiron.yaml");
  const good = readFileSync(file, "utf8");
  appendFileSync(file, "polices: {}\n");
  const refused = await world.chiron("reload");
  assert.equal(refused.code, 2);
  assert.match(refused.err, /chiron\.yaml:\d+:1 {2}polices is an unknown key; did you mean "policies"\?/);
  assert.equal((await world.chiron("status", "--json")).json.targets.total, 1);
  writeFileSync(file, "");
  assert.equal((await world.chiron("reload")).code, 2, "a file cut off does not stop what it used to declare");
  assert.equal((await world.chiron("status", "--json")).json.targets.total, 1);
  writeFileSync(file, good.replace("autonomy: auto", "autonomy: observe"));
  assert.equal((await world.chiron("reload")).code, 0);
  assert.equal((await world.ask("GET", "/v1/targets/web")).json.autonomy, "observe");
});

test("FACE-04: exit codes say what happened", async (t) => {
  const port = await freePort();
  const world = outside(t, yamlFor(port, "auto"));
  const code = async (...words: string[]) => (await world.chiron(...words)).code;
  assert.equal(await code("reload"), 3, "not running");
  assert.equal(await code("no-such-command"), 2, "wrong use");
  await world.up();
  assert.equal(await code("status"), 0);
  assert.equal(await code("incident", "inc-nothing"), 1, "failed");
  assert.equal(await code("pause"), 2, "a reason is missing");
  assert.equal(await code("pause", "--reason", "work"), 0);
  assert.equal(await code("execute", "rb-restart-service", "--target", "web", "--confirm"), 4, "refused by policy");
  assert.equal(await code("execute", "rb-restart-service", "--target", "web"), 2, "not confirmed");
  assert.equal(await code("resume"), 0);
});

test("FACE-05: live events resume from a sequence number, over an engine's restart, without gap or repeat", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = outside(t, yamlFor(port, "auto"));
  const seen: number[] = [];
  const listen = (): Promise<WebSocket> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${world.address().replace("http", "ws")}/v1/events?after=${seen.at(-1) ?? 0}`);
      socket.on("message", (data) => {
        const event = JSON.parse(String(data));
        if (event.sequence !== undefined) seen.push(Number(event.sequence));
      });
      socket.once("open", () => resolve(socket));
      socket.once("unexpected-response", (_request, response) => {
        response.setEncoding("utf8").on("data", (text: string) => reject(new Error(`after ${seen.at(-1)}: ${text}`)));
      });
    });
  await world.up();
  const socket = await listen();
  process.kill(Number(await answers(url)), "SIGKILL");
  await world.incident("resolved");
  socket.terminate();
  await world.end();
  await world.up();
  const again = await listen();
  const { head } = (await world.ask("GET", "/v1/events?limit=1")).json as { head: number };
  await until("all have come", () => (seen.at(-1) ?? 0) >= head);
  again.terminate();
  assert.deepEqual(
    seen.slice(0, head),
    Array.from({ length: head }, (_, index) => index + 1),
  );
});

test("FACE-06: only this user gets in by the socket; by the port anybody here may look, and only a token may act", async (t) => {
  const port = await freePort();
  const world = outside(t, yamlFor(port, "auto"));
  await world.up();
  assert.equal(statSync(world.dataDir).mode & 0o777, 0o700);
  assert.equal(statSync(join(world.dataDir, "chiron.sock")).mode & 0o777, 0o600);
  const by = async (path: string, init?: RequestInit) => (await fetch(`${world.address()}${path}`, init)).status;
  const pause = (token?: string) => ({
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ reason: "x" }),
  });
  assert.equal(await by("/v1/status"), 200);
  assert.equal(await by("/healthz"), 200);
  assert.equal(await by("/v1/pause", pause()), 401);
  assert.equal(await by("/v1/pause", pause("wrong")), 401);
  const create = async (role: string) =>
    (await world.chiron("token", "create", role, "--role", role, "--kind", "human", "--json")).json.token as string;
  assert.equal(await by("/v1/pause", pause(await create("viewer"))), 403);
  assert.equal(await by("/v1/pause", pause(await create("operator"))), 200);
  const kept = readFileSync(join(world.dataDir, "tokens.json"), "utf8");
  assert.ok(!kept.includes("wrong") && /sha-?256|hash/i.test(kept), "only hashes are kept");
});

test("HOST-11: one byte, one row, two rows, the tail: what was done to the record is found and named", async (t) => {
  const port = await freePort();
  const world = outside(t, yamlFor(port, "auto"));
  await world.up();
  process.kill(Number(await answers(`http://127.0.0.1:${port}/`)), "SIGKILL");
  await world.incident("resolved");
  await world.end();
  const file = join(world.dataDir, "chiron.db");
  const whole = readFileSync(file);
  const tampered = async (sql: string): Promise<string> => {
    writeFileSync(file, whole);
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
    const { code, out, err } = await world.chiron("audit", "verify");
    assert.equal(code, 1, sql);
    return out + err;
  };
  assert.match(await tampered("UPDATE events SET at = at + 1 WHERE seq = 5"), /\b5\b/);
  assert.match(await tampered("DELETE FROM events WHERE seq = 7"), /\b7\b/);
  assert.match(
    await tampered(
      "UPDATE events SET seq = -1 WHERE seq = 6; UPDATE events SET seq = 6 WHERE seq = 9; UPDATE events SET seq = 9 WHERE seq = -1",
    ),
    /\b6\b[\s\S]*\b9\b|\b9\b[\s\S]*\b6\b/,
  );
  assert.match(await tampered("DELETE FROM events WHERE seq > 10"), /\b11\b|\b10\b/);
  writeFileSync(file, whole);
  assert.equal((await world.chiron("audit", "verify")).code, 0);
});
