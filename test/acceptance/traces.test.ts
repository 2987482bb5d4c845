/** Incidents as traces: made from the log, taken by a real collector, and never in the way of a repair. */
import assert from "node:assert/strict";
import { get } from "node:http";
import { test } from "node:test";
import type { IncidentDetail } from "#core/model";
import { until } from "#core/platform/test";
import { type Collector, startCollector, type TakenSpan } from "../support/counterparts/collector.ts";
import { webService } from "../support/engine.ts";
import { type Outside, outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const web = (port: number, autonomy: string, traces: string) => `
node: workshop
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: ${autonomy}
    startupGrace: 500ms
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
packs: [service]
${traces}
`;

async function kill(world: Outside): Promise<void> {
  const pid = await until("web runs", async () => (await world.ask("GET", "/v1/targets/web")).json.pid ?? undefined);
  process.kill(pid, "SIGKILL");
}

const detail = async (world: Outside, id: string) =>
  (await world.ask("GET", `/v1/incidents/${id}`)).json as IncidentDetail;

async function inState(world: Outside, state: string, but: readonly string[] = []): Promise<string> {
  return until(`an incident is ${state}`, async () => {
    const { items } = (await world.ask("GET", "/v1/incidents?all=true")).json as {
      items: { id: string; state: string }[];
    };
    return items.find((one) => one.state === state && !but.includes(one.id))?.id;
  });
}

const roots = ({ spans }: Collector) => spans.filter(({ parentSpanId }) => parentSpanId === "");
const rootOf = (collector: Collector, incident: string) =>
  until("the whole incident is a trace", () =>
    roots(collector).find(({ attributes }) => attributes["chiron.incident.id"] === incident),
  );

function assertTree(spans: readonly TakenSpan[]): void {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  assert.equal(byId.size, spans.length, "no span twice");
  for (const span of spans) {
    assert.match(span.traceId, /^(?!0+$)[0-9a-f]{32}$/);
    assert.match(span.spanId, /^(?!0+$)[0-9a-f]{16}$/);
    assert.ok(span.startMs <= span.endMs, span.name);
    if (span.parentSpanId === "") continue;
    const parent = byId.get(span.parentSpanId);
    assert.ok(parent !== undefined, `${span.name} has no parent`);
    // What is learned from an incident may come right after its end.
    const isAfter = parent.parentSpanId === "" && span.startMs >= parent.endMs;
    const isWithin = parent.startMs <= span.startMs && span.endMs <= parent.endMs;
    assert.ok(isWithin || isAfter, `${span.name} lies in ${parent.name}`);
  }
}

test("REASON-14: an incident is one trace, with a span for each transition that names node, action, confidence, verdict and what stood against it", async (t) => {
  const collector = await startCollector(t);
  const world = outside(t, web(await freePort(), "approve", `traces: { endpoint: "${collector.endpoint}" }`));
  await world.up();
  await kill(world);
  const id = await inState(world, "awaiting_approval");
  const theirs = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
  const traceparent = `00-${theirs.traceId}-${theirs.spanId}-01`;
  const answered = await world.ask("POST", `/v1/incidents/${id}/approve`, {}, { traceparent });
  assert.equal(answered.status, 200);
  await inState(world, "resolved");
  const root = await rootOf(collector, id);
  const shown = await detail(world, id);
  const spans = collector.spans.filter(({ traceId }) => traceId === root.traceId);
  assertTree(spans);
  assert.equal(root.traceId, shown.epistemic.traceId);
  assert.equal(root.name, "incident process_dead");
  assert.equal(root.status, 1);
  assert.equal(root.startMs, shown.events.find((one) => one.type === "incident.opened")?.data.since);
  assert.equal(root.endMs, Date.parse(shown.endedAt ?? ""));
  assert.deepEqual(root.links, [theirs]);
  assert.deepEqual(root.resource, {
    "service.name": "chiron",
    "service.version": "0.1.0",
    "service.instance.id": "workshop",
  });
  const parents = new Map(spans.map((span) => [span.spanId, span.name]));
  const named = (name: string) => spans.filter((span) => span.name === name);
  const parentOf = (name: string) => named(name).map(({ parentSpanId }) => parents.get(parentSpanId));
  for (const name of ["detect", "diagnose", "approval", "await approval", "act", "verify"])
    assert.deepEqual(new Set(parentOf(name)), new Set([root.name]), name);
  assert.deepEqual(parentOf("router"), ["diagnose"]);
  assert.deepEqual(parentOf("step service.restart"), ["act"]);
  assert.deepEqual(parentOf("learner").slice(0, 1), ["verify"]);
  assert.equal(typeof named("router")[0]?.attributes["chiron.confidence"], "number");
  const first = named("guardian").find(({ attributes }) => attributes["chiron.verdict"] === "escalate");
  assert.ok(String(first?.attributes["chiron.violations"]).split(",").includes("autonomy:approval_needed"));
  assert.equal(named("approval")[0]?.attributes["chiron.verdict"], "approved");
  assert.equal(named("step service.restart")[0]?.status, 1);
  // Each transition of the log is a span of this trace, or ends one.
  const begun = new Set(["incident.held", "approval.asked", "step.started"]);
  for (const { seq, type, traceId } of shown.transitions) {
    assert.equal(traceId, root.traceId);
    // What is learned once it is over comes a little later.
    const isSpan = () => collector.spans.some(({ attributes }) => attributes["chiron.event.seq"] === seq);
    if (!begun.has(type)) await until(`${type} (${seq}) is a span`, isSpan);
  }
  assert.match(await metrics(world), /^chiron_spans_dropped 0$/m);
});

test("REASON-14: the whole story on one page: every transition with its node, and at the end trace and session", async (t) => {
  const world = outside(t, web(await freePort(), "approve", ""));
  await world.up();
  await kill(world);
  const id = await inState(world, "awaiting_approval");
  const { out } = await world.chiron("incident", id);
  const { transitions, epistemic } = await detail(world, id);
  for (const node of new Set(transitions.map((one) => one.node))) assert.match(out, new RegExp(`ms  ${node} `), node);
  assert.match(out, /router .+ confidence \d\.\d\d$/m);
  assert.match(out, /guardian .+ \[autonomy:approval_needed.*\]$/m);
  assert.match(out, new RegExp(`\\ntrace ${epistemic.traceId} · session none\\n$`));
});

test("REASON-14: a collector that hangs, refuses or is gone slows nothing and loses nothing; killed in between, the engine sends the rest", async (t) => {
  const collector = await startCollector(t);
  const traces = `traces: { endpoint: "${collector.endpoint}", timeout: 1s }`;
  const world = outside(t, web(await freePort(), "auto", traces));
  await world.up();
  await kill(world);
  const first = await inState(world, "resolved");
  await rootOf(collector, first);
  collector.behave("hang");
  await kill(world);
  const second = await inState(world, "resolved", [first]);
  const { events } = await detail(world, second);
  const restarted = events.find((one) => one.type === "step.finished")?.at ?? Number.POSITIVE_INFINITY;
  assert.ok(restarted - (events[0]?.at ?? 0) < 5_000);
  await until("it is seen that it hangs", async () => {
    const { items } = (await world.ask("GET", "/v1/sinks")).json;
    return items[0].state === "failing" && items[0].id === "traces";
  });
  await world.kill();
  collector.behave(503);
  await world.up();
  await kill(world);
  const third = await inState(world, "resolved", [first, second]);
  await until("it was refused", async () =>
    (await world.ask("GET", "/v1/sinks")).json.items[0].lastError?.includes("503"),
  );
  collector.behave("take");
  for (const id of [first, second, third]) {
    const { traceId } = await rootOf(collector, id);
    const unique = new Map(
      collector.spans.filter((span) => span.traceId === traceId).map((span) => [span.spanId, span]),
    );
    assertTree([...unique.values()]);
  }
  await world.end();
  const elsewhere = await startCollector(t);
  const again = await world.chiron("traces", "export", "--endpoint", elsewhere.endpoint, "--json");
  assert.equal(again.code, 0, again.err);
  assert.equal(again.json.spans, elsewhere.spans.length);
  const key = ({ spanId, traceId, startMs, endMs, name }: TakenSpan) => [traceId, spanId, startMs, endMs, name].join();
  const known = new Set(elsewhere.spans.map(key));
  for (const span of collector.spans) assert.ok(known.has(key(span)), `${span.name} came out otherwise`);
});

test("REASON-14: spans that the collector will never take, or that are too old, are counted and hold up none behind them", async (t) => {
  const collector = await startCollector(t);
  collector.behave(400);
  const traces = `traces: { endpoint: "${collector.endpoint}" }`;
  const world = outside(t, web(await freePort(), "auto", traces));
  await world.up();
  await kill(world);
  await inState(world, "resolved");
  await until("they are counted", async () => /^chiron_spans_dropped [1-9]\d*$/m.test(await metrics(world)));
  const { items } = (await world.ask("GET", "/v1/sinks")).json;
  assert.notEqual(items[0].state, "failing");
  assert.deepEqual(collector.spans, []);
});

function metrics(world: Outside): Promise<string> {
  return new Promise((resolve, reject) => {
    get(`${world.address()}/metrics`, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}
