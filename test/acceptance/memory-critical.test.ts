/**
 * Memory that is nearly used up, by real balloons: who is asked, and whom it costs. The thresholds are set near
 * what there really is, and nothing but the test's own balloons may ever be stopped.
 */
// needs: memory-group, python3
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { balloonTag, inflate, isThere, memoryGroup } from "../support/balloon.ts";
import { human, startWorld } from "../support/engine.ts";
import { sent, shortMachine, stepsOf } from "../support/short-machine.ts";

test("HOST-05, HOST-13: nearly used up: a human is paged and asked with the very process named; then the largest one goes, politely, then by force", async (t) => {
  const group = memoryGroup(t, 400);
  const tag = balloonTag();
  const world = await startWorld(t, shortMachine(group.path, tag, "", "1h"));
  await world.facade.command({ kind: "probe", target: "machine" }, human);
  const small = await inflate(t, 130, { group, tag });
  const large = await inflate(t, 190, { group, tag, deaf: true });
  await world.facade.command({ kind: "probe", target: "machine" }, human);
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
  await world.event("incident.moved", (one) => one.data.incident === incident && one.data.to === "resolved", 60_000);
  assert.deepEqual([isThere(large.pid), isThere(small.pid)], [false, true]);
  assert.deepEqual(stepsOf(world, incident), [
    ["memory.report", "done"],
    ["memory.free", "done"],
  ]);
  assert.match(
    world.facade.incident(incident)?.steps[1]?.result?.summary ?? "",
    /^SIGKILL ended python3 .* after 10s of grace$/,
  );
});

test("HOST-13: the largest of all is a critical target's, and a human's shell would be next: both are left alone, whatever the list says", async (t) => {
  const group = memoryGroup(t, 400);
  const tag = balloonTag();
  const hog = "import sys, time; held = bytearray(b'x') * (600 << 20); time.sleep(1000)";
  const bank = `  - id: bank
    kind: service
    criticality: critical
    supervisor: { direct: { command: [python3, -c, "${hog}", "${tag}"] } }
`;
  const world = await startWorld(t, shortMachine(group.path, tag, "", "1h").replace("packs:", `${bank}packs:`));
  await world.facade.command({ kind: "probe", target: "machine" }, human);
  await until("the bank's process is large", () => residentMegabytes(world.pid("bank")) > 600);
  const seated = await inflate(t, 450, { tag, terminal: true });
  const plain = await inflate(t, 320, { group, tag });
  await world.facade.command({ kind: "probe", target: "machine" }, human);
  const incident = await world.incident("awaiting_approval");
  const { data } = await world.event("plan.rehearsed");
  const text = data.steps[1]?.wouldDo ?? "";
  assert.match(text, new RegExp(`^Would send SIGTERM to python3 \\(pid ${plain.pid}`));
  assert.match(text, new RegExp(`pid ${world.pid("bank")}[^)]*\\): it belongs to bank, which is critical`));
  assert.match(text, new RegExp(`pid ${seated.pid}[^)]*\\): it has a terminal`));
  const bankPid = world.pid("bank");
  await world.facade.command({ kind: "approve", incident }, human);
  await world.event("incident.moved", (one) => one.data.incident === incident && one.data.to === "resolved", 60_000);
  assert.deepEqual([isThere(bankPid), isThere(seated.pid), isThere(plain.pid)], [true, true, false]);
  assert.equal(world.pid("bank"), bankPid);
});

function residentMegabytes(pid: number): number {
  if (pid === 0) return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_000;
}
