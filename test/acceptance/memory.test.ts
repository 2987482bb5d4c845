/**
 * A machine that runs short of memory, by real balloons: what is found, what is told, whom it costs. The thresholds are set near
 * what this machine really has, and nothing but the test's own balloons may ever be stopped.
 */
import assert from "node:assert/strict";

import { test } from "node:test";
import { until } from "#core/platform/test";
import { balloonTag, inflate, isThere, memoryGroup } from "../support/balloon.ts";
import { human, startWorld, type World } from "../support/engine.ts";

/** A group with a limit of 400 MiB stands for the machine: what others use does not come into it. */
const yaml = (cgroup: string, tag: string, more = "") => `
node: test
targets:
  - id: machine
    kind: host
    autonomy: auto
    probes:
      - memory: { cgroup: "${cgroup}", every: 1s }
    thresholds: { memory_low: 300, memory_critical: 120 }
    settings:
      memoryFree: { allow: [ { match: "${tag}" } ] }
${more}
packs: [host]
`;

const sent = (world: World, route: string) =>
  world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === route ? [one.data.message] : [],
  );
const steps = (world: World, incident: string) =>
  world.facade.incident(incident)?.steps.map(({ action, end }) => [action, end]);

test("HOST-05, HOST-13: short of memory: who uses it is written down and told by a notice; nothing is ended, nobody is paged", async (t) => {
  const group = memoryGroup(t, 400);
  const tag = balloonTag();
  const world = await startWorld(t, yaml(group.path, tag));
  await world.facade.command({ kind: "probe", target: "machine" }, human);
  const balloon = await inflate(t, 200, { group, tag });
  const incident = await world.incident("escalated", 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.runbook], ["memory_pressure", "rb-gc-trigger"]);
  assert.deepEqual(steps(world, incident), [["memory.report", "done"]]);
  const [report] = detail?.steps ?? [];
  const line = report?.result?.artifacts[0]?.detail?.split("\n").find((one) => one.includes(` ${balloon.pid} `));
  assert.match(line ?? "", /2\d\d MB .*python3 .*chiron-test-/, "with its share and its control group");
  const notice = await world.event("message.queued");
  assert.match(notice.data.message.body, /Memory is short on machine[\s\S]*memory\.report: done/);
  assert.deepEqual([sent(world, "notice").length, sent(world, "page").length], [1, 0]);
  assert.ok(isThere(balloon.pid));
});

test("HOST-05, HOST-13: nearly used up: a human is paged and asked with the very process named; then the largest one goes, politely, then by force", async (t) => {
  const group = memoryGroup(t, 400);
  const tag = balloonTag();
  const world = await startWorld(t, yaml(group.path, tag));
  await world.facade.command({ kind: "probe", target: "machine" }, human);
  const small = await inflate(t, 130, { group, tag });
  const large = await inflate(t, 190, { group, tag, deaf: true });
  const incident = await world.incident("awaiting_approval");
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.severity, detail?.runbook], ["memory_critical", "critical", "rb-force-gc"]);
  const rehearsed = await world.event("plan.rehearsed");
  assert.match(
    rehearsed.data.steps[1]?.wouldDo ?? "",
    new RegExp(`^Would send SIGTERM to python3 \\(pid ${large.pid}`),
  );
  await until("a page", () => sent(world, "page").length > 0);
  assert.ok(isThere(large.pid), "nothing is done before somebody said so");
  await world.facade.command({ kind: "approve", incident }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved", 40_000);
  assert.deepEqual([isThere(large.pid), isThere(small.pid)], [false, true]);
  assert.deepEqual(steps(world, incident), [
    ["memory.report", "done"],
    ["memory.free", "done"],
  ]);
  assert.match(
    world.facade.incident(incident)?.steps[1]?.result?.summary ?? "",
    /^SIGKILL ended python3 .* after 10s of grace$/,
  );
});

test("HOST-05: below the critical threshold it is not also short: the one supersedes the other", async (t) => {
  const group = memoryGroup(t, 400);
  const tag = balloonTag();
  await inflate(t, 320, { group, tag });
  const world = await startWorld(t, yaml(group.path, tag, "    criticality: low"));
  await world.incident("awaiting_approval");
  for (let round = 0; round < 3; round++) await world.facade.command({ kind: "probe", target: "machine" }, human);
  const opened = world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.type] : []));
  assert.deepEqual(opened, ["memory_critical"]);
});

test("HOST-05: enough memory, and no answer, are no reason to do anything", async (t) => {
  const group = memoryGroup(t, 400);
  const world = await startWorld(
    t,
    `${yaml(group.path, balloonTag())}`.replace(
      "packs:",
      `  - id: lost
    kind: host
    autonomy: auto
    probes: [ memory: { cgroup: /sys/fs/cgroup/chiron-has-no-such-group } ]
packs:`,
    ),
  );
  await inflate(t, 60, { group });
  for (let round = 0; round < 4; round++) {
    await world.facade.command({ kind: "probe", target: "machine" }, human);
    await world.facade.command({ kind: "probe", target: "lost" }, human);
  }
  assert.deepEqual(
    world.events.filter((one) => one.type === "incident.opened"),
    [],
  );
  assert.equal(world.facade.target("lost")?.health, "unknown");
});
