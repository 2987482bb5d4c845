/** What may come in by /v1/intake: told ten times it is one incident, and what is hostile changes nothing. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { createTokenStore } from "#surface/api";
import { human, startWorld, type World } from "../support/engine.ts";

const yaml = `
node: workshop
targets:
  - id: web
    kind: service
    autonomy: observe
    probes:
      - process: { pidFile: DIR/web.pid, every: 200ms }
  - id: db
    kind: service
    autonomy: observe
packs: [service]
intake:
  from:
    - alertmanager: { targets: { "10.0.0.5:9100": web }, types: { WebDead: process_dead } }
    - cloudevents:
        events:
          com.example.disk.full: { type: disk_full, severity: high }
          com.example.disk.fine: { type: disk_full, clears: true }
          com.example.order.created: { ignore: true }
    - webhook:
        name: deploys
        when: body.action == "failed"
        clearWhen: body.action == "succeeded"
        target: body.service
        type: deploy_failed
        severity: 'body.production ? "critical" : "low"'
        title: '"Deploy of " + body.service + " failed"'
        signature: { header: X-Signature, prefix: sha256=, secretFile: DIR/secret }
`;

interface Sent {
  readonly status: number;
  readonly json: ReturnType<typeof JSON.parse>;
}

interface Scene {
  readonly world: World;
  send(intake: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Sent>;
}

async function scene(t: TestContext): Promise<Scene> {
  const world = await startWorld(t, yaml, { files: { secret: "s3cret\n", "web.pid": String(process.pid) } });
  const tokens = createTokenStore(join(world.dataDir, "tokens.json"));
  const { token } = tokens.create({ name: "sender", role: "operator", kind: "service", scopes: ["intake"] });
  return {
    world,
    async send(intake, body, headers = {}) {
      const response = await fetch(`${world.running.address}/v1/intake/${intake}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
        body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      });
      return { status: response.status, json: await response.json() };
    },
  };
}

const alert = (over: object = {}) => ({
  status: "firing",
  labels: { alertname: "HighErrorRate", severity: "warning", target: "web" },
  annotations: { summary: "Many requests fail" },
  startsAt: "2026-01-01T00:00:00Z",
  endsAt: "0001-01-01T00:00:00Z",
  fingerprint: "00000000000000aa",
  ...over,
});
const payload = (...alerts: readonly object[]) => ({ version: "4", groupKey: "{}", receiver: "chiron", alerts });
const opened = ({ events }: World) => events.flatMap((one) => (one.type === "incident.opened" ? [one.data] : []));
const count = (world: World, type: string) => world.events.filter((one) => one.type === type).length;

test("REASON-13: the same alert told ten times is one incident, and its end ends it", async (t) => {
  const { world, send } = await scene(t);
  for (let times = 0; times < 10; times++) assert.equal((await send("alertmanager", payload(alert()))).status, 200);
  assert.deepEqual(
    opened(world).map(({ type, target, severity }) => [type, target, severity]),
    [["alert_high_error_rate", "web", "medium"]],
  );
  assert.equal(count(world, "trigger.raised"), 1);
  // Another alert of the same trouble makes it worse; both have to be over.
  const worse = {
    labels: { alertname: "HighErrorRate", severity: "critical", instance: "10.0.0.5:9100" },
    fingerprint: "bb",
  };
  await send("alertmanager", payload(alert(worse)));
  const [incident] = opened(world);
  const find = () => world.facade.incident(incident?.incident ?? "");
  assert.equal(opened(world).length, 1);
  assert.equal(find()?.severity, "critical");
  const over = { status: "resolved", endsAt: "2026-01-01T01:00:00Z" };
  await send("alertmanager", payload(alert(over)));
  assert.equal(find()?.endedAt, null);
  await send("alertmanager", payload(alert({ ...worse, ...over })));
  await until("it is over", () => find()?.endedAt !== null);
  // A message that comes late, from before its end, opens nothing again; a new one does.
  assert.equal((await send("alertmanager", payload(alert()))).json.data.known, 1);
  assert.equal(opened(world).length, 1);
  await send("alertmanager", payload(alert({ startsAt: "2026-01-01T02:00:00Z" })));
  assert.equal(opened(world).length, 2);
});

test("REASON-13: what the target's own probes can tell, the sender alone does not decide", async (t) => {
  const { world, send } = await scene(t);
  await until("web was read", () => world.facade.target("web")?.probes[0]?.last);
  const dead = alert({ labels: { alertname: "WebDead", severity: "critical", target: "web" }, fingerprint: "cc" });
  await send("alertmanager", payload(dead));
  const [incident] = opened(world);
  assert.equal(incident?.type, "process_dead");
  // It runs: to act on one of two that contradict each other would be to guess.
  const rechecked = await world.event("incident.rechecked");
  assert.equal(rechecked.data.stillThere, false);
  const held = await world.event("incident.held");
  assert.match(
    held.data.hold.reason,
    /alertmanager still says: Many requests fail, and the target's own probes read good/,
  );
  assert.equal(count(world, "step.started"), 0);
  await send("alertmanager", payload({ ...dead, status: "resolved", endsAt: "2026-01-01T01:00:00Z" }));
  await world.event("incident.moved", ({ data }) => data.to === "self_resolved");

  // Now it is dead for its own probe as well: the sender's word does not end it.
  writeFileSync(join(world.folder, "web.pid"), "999999999");
  await world.event("incident.opened", ({ data, seq }) => data.type === "process_dead" && seq > held.seq);
  await send("alertmanager", payload({ ...dead, startsAt: "2026-01-02T00:00:00Z" }));
  await send("alertmanager", payload({ ...dead, status: "resolved", endsAt: "2026-01-02T01:00:00Z" }));
  await world.facade.command({ kind: "probe", target: "web" }, human);
  assert.equal(world.facade.status().incidents.open, 1);
});

test("REASON-13: alerts that Alertmanager left out are known to be missing", async (t) => {
  const { world, send } = await scene(t);
  await send("alertmanager", { ...payload(alert()), truncatedAlerts: 7 });
  const told = opened(world).find(({ type }) => type === "alerts_truncated");
  assert.match(told?.title ?? "", /left out 7 alerts/);
  await send("alertmanager", payload(alert()));
  await until("all are there", () => world.facade.incident(told?.incident ?? "")?.endedAt !== null);
});

test("REASON-13: CloudEvents in all three modes", async (t) => {
  const { world, send } = await scene(t);
  const event = (over: object) => ({
    specversion: "1.0",
    id: "1",
    source: "/hosts/db",
    type: "com.example.disk.full",
    time: "2026-01-01T00:00:00Z",
    ...over,
  });
  const structured = { "content-type": "application/cloudevents+json; charset=utf-8" };
  assert.equal(
    (await send("cloudevents", event({ data: { message: "No room is left" } }), structured)).json.data.raised,
    1,
  );
  assert.deepEqual(
    opened(world).map(({ type, target, severity, title }) => [type, target, severity, title]),
    [["disk_full", "db", "high", "No room is left"]],
  );
  const binary = {
    "ce-specversion": "1.0",
    "ce-id": "2",
    "ce-source": "/hosts/db",
    "ce-type": "com.example.disk.fine",
    "ce-time": "2026-01-01T00:10:00Z",
  };
  assert.equal((await send("cloudevents", { any: "data" }, binary)).json.data.cleared, 1);
  await until("it is over", () => world.facade.status().incidents.open === 0);
  const batched = { "content-type": "application/cloudevents-batch+json" };
  const batch = [
    event({ id: "3", type: "com.example.order.created" }),
    event({ id: "4", type: "com.example.fan.stopped", subject: "web", severity: "critical" }),
    event({ id: "5", type: "com.example.fan.stopped", subject: "web", severity: "critical" }),
  ];
  assert.deepEqual((await send("cloudevents", batch, batched)).json.data, {
    ...{ raised: 1, known: 1, cleared: 0, unknownTargets: 0 },
    incidents: [opened(world)[1]?.incident],
  });
  assert.deepEqual([opened(world)[1]?.type, opened(world)[1]?.severity], ["event_fan_stopped", "critical"]);
});

test("REASON-13: a webhook of one's own is understood by CEL, and proves itself by its signature", async (t) => {
  const { world, send } = await scene(t);
  const body = JSON.stringify({ action: "failed", service: "db", production: true });
  const signed = (text: string, secret = "s3cret") => ({
    authorization: "",
    "x-signature": `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`,
  });
  const post = async (text: string, headers: Record<string, string>) => {
    const { authorization: _, ...rest } = headers;
    const response = await fetch(`${world.running.address}/v1/intake/deploys`, {
      method: "POST",
      headers: rest,
      body: text,
    });
    return response.status;
  };
  assert.equal(await post(body, signed(body, "guessed")), 401);
  assert.equal(await post(body, {}), 401);
  assert.equal(await post(`${body} `, signed(body)), 401);
  assert.equal(opened(world).length, 0);
  assert.equal(await post(body, signed(body)), 200);
  assert.deepEqual(
    opened(world).map(({ type, target, severity, title }) => [type, target, severity, title]),
    [["deploy_failed", "db", "critical", "Deploy of db failed"]],
  );
  // With a token of Chiron's no signature is needed; what says nothing changes nothing.
  assert.equal((await send("deploys", { action: "started", service: "db", production: false })).json.changed, false);
  assert.equal((await send("deploys", { action: "succeeded", service: "db", production: true })).json.data.cleared, 1);
  await until("it is over", () => world.facade.status().incidents.open === 0);
  const lacking = await send("deploys", { action: "failed" });
  assert.equal(lacking.status, 400);
  assert.match(lacking.json.detail, /it has nothing for "body\.(service|production)/);
});

test("REASON-13: hostile requests are refused with words, and change nothing", async (t) => {
  const { world, send } = await scene(t);
  const before = world.facade.head().seq;
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const cases: readonly (readonly [string, string, unknown, number, RegExp])[] = [
    ["10 MB", "alertmanager", "x".repeat(10 * 1024 * 1024), 413, /larger than 4 MB/],
    ["deep nesting", "alertmanager", deep, 400, /nested deeper|not JSON/],
    ["deep nesting for CEL", "deploys", deep, 400, /nested deeper|not JSON/],
    ["no JSON", "alertmanager", "{", 400, /not JSON/],
    ["nothing", "alertmanager", "", 400, /empty/],
    ["no UTF-8", "alertmanager", new Uint8Array([0xff, 0xfe, 0xfd]), 400, /not UTF-8/],
    ["another version", "alertmanager", { ...payload(), version: "3" }, 400, /version/],
    ["wrong types", "alertmanager", payload({ status: 1, labels: [] }), 400, /alerts\.0/],
    ["labels of labels", "alertmanager", payload(alert({ labels: { a: { b: "c" } } })), 400, /labels/],
    [
      "control characters",
      "alertmanager",
      payload(alert({ labels: { alertname: "a\u0007b" } })),
      400,
      /control character/,
    ],
    ["a prototype", "alertmanager", '{"__proto__":{"a":1},"version":"4"}', 400, /__proto__/],
    ["too many", "alertmanager", payload(...Array.from({ length: 1_001 }, () => alert())), 400, /alerts/],
    ["no event", "cloudevents", { hello: 1 }, 400, /no CloudEvent/],
    ["a list", "deploys", [], 400, /it has nothing for/],
    ["an intake that is not there", "nothing", {}, 404, /no intake/],
    ["a name of another kind", "..%2f..", {}, 400, /name|address/],
  ];
  for (const [what, intake, body, status, words] of cases) {
    const sent = await send(intake, body);
    assert.equal(sent.status, status, `${what}: ${JSON.stringify(sent.json)}`);
    assert.match(sent.json.detail, words, what);
  }
  const unsigned = await fetch(`${world.running.address}/v1/intake/alertmanager`, { method: "POST", body: "{}" });
  assert.equal(unsigned.status, 401);
  assert.equal(opened(world).length, 0);
  const changed = world.events.filter(({ seq, type }) => seq > before && /^(trigger|incident|anomaly)\./.test(type));
  assert.deepEqual(changed, []);
  const viewer = createTokenStore(join(world.dataDir, "tokens.json")).create({
    name: "v",
    role: "viewer",
    kind: "human",
  });
  const seen = await send("alertmanager", payload(alert()), { authorization: `Bearer ${viewer.token}` });
  assert.equal(seen.status, 403);
  assert.equal(opened(world).length, 0);
});
