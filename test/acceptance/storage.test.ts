/** Disks that fill, logs that nobody rotates, caches that grow: provoked for real, and healed, or left alone for a good reason. */
// needs: mounts
import assert from "node:assert/strict";
import { existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { human, startWorld, type World } from "../support/engine.ts";
import { allLines, numbered, writing } from "../support/log-writing.ts";
import { fillTo, requireMounts, smallDisk, usedPercent } from "../support/small-disk.ts";

requireMounts(import.meta.filename);

const week = 7 * 86_400_000;

const mount = (disk: string, more: string) => `
node: test
targets:
  - id: data
    kind: mount
    autonomy: auto
    probes:
      - disk: { path: ${disk}, every: 1s }
${more}
packs: [host]
`;

function messages(world: World, route: "notice" | "page") {
  return world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === route ? [one.data.message] : [],
  );
}

function opened(world: World): readonly string[] {
  return world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.type] : []));
}

function textOf(lines: number): string {
  return "2026-01-01T00:00:00Z a line of a log, as there are many of them\n".repeat(lines);
}

/** Logs that were rotated by numbers, and never compressed. */
function oldLogs(folder: string, count: number, lines: number): void {
  mkdirSync(folder, { recursive: true });
  for (let at = 1; at <= count; at++) {
    const path = join(folder, `app.log.${at}`);
    writeFileSync(path, textOf(lines));
    const time = new Date(Date.now() - week - at * 86_400_000);
    utimesSync(path, time, time);
  }
}

test("HOST-A3, HOST-05, HOST-13: a mount over 85 %: logs are rotated without a page, no line is lost, and a notice says what was done", async (t) => {
  const disk = smallDisk(t, 8_192);
  const logs = join(disk, "logs");
  oldLogs(logs, 4, 70_000);
  const log = join(logs, "app.log");
  const writer = await writing(t, log);
  await writer.wrote(20_000);
  fillTo(disk, 86);
  const settings = `    settings:
      logs:
        - files: ${logs}/*.log*
          rotateAbove: 10kB
          reopen: { pidFile: ${writer.pidFile}, signal: SIGHUP }`;
  const world = await startWorld(t, mount(disk, settings));
  const incident = await world.incident(["resolved", "escalated"], 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.runbook, detail?.state], ["disk_pressure", "rb-rotate-logs", "resolved"]);
  assert.deepEqual(detail?.outcome?.verifiedBy, ["disk"]);
  assert.ok(usedPercent(disk) < 85);
  for (const at of [1, 2, 3, 4]) assert.equal(existsSync(join(logs, `app.log.${at}`)), false);

  assert.deepEqual(messages(world, "page"), []);
  const [notice, ...others] = messages(world, "notice");
  assert.deepEqual(others, []);
  assert.match(notice?.body ?? "", /The disk is getting full on data \(disk_pressure, high\)/);
  assert.match(notice?.body ?? "", /logs\.rotate: done: 5 logs rotated, .* MB freed/);
  await world.stop();

  const last = await writer.end();
  const own = allLines(log).filter((line) => line.startsWith("line "));
  assert.deepEqual(own, numbered(last));
});

