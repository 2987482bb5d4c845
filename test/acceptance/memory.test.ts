/**
 * Memory that runs short, by real balloons: what is found, and what is told. The thresholds are set near
 * what there really is, and nothing but the test's own balloons may ever be stopped.
 */
// needs: memory-group, python3
import assert from "node:assert/strict";
import { test } from "node:test";
import { balloonTag, inflate, isThere, memoryGroup } from "../support/balloon.ts";
import { human, startWorld } from "../support/engine.ts";
import { sent, shortMachine, stepsOf } from "../support/short-machine.ts";

test("HOST-05, HOST-13: short of memory: who uses it is written down and told by a notice; nothing is ended, nobody is paged", async (t) => {
  const group = memoryGroup(t, 400);
  const tag = balloonTag();
  const world = await startWorld(t, shortMachine(group.path, tag));
  await world.facade.command({ kind: "probe", target: "machine" }, human);
  const balloon = await inflate(t, 200, { group, tag });
  const incident = await world.incident("escalated", 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.runbook], ["memory_pressure", "rb-gc-trigger"]);
  assert.deepEqual(stepsOf(world, incident), [["memory.report", "done"]]);
  const [report] = detail?.steps ?? [];
  const line = report?.result?.artifacts[0]?.detail?.split("\n").find((one) => one.includes(` ${balloon.pid} `));
  assert.match(line ?? "", /2\d\d MB .*python3 .*chiron-test-/, "with its share and its control group");
  const notice = await world.event("message.queued");
  assert.match(notice.data.message.body, /Memory is short on machine[\s\S]*memory\.report: done/);
  assert.deepEqual([sent(world, "notice").length, sent(world, "page").length], [1, 0]);
  assert.ok(isThere(balloon.pid));
});

test("HOST-05: below the critical threshold it is not also short: the one supersedes the other", async (t) => {
  const group = memoryGroup(t, 400);
  const tag = balloonTag();
  await inflate(t, 320, { group, tag });
  const world = await startWorld(t, shortMachine(group.path, tag, "    criticality: low"));
  await world.incident("awaiting_approval");
  for (let round = 0; round < 3; round++) await world.facade.command({ kind: "probe", target: "machine" }, human);
  const opened = world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.type] : []));
  assert.deepEqual(opened, ["memory_critical"]);
});

test("HOST-05: enough memory, and no answer, are no reason to do anything", async (t) => {
  const group = memoryGroup(t, 400);
  const world = await startWorld(
    t,
    `${shortMachine(group.path, balloonTag())}`.replace(
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
