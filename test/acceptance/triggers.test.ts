/** The clock, agents' sessions and people say what is to be done; it walks the same way as what a probe has seen. */
import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { human, startWorld, type World } from "../support/engine.ts";
import { outside } from "../support/outside.ts";

const tidy = `
id: rb-tidy
title: Tidy up
version: 1
matches: [scheduled_work]
mode: auto_execute
risk: low
strategies:
  - name: tidy
    steps:
      - action: files.makeFolder
        with: { path: $target.settings.shelf }
`;

const yaml = (schedules: string) => `
node: workshop
targets:
  - id: host
    kind: host
    autonomy: auto
    settings: { shelf: DIR/shelf }
  - id: web
    kind: service
    autonomy: observe
    probes:
      - process: { pidFile: DIR/web.pid, every: 1h }
packs: [service]
runbooks: [tidy.yaml]
${schedules}`;

const files = { "tidy.yaml": tidy, "web.pid": String(process.pid) };
const approve = (world: World) => world.facade.command({ kind: "approve_runbook", runbook: "rb-tidy" }, human);

test("REASON-13: a schedule runs a runbook on its target, in its time zone, by the same way as any other", async (t) => {
  const schedules = `schedules: [ { id: tidy-up, cron: "*/2 * * * * *", zone: Asia/Kathmandu, target: host, runbook: rb-tidy } ]`;
  const world = await startWorld(t, yaml(schedules), { files });
  await approve(world);
  const due = await world.event("schedule.due");
  assert.deepEqual(
    [due.data.schedule, due.data.missed, due.data.raised, due.data.dueAt % 2_000],
    ["tidy-up", 0, true, 0],
  );
  const opened = await world.event("incident.opened");
  assert.deepEqual(opened.data.origin, { kind: "schedule", source: "tidy-up" });
  assert.deepEqual([opened.data.type, opened.data.title], ["scheduled_work", "Scheduled: Tidy up"]);
  const judged = await world.event("plan.judged");
  assert.equal(judged.data.verdict.plan, (await world.event("plan.proposed")).data.plan.id);
  const done = await world.event("incident.moved", ({ data }) => data.to === "resolved");
  assert.equal(done.data.incident, opened.data.incident);
  assert.equal(existsSync(join(world.folder, "shelf")), true);
  assert.equal(world.facade.incident(opened.data.incident)?.outcome?.result, "recovered");
  // Each time it is due it is another incident, and no repair that has to be done too often: nobody is asked or paged for that.
  const resolved = () =>
    world.events.filter((one) => one.type === "incident.moved" && one.data.to === "resolved").length;
  await until("it was done five times", () => resolved() >= 5, 60_000);
  const told = world.events.flatMap((one) => (one.type === "incident.tiered" ? [one.data.tier] : []));
  assert.ok(
    told.every((tier) => tier <= 1),
    `told by tiers ${told}`,
  );
  assert.equal(world.events.filter(({ type }) => type === "approval.asked").length, 0);
});

test("REASON-13: times that passed while Chiron was down are made up for once, or not, as the schedule says", async (t) => {
  const schedules = `
schedules:
  - { id: once, cron: "0 3 * * *", target: host, runbook: rb-tidy, missed: once }
  - { id: never, cron: "0 3 * * *", target: web, missed: skip }
`;
  const first = await startWorld(t, yaml(schedules), { files });
  await approve(first);
  const armed = await first.event("schedule.armed", ({ data }) => data.schedule === "never");
  assert.equal(new Date(armed.data.nextAt ?? 0).getUTCHours(), 3);
  const threeDaysAgo = (armed.data.nextAt ?? 0) - 4 * 86_400_000;
  const armedThen = (schedule: string) =>
    ({ type: "schedule.armed", data: { schedule, cron: "0 3 * * *", zone: "UTC", nextAt: threeDaysAgo } }) as const;
  first.running.engine.record([armedThen("once"), armedThen("never")]);
  await first.stop();

  const world = await startWorld(t, yaml(schedules), { folder: first.folder });
  const once = await world.event("schedule.due", ({ data }) => data.schedule === "once");
  assert.deepEqual([once.data.missed, once.data.raised, once.data.nextAt], [4, true, armed.data.nextAt]);
  const never = await world.event("schedule.due", ({ data }) => data.schedule === "never");
  assert.deepEqual([never.data.missed, never.data.raised], [4, false]);
  await world.event("incident.moved", ({ data }) => data.to === "resolved");
  assert.equal(world.events.filter(({ type }) => type === "incident.opened").length, 1);
  // And not again with the next start.
  await world.stop();
  const third = await startWorld(t, yaml(schedules), { folder: first.folder });
  assert.equal(third.events.filter(({ type }) => type === "schedule.due").length, 2);
});

