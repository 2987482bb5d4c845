/** Zombies with real parents: one that collects when it is woken, one that never does, one that is not ours; and what only looks like one. */
// needs: python3
import assert from "node:assert/strict";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { inflate, isThere } from "../support/balloon.ts";
import { human, startWorld, type World } from "../support/engine.ts";
import { badParent, parentOfZombie, pidsIn } from "../support/zombie.ts";

const supervised = (how: string) => `
node: test
targets:
  - id: parent
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [python3, DIR/parent.py, "${how}", DIR/pids] }
    probes:
      - process: { every: 500ms }
    thresholds: { zombie_after: 2 }
packs: [service]
`;
const files = { "parent.py": badParent };

const opened = (world: World) => world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.type] : []));
const steps = (world: World, incident: string) =>
  (world.facade.incident(incident)?.steps ?? []).map(({ action, end, result }) => ({ action, end, ...result }));

test("HOST-05, HOST-13: a zombie is collected by its parent once that is woken; the service itself is left alone", async (t) => {
  const world = await startWorld(t, supervised("when woken"), { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-kill-zombie" }, human);
  const incident = await world.incident("resolved", 30_000);
  const [zombie = 0, parent] = pidsIn(join(world.folder, "pids"));
  assert.equal(world.facade.incident(incident)?.type, "process_zombie");
  const [step] = steps(world, incident);
  assert.deepEqual([step?.action, step?.end], ["process.wakeParent", "done"]);
  assert.deepEqual(step?.artifacts, [
    { kind: "process", name: String(parent), detail: `parent of zombie ${zombie}: SIGCHLD` },
  ]);
  assert.equal(existsSync(`/proc/${zombie}`), false);
  assert.equal(world.pid("parent"), parent, "it was not restarted");
  assert.deepEqual(opened(world), ["process_zombie"]);
});

test("HOST-13: a parent that never collects is replaced, where it is the target's own service", async (t) => {
  const world = await startWorld(t, supervised("never"), { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-kill-zombie" }, human);
  await world.event("step.started", (one) => one.data.action === "process.wakeParent");
  const [zombie = 0, parent = 0] = pidsIn(join(world.folder, "pids"));
  const replaced = await world.event("service.started", (one) => one.data.process.pid !== parent, 40_000);
  assert.notEqual(replaced.data.process.pid, parent);
  assert.deepEqual([isThere(parent), isThere(zombie)], [false, false]);
  const finished = await world.event("step.finished", (one) => one.data.end === "done", 40_000);
  assert.match(finished.data.result?.summary ?? "", new RegExp(`process ${parent} \\(python3\\), did not collect it`));
});

test("HOST-05, HOST-13: the watched process itself is a zombie, of a parent that is not ours: never process_dead, nothing ended, a human is told whose it is", async (t) => {
  const { zombie, pid, pidFile } = await parentOfZombie(t, "never");
  const world = await startWorld(
    t,
    `
node: test
targets:
  - id: job
    kind: process
    autonomy: auto
    probes:
      - process: { pidFile: "${pidFile}", every: 500ms }
    thresholds: { zombie_after: 1 }
packs: [service]
`,
  );
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-kill-zombie" }, human);
  const incident = await world.incident("escalated", 40_000);
  assert.deepEqual(opened(world), ["process_zombie"]);
  const reading = world.facade.incident(incident)?.evidence.reading;
  assert.deepEqual([reading?.values.zombie, reading?.values.running], [true, false]);
  const [step] = steps(world, incident);
  assert.deepEqual([step?.action, step?.end], ["process.wakeParent", "failed"]);
  assert.match(step?.summary ?? "", new RegExp(`process ${pid} \\(python3\\), did not collect it`));
  assert.ok(isThere(pid) && existsSync(`/proc/${zombie}`));
});

test("HOST-05: a good parent always has a child that has just ended: that is no zombie", async (t) => {
  const world = await startWorld(t, supervised("at once").replace("zombie_after: 2", "zombie_after: 1"), { files });
  let seen = 0;
  await until(
    "many looks, some with one just ended",
    async () => {
      await world.facade.command({ kind: "probe", target: "parent" }, human);
      seen += Number(world.facade.target("parent")?.probes[0]?.last?.values.zombies ?? 0) > 0 ? 1 : 0;
      return seen > 5;
    },
    60_000,
  );
  assert.deepEqual(opened(world), []);
});

test("HOST-02, HOST-17: a pid that was given to somebody else is nobody's service: it is dead, and the new owner of its pid is left alone", async (t) => {
  const stranger = await inflate(t, 1);
  const folder = temporaryFolder(t);
  const pidFile = join(folder, "job.pid");
  writeFileSync(pidFile, `${stranger.pid}\n`);
  const longAgo = new Date(Date.now() - 86_400_000);
  utimesSync(pidFile, longAgo, longAgo);
  const world = await startWorld(
    t,
    `
node: test
targets:
  - id: job
    kind: process
    autonomy: auto
    probes:
      - process: { pidFile: "${pidFile}", every: 500ms }
packs: [service]
`,
  );
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-restart-service" }, human);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-kill-zombie" }, human);
  await world.incident("escalated", 40_000);
  assert.deepEqual(opened(world), ["process_dead"]);
  assert.equal(
    world.events.some((one) => one.type === "step.started"),
    false,
  );
  assert.ok(isThere(stranger.pid));
});
