import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { type Answered, openApiScene } from "../../../test/support/api-scene.ts";
import { beat, fakeIncident, planHash, runbookHash } from "../../../test/support/fake-engine.ts";
import { fakeChain, fakePattern } from "../../../test/support/harmony.ts";
import { fakeTask } from "../../../test/support/mending.ts";
import { answers } from "./documents/index.ts";
import { routes } from "./routes/index.ts";

function tagOf({ headers }: Answered): string {
  return headers.etag ?? "";
}

test("FACE-05: every route answers in the shape that its document gives", async (t) => {
  const { local, engine, token } = await openApiScene(t);
  engine.happen(beat(1), beat(2));
  const query: Readonly<Record<string, string>> = { "/v1/readings": "?target=web&probe=process" };
  const bodies: Readonly<Record<string, unknown>> = {
    "/v1/drills": { faults: ["kill"], who: ["mender"], times: 1 },
    "/v1/drills/{id}/report": { figures: [], broken: null },
    "/v1/gates/{gate}/checks": { output: "# Review report", session: "s-1" },
    "/v1/harmony/patterns/{id}/investigate": { nonce: "nonce-0001" },
    "/v1/harmony/patterns/{id}/ignore": { nonce: "nonce-0002", reason: "because" },
    "/v1/harmony/patterns/{id}/restore": { nonce: "nonce-0003" },
    "/v1/harmony/patterns/{id}/fix": { nonce: "nonce-0004" },
    "/v1/harmony/chains/{id}/approve": { nonce: "nonce-0005" },
    "/v1/harmony/chains/{id}/modify": { nonce: "nonce-0006", drop: ["commit"] },
    "/v1/harmony/chains/{id}/cancel": { nonce: "nonce-0007" },
    "/v1/heal": { action: "status" },
    "/v1/incidents/{id}/record-fix": { commands: [["touch", "x"]] },
    "/v1/pause": { reason: "because" },
    "/v1/pipelines/{id}/progress": { stage: "build" },
    "/v1/repair/tasks/{id}/approve": { commit: "c".repeat(40) },
    "/v1/repair/run": { repository: "site", file: "a.json" },
    "/v1/runbooks/{id}/execute": { target: "web", confirm: true },
    "/v1/session": { token: token() },
    "/v1/silences": { matchers: { targets: ["web"] }, reason: "because" },
    "/v1/maintenance": { reason: "because" },
    "/v1/grants": { delegate: "delegate:night", capabilities: ["service.restart"], for: "1h", reason: "because" },
    "/v1/targets/{id}/stop": { reason: "because" },
    "/v1/triggers": { type: "http_down", target: "web", reason: "because" },
    "/v1/sessions/start": { session: "s-1" },
    "/v1/sessions/end": { session: "s-1" },
  };
  const ids: Readonly<Record<string, string>> = {
    runbooks: "rb-restart-service",
    targets: "web",
    tasks: fakeTask.id,
    patterns: fakePattern.id,
    chains: fakeChain.id,
  };
  for (const { method, path, answer } of routes) {
    const id = ids[/(\w+)\/\{id\}/.exec(path)?.[1] ?? ""] ?? "inc-1";
    const body = bodies[path] ?? (/(reject|dismiss|resolve)$/.test(path) ? { reason: "because" } : {});
    const asked = await local(
      path.replace("{id}", id).replace("{name}", "alertmanager").replace("{gate}", "review") + (query[path] ?? ""),
      {
        method,
        ...(method === "POST" ? { body } : {}),
      },
    );
    assert.equal(asked.status, 200, `${method} ${path}: ${asked.text}`);
    if (answer !== "text") assert.doesNotThrow(() => answers[answer].parse(asked.json), `${method} ${path}`);
    assert.equal(asked.headers["x-content-type-options"], "nosniff");
    assert.match(asked.headers["content-security-policy"]?.toString() ?? "", /default-src 'none'/);
  }
});