test("REASON-13: at a session's start and end its targets are looked at, and what is found belongs to it", async (t) => {
  const world = await startWorld(t, yaml(""), { files });
  const ask = async (path: string, body: object) => {
    const { createTokenStore } = await import("#surface/api");
    const tokens = createTokenStore(join(world.dataDir, "tokens.json"));
    const { token } = tokens.create({ name: path, role: "operator", kind: "service", scopes: ["intake"] });
    const response = await fetch(`${world.running.address}/v1/sessions/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: (await response.json()) as ReturnType<typeof JSON.parse> };
  };
  const started = await ask("start", { session: "cortex-42", targets: ["web"], agent: "cortex" });
  assert.deepEqual(started.json.data.targets, [{ target: "web", health: "good", incidents: [] }]);
  // Its probe would look once an hour.
  writeFileSync(join(world.folder, "web.pid"), "999999999");
  const ended = await ask("end", { session: "cortex-42" });
  const opened = await world.event("incident.opened");
  assert.deepEqual(ended.json.data.targets, [{ target: "web", health: "bad", incidents: [opened.data.incident] }]);
  const detail = world.facade.incident(opened.data.incident);
  assert.equal(detail?.epistemic.sessionId, "cortex-42");
  assert.deepEqual((await world.event("session.ended")).data.bad, ["web"]);
  assert.equal((await ask("end", { session: "cortex-43" }).catch(() => undefined))?.status ?? 404, 404);
});

test("REASON-13: a person says what is wrong, by the program, and it is handled like what a probe has seen", async (t) => {
  const chiron = outside(t, yaml("").replace("runbooks: [tidy.yaml]", "runbooks: [DIR/tidy.yaml]"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(chiron.folder, name), text);
  await chiron.up();
  await chiron.chiron("approve", "rb-tidy");
  const nobody = await chiron.chiron("trigger", "odd_noise", "nobody", "--reason", "x");
  assert.deepEqual([nobody.code, /there is no target nobody/.test(nobody.err)], [1, true]);
  const said = await chiron.chiron("trigger", "scheduled_work", "host", "--reason", "nothing is where it belongs");
  assert.equal(said.code, 0, said.err);
  assert.match(said.out, /^Opened inc-\S+: scheduled_work on host\./);
  await chiron.incident("resolved");
  assert.equal(existsSync(join(chiron.folder, "shelf")), true);
  rmSync(join(chiron.folder, "tidy.yaml"));
  // Nothing repairs it, so that it is in a human's hands; told again it is the same.
  await chiron.chiron("trigger", "odd_noise", "web", "--reason", "it hums", "--severity", "high");
  const again = await chiron.chiron("trigger", "odd_noise", "web", "--reason", "it still hums");
  assert.match(again.out, /is about that already/);
  assert.match((await chiron.chiron("triggers")).out, /human +web +high .* it hums/);
  const id = await chiron.incident("escalated");
  const page = (await chiron.chiron("incident", id)).out;
  assert.match(page, /Human says: it hums, high/);
  await until("it is told", async () => (await chiron.chiron("incidents", "--json")).json[0]?.tier === 3);
});

test("REASON-13: what a person asks for while it was dismissed stays quiet, and does not stand for a later trouble", async (t) => {
  const world = await startWorld(t, yaml(""), { files });
  const ask = { kind: "trigger", type: "scheduled_work", target: "host", reason: "please" } as const;
  await world.facade.command(ask, human);
  const { data } = await world.event("incident.opened");
  await world.facade.command({ kind: "dismiss", incident: data.incident, reason: "not now" }, human);
  const said = await world.facade.command(ask, human);
  assert.deepEqual([said.changed, /stays quiet/.test(said.message)], [false, true]);
  assert.deepEqual(world.facade.triggers(), []);
});
