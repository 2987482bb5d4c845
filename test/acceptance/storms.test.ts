/** Many at once, some of them nasty: the rest is not delayed, and nothing is left behind. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { human, startWorld } from "../support/engine.ts";

const many = 100;

const sleepers = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `
  - id: s${index}
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [sleep, "${100_000 + index}"] }`,
  ).join("");

test("REASON-11: a hundred incidents at once on a hundred targets: all healed, at most four at a time", async (t) => {
  const world = await startWorld(t, `node: test\ntargets:${sleepers(many)}\npacks: [service]\n`);
  const pids = world.facade.targets().map((target) => target.pid ?? 0);
  assert.equal(new Set(pids).size, many);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  let resolved = 0;
  let repairing = 0;
  let most = 0;
  await until(
    "all are resolved",
    () => {
      resolved = world.events.filter((one) => one.type === "incident.moved" && one.data.to === "resolved").length;
      return resolved >= many;
    },
    60_000,
  );
  for (const one of world.events) {
    if (one.type !== "incident.moved") continue;
    if (one.data.to === "remediating") repairing++;
    if (one.data.from === "verifying" || (one.data.from === "remediating" && one.data.to !== "verifying")) repairing--;
    most = Math.max(most, repairing);
  }
  assert.equal(resolved, many, "each once");
  assert.ok(most <= 4, `${most} at a time`);
  assert.ok(world.facade.targets().every((target) => target.pid !== null && !pids.includes(target.pid)));
});

const stuck = `
id: rb-stuck
title: A repair that hangs, forks, and ignores being ended
version: 1
matches: [broken]
limits: { attempts: 1 }
strategies:
  - name: hang
    steps:
      - action: command
        with: { argv: [sh, DIR/stubborn.sh], idempotent: true }
        timeout: 3s
`;

/** Ignores SIGTERM, and so do its child, a grandchild in another session, and one that was given away to init. */
const stubborn = `
trap "" TERM HUP
case $1 in
  "") sh "$0" child & ;;
  child)
    setsid sh "$0" grandchild &
    (setsid sh "$0" orphan &) ;;
esac
while :; do sleep 1; done
`;

const commandLines = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8")];
      } catch {
        return [];
      }
    });

test("REASON-11: one action that hangs and ignores SIGTERM delays nobody, and leaves no process behind", async (t) => {
  const yaml = `
node: test
targets:
  - id: broken
    kind: service
    autonomy: auto
    probes:
      - command: { argv: [/bin/false], every: 1s }${sleepers(3)}
packs: [service]
anomalies:
  - { type: broken, title: It is broken, severity: high, kinds: [service], probes: [command], when: reading.values.exitCode != 0 }
runbooks: [rb.yaml]
`;
  const world = await startWorld(t, yaml, { files: { "rb.yaml": stuck, "stubborn.sh": stubborn } });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-stuck" }, human);
  await world.event("step.started", (one) => one.data.action === "command");
  const lines = () => commandLines().filter((line) => line.includes(`${world.folder}/stubborn.sh`));
  await until("it has forked", () => lines().length >= 4);
  process.kill(world.pid("s1"), "SIGKILL");
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  const hanging = world.events.find((one) => one.type === "step.finished" && one.data.action === "command");
  assert.equal(hanging, undefined, "the other was healed while it still hung");
  await world.event("step.finished", (one) => one.data.action === "command" && one.data.end === "failed", 60_000);
  await world.event("incident.moved", (one) => one.data.to === "escalated");
  assert.deepEqual(lines(), []);
});
