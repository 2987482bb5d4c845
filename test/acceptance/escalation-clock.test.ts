/** Calls by time, where somebody sets the wall clock of the machine. What is set here is this process's own view of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { human, startWorld } from "../support/engine.ts";

const hourMs = 3_600_000;
/** As often as the work loop comes round. */
const lookEveryMs = 10_000;

const yaml = `
node: test
targets:
  - { id: box, kind: service, autonomy: observe }
anomalies:
  - { type: odd_noise, title: It hums, severity: low, probes: [file], when: reading.values.exists == false }
escalation: { rules: [ { on: odd_noise, afterTime: 1h } ] }
notify: { notice: [ log ], page: [ log ] }
`;

test("REASON-09: a call that is due an hour after the opening comes within one look of the clock's being put forward by an hour", async (t) => {
  const real = Date.now;
  let setMs = 0;
  t.mock.method(Date, "now", () => real() + setMs);
  const world = await startWorld(t, yaml);
  const said = { type: "odd_noise", target: "box", severity: "low", reason: "it hums" } as const;
  await world.facade.command({ kind: "trigger", ...said }, human);
  const incident = await world.incident("escalated");
  // Nothing happens to it any more, so that only the clock can bring the call.
  await world.event("message.queued", (one) => one.data.message.route === "notice");
  const setAt = performance.now();
  setMs = hourMs;
  const { data } = await world.event("message.queued", (one) => one.data.message.route === "page", 30_000);
  const lateMs = performance.now() - setAt;
  assert.equal(data.message.incident, incident);
  assert.match(data.message.body, /it has been open for 1h, after which odd_noise calls a human/);
  assert.ok(lateMs < lookEveryMs + 5_000, `${lateMs} ms after the clock was set`);
});

test("REASON-13: what was kept back by a window is told within one look of the clock's being put forward past its end", async (t) => {
  const real = Date.now;
  let setMs = 0;
  t.mock.method(Date, "now", () => real() + setMs);
  const world = await startWorld(t, yaml);
  const forMs = hourMs / 2;
  await world.facade.command(
    { kind: "maintenance_start", windowKind: "maintenance", matchers: null, messages: "keep", reason: "work", forMs },
    human,
  );
  await world.facade.command(
    { kind: "trigger", type: "odd_noise", target: "box", severity: "low", reason: "it hums" },
    human,
  );
  const withheld = await world.event("message.withheld");
  const setAt = performance.now();
  setMs = forMs;
  const { data } = await world.event(
    "message.queued",
    (one) => one.data.message.incident === withheld.data.incident,
    30_000,
  );
  const lateMs = performance.now() - setAt;
  assert.match(data.message.body, /^This was kept back since/);
  assert.ok(lateMs < lookEveryMs + 5_000, `${lateMs} ms after the clock was set`);
});
