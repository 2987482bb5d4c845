/** What surfaces are told of what was learned, and of how targets hang together: by a real engine, over its port. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type {
  DependencyNode,
  Learning,
  Page,
  PostMortem,
  RunbookOutcome,
  RunbookVersion,
  TargetDetail,
  TargetView,
} from "#core/model";
import { until } from "#core/platform/test";
import { human, startWorld, type World } from "../support/engine.ts";

const box = `
node: workshop
targets:
  - id: box
    kind: file
    autonomy: auto
    owner: ada
    probes: [ file: { path: DIR/wanted, every: 200ms } ]
anomalies:
  - type: file_gone
    title: The file is not there
    severity: low
    probes: [file]
    when: reading.values.exists == false
    clear: { readings: 1, every: 200ms }
runbooks: [rb.yaml]
escalation: { rules: [ { on: file_gone, afterAttempts: 1 } ] }
notify: { notice: [ log ], page: [ log ] }
`;

const runbook = (title: string, ...strategies: readonly (readonly [name: string, file: string])[]) => `id: rb-file
title: ${title}
version: 1
matches: [file_gone]
risk: low
limits: { attempts: 50, within: 10m, cooldown: 1ms, timeout: 1m }
strategies:
${strategies
  .map(
    ([name, file]) =>
      `  - name: ${name}\n    verifyWithin: 1s\n    steps: [ { action: command, with: { argv: [touch, DIR/${file}], env: { APP_TOKEN: hunter22 } } } ]\n`,
  )
  .join("")}`;

async function get<T>(world: World, path: string): Promise<T> {
  const answer = await fetch(world.running.address + path);
  const body = await answer.json();
  assert.equal(answer.status, 200, `${path}: ${JSON.stringify(body)}`);
  return body as T;
}

async function startBox(t: TestContext): Promise<World> {
  const files = { "rb.yaml": runbook("Get it back", ["make", "wanted"]), wanted: "" };
  const world = await startWorld(t, box, { files });
  await world.event("runbook.registered", (one) => one.data.runbook === "rb-file");
  return world;
}

/** Takes the file away, and resolves once the engine has brought it back; to its incident. */
async function breakAndHeal(world: World): Promise<string> {
  const after = world.events.length;
  rmSync(join(world.folder, "wanted"), { force: true });
  const ended = await world.event("incident.moved", (one) => one.seq > after && one.data.to === "resolved", 30_000);
  return ended.data.incident;
}

async function rewrite(world: World, content: string): Promise<void> {
  writeFileSync(join(world.folder, "rb.yaml"), content.replaceAll("DIR", world.folder));
  await world.facade.command({ kind: "reload" }, human);
}

test("FACE-11: a runbook's versions, who let each run by itself, and what was believed after each outcome, are told as the log knows them", async (t) => {
  const world = await startBox(t);
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-file" }, human);
  const first = await breakAndHeal(world);
  const second = await breakAndHeal(world);
  await rewrite(world, runbook("Look for it", ["search", "searched"]));
  await rewrite(world, runbook("Get it back", ["make", "wanted"]));
  const third = await breakAndHeal(world);

  const { items, next } = await get<Page<RunbookVersion>>(world, "/v1/runbooks/rb-file/history");
  assert.equal(next, null);
  assert.deepEqual(
    items.map(({ definition, until }) => [definition?.title, until === null]),
    [
      ["Get it back", true],
      ["Look for it", false],
      ["Get it back", false],
    ],
  );
  assert.deepEqual(
    items.map(({ modes }) => modes.map(({ mode, how }) => `${mode} ${how}`)),
    [["auto_execute kept"], ["dry_run registered"], ["dry_run registered", "auto_execute approved"]],
  );
  assert.equal(items[0]?.modes[0]?.by, human.id, "the approval that it has again is that human's");
  assert.equal(items[0]?.hash, items[2]?.hash);
  assert.equal(items[2]?.until, items[1]?.since, "one ends where the next begins");
  assert.ok(!JSON.stringify(items).includes("hunter22"), "secrets are masked");

  const page = await get<Page<RunbookVersion>>(world, "/v1/runbooks/rb-file/history?limit=2");
  assert.deepEqual(page.items, items.slice(0, 2));
  const rest = await get<Page<RunbookVersion>>(world, `/v1/runbooks/rb-file/history?limit=2&cursor=${page.next}`);
  assert.deepEqual([rest.items, rest.next], [items.slice(2), null]);

  const outcomes = await get<Page<RunbookOutcome>>(world, "/v1/runbooks/rb-file/outcomes");
  assert.deepEqual(
    outcomes.items.map(({ incident, result, strategy, verifiedBy }) => [incident, result, strategy, verifiedBy]),
    [third, second, first].map((incident) => [incident, "recovered", "make", ["file"]]),
  );
  assert.deepEqual(
    outcomes.items.map(({ confidence }) => confidence.alpha.toFixed(3)),
    ["4.000", "3.000", "2.000"],
    "content that is put back goes on from what was believed of it",
  );
  for (const { confidence } of outcomes.items)
    assert.ok(confidence.lower < confidence.mean && confidence.mean < confidence.upper);
  const { confidence: now } = await get<{ confidence: RunbookOutcome["confidence"] }>(world, "/v1/runbooks/rb-file");
  assert.ok(Math.abs(now.lower - (outcomes.items[0]?.confidence.lower ?? 0)) < 0.001);
  const [newest] = (await get<Page<RunbookOutcome>>(world, "/v1/runbooks/rb-file/outcomes?limit=1")).items;
  assert.deepEqual(newest, outcomes.items[0]);

  for (const path of ["/v1/runbooks/rb-none/history", "/v1/targets/none"])
    assert.equal((await fetch(world.running.address + path)).status, 404);
  for (const path of ["history", "outcomes"])
    assert.equal((await fetch(`${world.running.address}/v1/runbooks/rb-file/${path}?cursor=bm9uZQ`)).status, 400);
});