test("HOST-A4, HOST-13: over 95 %: room is made as its owner has approved, and one page says what broke and what is to decide", async (t) => {
  const disk = smallDisk(t, 8_192);
  oldLogs(join(disk, "logs"), 2, 30_000);
  mkdirSync(join(disk, "app", "__pycache__"), { recursive: true });
  writeFileSync(join(disk, "app", "main.py"), "print()\n");
  writeFileSync(join(disk, "app", "__pycache__", "main.pyc"), Buffer.alloc(8_000_000, 1));
  const settings = `    settings:
      logs: [ ${disk}/logs/*.log* ]
      caches: [ { folder: ${disk}/app, names: [__pycache__] } ]`;
  const world = await startWorld(t, mount(disk, settings));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-emergency-cleanup" }, human);
  fillTo(disk, 96);
  const incident = await world.incident(["resolved", "escalated"], 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual(
    [detail?.type, detail?.runbook, detail?.state],
    ["disk_critical", "rb-emergency-cleanup", "resolved"],
  );
  assert.deepEqual(
    detail?.steps.map(({ action, end }) => [action, end]),
    [
      ["logs.rotate", "done"],
      ["caches.prune", "done"],
      ["notify", "done"],
    ],
  );
  assert.equal(existsSync(join(disk, "app", "__pycache__")), false);
  assert.ok(existsSync(join(disk, "app", "main.py")));
  assert.deepEqual(opened(world), ["disk_critical"], "what is critical is not told twice");
  const [page, ...others] = messages(world, "page");
  assert.deepEqual(others, []);
  for (const part of [
    "What broke: The disk is nearly full on data",
    "usedPercent=",
    "What was tried",
    "What you need to decide",
  ])
    assert.ok(page?.body.includes(part), page?.body);
});

test("HOST-A4, HOST-15, HOST-16: over 95 %, and its owner has not approved the clean-up: one page asks, and names every file, and nothing is touched before the answer", async (t) => {
  const disk = smallDisk(t, 2_048);
  oldLogs(join(disk, "logs"), 1, 30_000);
  mkdirSync(join(disk, "tmp"));
  fillTo(disk, 96, "tmp/upload");
  const settings = `    settings:
      logs: [ ${disk}/logs/*.log* ]
      caches: [ { folder: ${disk}/tmp, olderThan: 0ms } ]`;
  const world = await startWorld(t, mount(disk, settings));
  const incident = await world.incident("awaiting_approval", 30_000);
  const [question] = messages(world, "page");
  const exact = [
    `compress ${disk}/logs/app.log.1`,
    `Would remove 1 file`,
    `${disk}/tmp/upload`,
    `chiron approve ${incident}`,
  ];
  for (const part of exact) assert.ok(question?.body.includes(part), question?.body);
  assert.equal(messages(world, "page").length, 1);
  assert.ok(existsSync(join(disk, "logs", "app.log.1")) && existsSync(join(disk, "tmp", "upload")));
  await world.facade.command({ kind: "approve", incident }, human);
  await world.event("incident.moved", (one) => one.data.incident === incident && one.data.to === "resolved", 60_000);
  assert.equal(existsSync(join(disk, "tmp", "upload")), false);
  assert.equal(messages(world, "page").length, 1);
});

test("HOST-05, HOST-A4: over 95 %, with nothing that its owner has named: a page, and nothing is touched", async (t) => {
  const disk = smallDisk(t, 1_024);
  fillTo(disk, 97);
  const world = await startWorld(t, mount(disk, ""));
  const incident = await world.incident("escalated", 30_000);
  assert.deepEqual(world.facade.incident(incident)?.steps, []);
  assert.deepEqual(opened(world), ["disk_critical"]);
  const [page, ...others] = messages(world, "page");
  assert.deepEqual(others, []);
  assert.match(page?.body ?? "", /What was tried: nothing/);
  assert.match(page?.body ?? "", /What you need to decide/);
  assert.ok(existsSync(join(disk, "ballast")));
});

test("HOST-05: over 85 %, and rotating makes too little room: a notice, and no page", async (t) => {
  const disk = smallDisk(t, 1_024);
  oldLogs(join(disk, "logs"), 1, 100);
  fillTo(disk, 88);
  const world = await startWorld(t, mount(disk, `    settings: { logs: [ ${disk}/logs/*.log* ] }`));
  const incident = await world.incident("escalated", 60_000);
  assert.deepEqual(
    world.facade.incident(incident)?.steps.map(({ action, end }) => [action, end]),
    [["logs.rotate", "done"]],
  );
  assert.deepEqual(messages(world, "page"), []);
  assert.match(messages(world, "notice")[0]?.body ?? "", /1 log rotated/);
});

test("HOST-05: 84.9 % is not 85 %: nothing is opened, nothing is done; a little more is", async (t) => {
  const disk = smallDisk(t, 10_240);
  oldLogs(join(disk, "logs"), 1, 100);
  fillTo(disk, 84.89);
  assert.ok(usedPercent(disk) > 84.88 && usedPercent(disk) < 85, String(usedPercent(disk)));
  const world = await startWorld(t, mount(disk, `    settings: { logs: [ ${disk}/logs/*.log* ] }`));
  for (let look = 0; look < 3; look++) await world.facade.command({ kind: "probe", target: "data" }, human);
  assert.deepEqual(opened(world), []);
  assert.ok(existsSync(join(disk, "logs", "app.log.1")));
  fillTo(disk, 85.1, "more");
  await world.event("incident.opened", (one) => one.data.type === "disk_pressure");
});

const logTarget = (path: string, more: string) => `
node: test
targets:
  - id: app-log
    kind: log
    autonomy: auto
    probes:
      - log: { path: ${path}, every: 1s }
${more}
packs: [host]
`;

test("HOST-05, HOST-13: a log above 100 MB that nobody rotates is cut under a writer that cannot be told, and that is said", async (t) => {
  const disk = smallDisk(t, 65_536);
  const log = join(disk, "app.log");
  writeFileSync(log, textOf(1_600_000));
  assert.ok(statSync(log).size > 100e6);
  const writer = await writing(t, log, true);
  const world = await startWorld(t, logTarget(log, `    settings: { logs: [ ${log} ] }`));
  const incident = await world.incident(["resolved", "escalated"], 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.runbook, detail?.state], ["log_bloat", "rb-rotate-logs", "resolved"]);
  assert.match(detail?.steps[0]?.result?.summary ?? "", /written within \d+ microseconds may be lost/);
  assert.ok(statSync(log).size < 10e6);
  assert.deepEqual(messages(world, "page"), []);
  await world.stop();
  const last = await writer.end();
  const lines = allLines(log).filter((line) => line.startsWith("line "));
  // 5,000 lines a second: what falls into a window of even a millisecond is a handful.
  assert.ok(last - new Set(lines).size <= 5, `${last - new Set(lines).size} of ${last} lines were lost`);
  assert.equal(new Set(lines).size, lines.length, "none is there twice");
});