test("FACE-05: one OpenAPI 3.1 document tells of every route, from the schemas that check requests", async (t) => {
  const { local } = await openApiScene(t);
  const { json } = await local("/openapi.json");
  assert.equal(json.openapi, "3.1.0");
  assert.equal(
    Object.values<object>(json.paths).reduce((sum, operations) => sum + Object.keys(operations).length, 0),
    routes.length,
  );
  const ids = Object.values<Record<string, { operationId: string }>>(json.paths).flatMap((path) =>
    Object.values(path).map((one) => one.operationId),
  );
  assert.equal(new Set(ids).size, ids.length);
  const list = json.paths["/v1/incidents"].get;
  const state = list.parameters.find(({ name }: { name: string }) => name === "state");
  assert.ok(state.schema.enum.includes("awaiting_approval"));
  assert.equal(json.paths["/v1/incidents/{id}/reject"].post.requestBody.required, true);
  assert.equal(json.paths["/v1/incidents/{id}/approve"].post.requestBody.required, false);
  const references = JSON.stringify(json).match(/#\/components\/[a-z]+\/\w+/g) ?? [];
  for (const reference of new Set(references)) {
    const [, , kind = "", name = ""] = reference.split("/");
    assert.ok(json.components[kind][name] !== undefined, reference);
  }
  const stream = (await local("/asyncapi.json")).json;
  assert.equal(stream.asyncapi, "3.0.0");
  assert.equal(stream.channels.events.address, "/v1/events");
});

test("FACE-05: errors are problem details with a code, and say what to do", async (t) => {
  const { local, remote } = await openApiScene(t);
  const missing = await local("/v1/incidents/inc-999");
  assert.equal(missing.headers["content-type"], "application/problem+json; charset=utf-8");
  assert.deepEqual(missing.json, {
    type: "urn:chiron:problem:not_found",
    title: "Not found",
    status: 404,
    detail: "there is no incident inc-999",
    code: "not_found",
    help: "GET /v1/incidents?all=true lists them.",
  });
  const wrong = await local("/v1/incidents?state=gone&limt=3");
  assert.equal(wrong.status, 400);
  assert.deepEqual(
    wrong.json.problems.map(({ at }: { at: string }) => at),
    ["query.state", "query"],
  );
  assert.match(wrong.json.detail, /limt/);
  const method = await local("/v1/status", { method: "DELETE" });
  assert.deepEqual([method.status, method.headers.allow, method.json.code], [405, "GET", "method_not_allowed"]);
  const nowhere = await remote("/v1/nowhere");
  assert.deepEqual([nowhere.status, nowhere.json.code], [404, "not_found"]);
});

test("FACE-05: two who decide at once notice each other by tag or plan", async (t) => {
  const { local, engine } = await openApiScene(t);
  const seen = tagOf(await local("/v1/incidents/inc-1"));
  engine.change({ count: 9, updatedAt: new Date().toISOString() });
  assert.equal(tagOf(await local("/v1/incidents/inc-1")), seen, "seen again, nothing to decide has changed");
  engine.change({ state: "escalated", approval: null });
  const late = await local("/v1/incidents/inc-1/approve", { body: {}, headers: { "if-match": seen } });
  assert.deepEqual([late.status, late.json.code], [412, "stale"]);
  assert.equal(engine.commands.length, 0);
  engine.change({ state: "awaiting_approval", approval: fakeIncident().approval });
  const now = tagOf(await local("/v1/incidents/inc-1"));
  const other = await local("/v1/incidents/inc-1/approve", { body: { planHash: "c".repeat(64) } });
  assert.deepEqual([other.status, other.json.code], [412, "stale"]);
  assert.equal(
    (await local("/v1/incidents/inc-1/dismiss", { body: { reason: "x" }, headers: { "if-match": `"a", ${now}` } }))
      .status,
    200,
  );
});

test("FACE-05: an approval by tag is bound to the plan that was shown with it", async (t) => {
  const { local, engine } = await openApiScene(t);
  const tag = tagOf(await local("/v1/incidents/inc-1"));
  assert.equal(
    (await local("/v1/incidents/inc-1/approve", { method: "POST", headers: { "if-match": tag } })).status,
    200,
  );
  assert.deepEqual(engine.commands[0]?.command, { kind: "approve", incident: "inc-1", planHash });
  const runbook = tagOf(await local("/v1/runbooks/rb-restart-service"));
  assert.equal(
    (await local("/v1/runbooks/rb-restart-service/approve", { body: {}, headers: { "if-match": runbook } })).status,
    200,
  );
  assert.deepEqual(engine.commands[1]?.command, {
    kind: "approve_runbook",
    runbook: "rb-restart-service",
    hash: runbookHash,
  });
  const stale = await local("/v1/runbooks/rb-restart-service/approve", { body: {}, headers: { "if-match": 'W/"x"' } });
  assert.equal(stale.status, 412);
});

test("FACE-05: a command sent again with its idempotency key is done once", async (t) => {
  const { local, engine } = await openApiScene(t);
  const ask = { body: { reason: "work on the roof" }, headers: { "idempotency-key": "k-1" } };
  let open: () => void = () => undefined;
  engine.gate = new Promise((resolve) => {
    open = resolve;
  });
  const both = [local("/v1/pause", ask), local("/v1/pause", ask)];
  open();
  const [first, again] = await Promise.all(both);
  assert.equal(first?.text, again?.text);
  assert.equal((await local("/v1/pause", ask)).text, first?.text);
  assert.equal(engine.commands.length, 1);
  const other = await local("/v1/pause", { ...ask, body: { reason: "something else" } });
  assert.deepEqual([other.status, other.json.code], [409, "conflict"]);
  assert.equal((await local("/v1/pause", { body: { reason: "work on the roof" } })).status, 200);
  assert.equal(engine.commands.length, 2);
  assert.equal((await local("/v1/pause", { ...ask, headers: { "idempotency-key": "a b" } })).status, 400);
});

test("FACE-05: pages of events go on where the last one ended", async (t) => {
  const { local, engine } = await openApiScene(t);
  for (let number = 1; number <= 25; number++) engine.happen(beat(number));
  const seen: number[] = [];
  let next: string | null = "0";
  while (next !== null) {
    const { json } = await local(`/v1/events?after=${next}&limit=10`);
    seen.push(...json.items.map(({ sequence }: { sequence: string }) => Number(sequence)));
    next = json.next;
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 25 }, (_, index) => index + 1),
  );
  const audit = (await local("/v1/audit?incident=inc-1&types=incident.tiered,incident.moved&limit=3")).json;
  assert.deepEqual([audit.items.length, audit.next, audit.head], [3, "7", 25]);
  assert.match(audit.items[0].hash, /^[0-9a-f]{64}$/);
  const [one] = (await local("/v1/events?limit=1")).json.items;
  assert.deepEqual(
    [one.specversion, one.id, one.source, one.type, one.subject],
    ["1.0", "engine-1", "/chiron/workshop", "chiron.incident.tiered", "inc-1"],
  );
});