test("FACE-11: what was learned tells of strategies, of what comes back, of the times that healing takes, and of calls for a human", async (t) => {
  const world = await startBox(t);
  await rewrite(world, runbook("Get it back", ["search", "searched"], ["make", "wanted"]));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-file" }, human);
  const incident = await breakAndHeal(world);
  await world.event("postmortem.written");
  const again = await breakAndHeal(world);

  const learned = await get<Learning>(world, "/v1/learning");
  const of = (strategy: string) => learned.strategies.find((one) => one.strategy === strategy);
  assert.deepEqual([of("search")?.outcomes.not_recovered, of("make")?.outcomes.recovered], [2, 2]);
  assert.ok((of("search")?.confidence.upper ?? 1) < (of("make")?.confidence.upper ?? 0));
  assert.ok(learned.strategies.every(({ current, runbook: id }) => current && id === "rb-file"));
  assert.deepEqual(
    learned.recurring.map(({ target, type, incidents, resolved, lastIncident }) => [
      target,
      type,
      incidents,
      resolved,
      lastIncident,
    ]),
    [["box", "file_gone", 2, 2, again]],
  );
  assert.deepEqual(
    learned.times.map(({ period, incidents, escalated }) => [period, incidents, escalated]),
    ["24h", "7d", "30d"].map((period) => [period, 2, 2]),
  );
  const day = learned.times[0]?.phases;
  assert.deepEqual([day?.detection.count, day?.repair.count, day?.answer.count], [2, 2, 0]);
  assert.equal(day?.answer.median, null);
  const proved = world.events.filter((one) => one.type === "incident.proved" && one.data.phase === "recovery");
  const opened = world.events.filter((one) => one.type === "incident.opened");
  const lengths = proved.map((one, index) => one.at - (opened[index]?.data.since ?? 0)).toSorted((a, b) => a - b);
  assert.deepEqual([day?.recovery.median, day?.recovery.p95], [lengths[0], lengths[1]]);
  assert.deepEqual(
    learned.escalations.map((one) => [one.incident, one.target, one.why !== ""]),
    [again, incident].map((id) => [id, "box", true]),
  );
  assert.match(learned.notYet, /not made yet/);
  const { items } = await get<Page<PostMortem>>(world, "/v1/postmortems");
  assert.ok(items.some((one) => one.incident === incident && one.amendments.length === 1));
});

const chain = `
node: workshop
targets:
  - { id: disk, kind: file, criticality: critical, autonomy: approve, group: rack, thresholds: { oldest: 90000 }, probes: [ file: { path: DIR/disk, every: 200ms } ] }
  - { id: shop, kind: file, autonomy: auto, group: front, owner: Ada, dependsOn: [disk], probes: [ file: { path: DIR/shop, every: 200ms } ] }
  - { id: mail, kind: file, autonomy: auto, group: front, dependsOn: [shop], probes: [ file: { path: DIR/mail, every: 200ms } ] }
anomalies:
  - type: file_gone
    title: The file is not there
    severity: high
    probes: [file]
    when: reading.values.exists == false
    clear: { readings: 1, every: 200ms }
  - type: file_old
    title: The file is old
    severity: low
    probes: [file]
    thresholds: { oldest: 60000 }
    when: reading.values.exists && reading.values.ageMs > thresholds.oldest * 1000.0
runbooks: [rb.yaml]
notify: { notice: [ log ], page: [ log ] }
`;