test("HOST-05: a log above 100 MB that somebody rotates is left to them", async (t) => {
  const disk = smallDisk(t, 32_768);
  const log = join(disk, "app.log");
  writeFileSync(log, textOf(1_600_000));
  writeFileSync(`${log}.1`, "rotated by somebody\n");
  const world = await startWorld(t, logTarget(log, `    settings: { logs: [ ${log} ] }`));
  for (let look = 0; look < 3; look++) await world.facade.command({ kind: "probe", target: "app-log" }, human);
  assert.deepEqual(opened(world), []);
  assert.ok(statSync(log).size > 100e6);
});

test("HOST-05: a cache that has grown too large is pruned once its runbook is approved; below that it is left alone", async (t) => {
  const disk = smallDisk(t, 2_048);
  mkdirSync(join(disk, "cache"));
  writeFileSync(join(disk, "cache", "small"), "x");
  const yaml = `
node: test
targets:
  - id: cache
    kind: host
    autonomy: auto
    probes:
      - folder: { path: ${disk}/cache, every: 1s }
    thresholds: { cache_bloat: 2 }
    settings: { caches: [ { folder: ${disk}/cache, olderThan: 0ms } ] }
packs: [host]
`;
  const world = await startWorld(t, yaml);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-prune-caches" }, human);
  await world.facade.command({ kind: "probe", target: "cache" }, human);
  assert.deepEqual(opened(world), []);
  writeFileSync(join(disk, "cache", "large"), Buffer.alloc(3_000_000, 1));
  const incident = await world.incident(["resolved", "escalated"], 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual([detail?.type, detail?.runbook, detail?.state], ["cache_bloat", "rb-prune-caches", "resolved"]);
  assert.equal(existsSync(join(disk, "cache", "large")), false);
  assert.ok(existsSync(join(disk, "cache")));
});
