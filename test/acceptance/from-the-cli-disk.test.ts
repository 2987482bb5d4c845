/** A disk that fills, as its owner meets it: chiron.yaml, the program, and what arrives at a webhook. */
// needs: mounts
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { startMessages } from "../support/messages.ts";
import { outside } from "../support/outside.ts";
import { fillTo, requireMounts, smallDisk, usedPercent } from "../support/small-disk.ts";

requireMounts(import.meta.filename);

async function scene(t: TestContext, settings: (disk: string) => string) {
  const disk = smallDisk(t, 4_096);
  const log = join(disk, "logs", "app.log.1");
  mkdirSync(join(disk, "logs"));
  writeFileSync(log, "2026-01-01T00:00:00Z a line of a log, as there are many of them\n".repeat(50_000));
  const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000);
  utimesSync(log, eightDaysAgo, eightDaysAgo);
  const told = await startMessages(t);
  const world = outside(
    t,
    `
node: workshop
targets:
  - id: data
    kind: mount
    autonomy: auto
    probes:
      - disk: { path: ${disk}, every: 1s }
    settings: ${settings(disk)}
packs: [host]
${told.yaml}`,
  );
  return { disk, log, told, world };
}

test("HOST-A3: from the CLI alone: a mount goes over 85 %, logs are rotated, a notice has the summary, and nobody is paged", async (t) => {
  const { disk, log, told, world } = await scene(t, (folder) => `{ logs: [ ${folder}/logs/*.log* ] }`);
  await world.up();
  fillTo(disk, 88);
  const incident = await world.incident("resolved");
  const { json } = await world.chiron("incident", incident, "--json");
  assert.deepEqual(
    [json.type, json.plan.runbook, json.outcome.result],
    ["disk_pressure", "rb-rotate-logs", "recovered"],
  );
  assert.ok(usedPercent(disk) < 85);
  assert.equal(existsSync(log), false);
  assert.equal(readdirSync(join(disk, "logs", ".archive")).length, 1);
  const notice = await told.notice();
  assert.equal(notice.incident, incident);
  assert.match(notice.body, /The disk is getting full on data/);
  assert.match(notice.body, /logs\.rotate: done: 1 log rotated, .* MB freed/);
  assert.equal((await world.chiron("status", "--json")).json.incidents.open, 0);
  await world.end();
  assert.deepEqual([told.notices.length, told.pages], [1, []]);
});

test("HOST-A4: from the CLI alone: over 95 % a page in plain words comes before anything is touched, and says how to let the clean-up run", async (t) => {
  const settings = (folder: string) =>
    `{ logs: [ ${folder}/logs/*.log* ], caches: [ { folder: ${folder}/tmp, olderThan: 0ms } ] }`;
  const { disk, log, told, world } = await scene(t, settings);
  mkdirSync(join(disk, "tmp"));
  await world.up();
  fillTo(disk, 96, "tmp/upload");
  const page = await told.page();
  assert.equal(page.tier, 3);
  for (const part of [
    "What broke: The disk is nearly full on data",
    "What was tried: nothing",
    "What you need to decide: may exactly this be done?",
    "What Chiron would do (rb-emergency-cleanup",
    "Recommended: approve rb-emergency-cleanup",
  ])
    assert.ok(page.body.includes(part), page.body);
  const incident = await world.incident("awaiting_approval");
  assert.equal(page.incident, incident);
  assert.ok(existsSync(log) && existsSync(join(disk, "tmp", "upload")));
  const shown = (await world.chiron("incident", incident)).out;
  for (const file of [log, join(disk, "tmp", "upload")]) assert.ok(shown.includes(file), shown);

  assert.equal((await world.chiron("approve", incident)).code, 0);
  assert.equal(await world.incident("resolved"), incident);
  assert.equal(existsSync(join(disk, "tmp", "upload")), false);
  await world.end();
  assert.equal(told.pages.length, 1, "one page, not one for each step, and the question is in it");
  assert.deepEqual(
    told.notices.filter(({ body }) => body.includes("chiron approve")),
    [],
  );
});