test("FACE-11: a target is told with its dependents, whose trouble is put down to whom, what covers it, and what it is watched for", async (t) => {
  const files = { "rb.yaml": runbook("Get it back", ["make", "made"]), disk: "", shop: "", mail: "" };
  const world = await startWorld(t, chain, { files });
  for (const file of ["disk", "shop", "mail"]) rmSync(join(world.folder, file));
  const targetOf = (incident: string) =>
    world.events.find((one) => one.type === "incident.opened" && one.data.incident === incident);
  const inhibited = async (id: string) => {
    const { data } = await world.event("incident.inhibited", (one) => {
      const opened = targetOf(one.data.incident);
      return opened?.type === "incident.opened" && opened.data.target === id;
    });
    return data;
  };
  const [shop, mail] = [await inhibited("shop"), await inhibited("mail")];
  assert.deepEqual([shop.by, mail.by], [shop.by, shop.by], "both wait for the same one");
  await world.facade.command({ kind: "silence_add", matchers: { groups: ["fr*"] }, reason: "moving" }, human);
  await world.facade.command(
    { kind: "silence_add", matchers: { targets: ["mail"], types: ["file_old"] }, reason: "slow" },
    human,
  );

  const nodes = (await get<Page<DependencyNode>>(world, "/v1/dependencies")).items;
  assert.deepEqual(
    nodes.map(({ id, health, holdsUp, waitsFor, covered }) => [
      id,
      health,
      holdsUp,
      waitsFor.map(({ target }) => target),
      covered,
    ]),
    [
      ["disk", "bad", 2, [], false],
      ["shop", "bad", 0, ["disk"], true],
      ["mail", "bad", 0, ["disk"], true],
    ],
  );
  const disk = await get<TargetDetail>(world, "/v1/targets/disk");
  assert.deepEqual([disk.dependents, disk.group, disk.owner, disk.supervisor], [["shop"], "rack", null, null]);
  assert.deepEqual(disk.holdsUp.map(({ other }) => other).toSorted(), [shop.incident, mail.incident].toSorted());
  const old = disk.watchedFor.find(({ type }) => type === "file_old");
  assert.deepEqual(old?.thresholds, [{ name: "oldest", value: 90_000, own: true }]);
  assert.deepEqual(old?.limits, [{ value: "ageMs", at: 90_000_000, bad: "above" }]);
  const { covers, waitsFor } = await get<TargetDetail>(world, "/v1/targets/mail");
  assert.deepEqual(
    covers.map(({ kind, reason, partly }) => [kind, reason, partly]),
    [
      ["silence", "moving", false],
      ["silence", "slow", true],
    ],
  );
  assert.deepEqual(waitsFor, [{ incident: mail.incident, other: shop.by, target: "disk" }]);

  const ids = async (query: string) => {
    const { items, next } = await get<Page<TargetView>>(world, `/v1/targets${query}`);
    return [items.map(({ id }) => id), next] as const;
  };
  assert.deepEqual(await ids(""), [["disk", "shop", "mail"], null]);
  assert.deepEqual(await ids("?search=ADA"), [["shop"], null]);
  assert.deepEqual(await ids("?group=front&health=bad&kind=file"), [["shop", "mail"], null]);
  assert.deepEqual(await ids("?health=good"), [[], null]);
  const [firstTwo, next] = await ids("?limit=2");
  assert.deepEqual([firstTwo, (await ids(`?limit=2&cursor=${next}`))[0]], [["disk", "shop"], ["mail"]]);
  assert.equal((await fetch(`${world.running.address}/v1/targets?cursor=bm9uZQ`)).status, 400);
  writeFileSync(join(world.folder, "disk"), "");
  await until("nothing is put down to it any more", async () => {
    const { holdsUp } = await get<TargetDetail>(world, "/v1/targets/disk");
    return holdsUp.length === 0;
  });
});

test("FACE-05: a thousand targets with a hundred of them broken are told within the time that nobody notices", async (t) => {
  const wanted = 1_000;
  const list = Array.from({ length: wanted }, (_, index) => {
    const needs = index < 10 ? "" : `, dependsOn: [t-${index % 10}]`;
    const file = index >= 10 && index < 110 ? "missing" : "there";
    return `  - { id: t-${index}, kind: file, autonomy: observe${needs}, probes: [ file: { path: DIR/${file}, every: 10s } ] }`;
  });
  const yaml = `targets:\n${list.join("\n")}
anomalies:
  - { type: file_gone, title: It is gone, severity: medium, probes: [file], when: reading.values.exists == false }
notify: { notice: [ log ], page: [ log ] }
`;
  const world = await startWorld(t, yaml, { files: { there: "" } });
  await until("all that is missing is seen", () => world.facade.status().incidents.open === 100, 60_000);
  for (const path of ["/v1/targets", "/v1/dependencies", "/v1/targets?health=bad", "/v1/learning"]) {
    const times: number[] = [];
    for (let round = 0; round < 11; round++) {
      const begun = performance.now();
      await get(world, path);
      times.push(performance.now() - begun);
    }
    const median = times.toSorted((a, b) => a - b)[5] ?? Number.NaN;
    t.diagnostic(`${path}: median ${median.toFixed(1)} ms of ${times.length}, first ${times[0]?.toFixed(1)} ms`);
    assert.ok(median < 250, `${path} takes ${median} ms`);
  }
  const { items } = await get<Page<DependencyNode>>(world, "/v1/dependencies");
  assert.deepEqual([items.length, items.filter(({ health }) => health === "bad").length], [wanted, 100]);
});