test("FACE-07: the one tool does what the commands do, and nothing without being told to", async (t) => {
  const { local, engine } = await openApiScene(t);
  const heal = (body: object) => local("/v1/heal", { body });
  const status = (await heal({ action: "status" })).json;
  assert.deepEqual(
    status.data.incidents.map(({ id, state }: { id: string; state: string }) => [id, state]),
    [["inc-1", "awaiting_approval"]],
  );
  assert.equal((await heal({ action: "list_runbooks" })).json.data.runbooks.length, 1);
  await heal({ action: "approve", incident: "inc-1", planHash });
  await heal({ action: "approve", runbook: "rb-restart-service" });
  await heal({ action: "dry_run", runbook: "rb-restart-service", target: "web" });
  await heal({ action: "execute", runbook: "rb-restart-service", incident: "inc-1" });
  await heal({ action: "execute", runbook: "rb-restart-service", incident: "inc-1", confirm: true });
  await heal({ action: "dismiss", incident: "inc-1", reason: "known" });
  await heal({ action: "record_fix", incident: "inc-1", commands: [["touch", "x"], "echo > x"] });
  assert.deepEqual(
    engine.commands.map(({ command }) => command),
    [
      { kind: "approve", incident: "inc-1", planHash },
      { kind: "approve_runbook", runbook: "rb-restart-service" },
      { kind: "dry_run", runbook: "rb-restart-service", target: "web" },
      { kind: "execute", runbook: "rb-restart-service", incident: "inc-1", confirm: false },
      { kind: "execute", runbook: "rb-restart-service", incident: "inc-1", confirm: true },
      { kind: "dismiss", incident: "inc-1", reason: "known" },
      { kind: "record_fix", incident: "inc-1", commands: [{ argv: ["touch", "x"] }], texts: ["echo > x"] },
    ],
  );
  for (const wrong of [
    {},
    { action: "reboot" },
    { action: "approve" },
    { action: "approve", incident: "i", runbook: "r" },
    { action: "dismiss", incident: "i" },
  ]) {
    assert.equal((await heal(wrong)).status, 400, JSON.stringify(wrong));
  }
});

test("FACE-10: metrics are Prometheus' text, whatever a label holds, and the healing counters are always there", async (t) => {
  const { local, remote } = await openApiScene(t);
  const { headers, text } = await local("/metrics");
  assert.match(headers["content-type"] ?? "", /^text\/plain; version=0\.0\.4/);
  assert.match(text, /^heal_anomaly_detected\{type="a\\"b\\\\c\\nd"\} 3$/m);
  assert.match(text, /^# TYPE heal_runbook_graduated counter$/m);
  assert.match(text, /^chiron_log_head 0$/m);
  assert.equal((await remote("/metrics")).text, text, "each scrape begins anew");
});

test("FACE-05: ready means that the work loop is at work, alive only that there is an answer", async (t) => {
  let ready = true;
  const { remote } = await openApiScene(t, {
    readiness: () => ({ ready, detail: "the last round was 40 s ago" }),
    anonymousRead: false,
  });
  assert.deepEqual([(await remote("/healthz")).status, (await remote("/readyz")).status], [200, 200]);
  ready = false;
  const wedged = await remote("/readyz");
  assert.deepEqual([wedged.status, wedged.json], [503, { ready: false, detail: "the last round was 40 s ago" }]);
  assert.equal((await remote("/healthz")).status, 200);
});

test("FACE-05: what goes wrong inside is reported inside, and not shown outside", async (t) => {
  const { local, engine, reported } = await openApiScene(t);
  engine.status = () => {
    throw new Error("SQLITE_CORRUPT in a secret place");
  };
  const failed = await local("/v1/status");
  assert.equal(failed.status, 500);
  assert.doesNotMatch(failed.text, /SQLITE|secret/);
  await until("the report", () => reported.length === 1);
});
