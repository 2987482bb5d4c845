/** What a human did becomes a runbook, and a runbook comes to run by itself: by approval, or by dry runs that were borne out. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parse } from "yaml";
import type { EventData } from "#core/model";
import { temporaryFolder } from "#core/platform/test";
import { human, startWorld, type World } from "../support/engine.ts";

const yaml = (more = "") => `
node: test
targets:
  - id: box
    kind: file
    autonomy: auto
    settings: { wanted: DIR/sub/wanted }
    probes: [ file: { path: DIR/sub/wanted, every: 100ms } ]
anomalies:
  - type: file_gone
    title: The file is not there
    severity: low
    probes: [file]
    when: reading.values.exists == false
    clear: { readings: 1, every: 100ms }
${more}
notify: { notice: [ log ], page: [ log ] }
`;

const runbook = (risk: string, argv: string) => `id: rb-mend
title: Make the file
version: 1
matches: [file_gone]
risk: ${risk}
strategies:
  - name: make
    steps: [ { action: command, with: { argv: ${argv} } } ]
`;

async function begin(t: TestContext, mend?: string): Promise<World> {
  const folder = temporaryFolder(t);
  const files = { "sub/wanted": "", ...(mend === undefined ? {} : { "mend.yaml": mend }) };
  return startWorld(t, yaml(mend === undefined ? "" : "runbooks: [DIR/mend.yaml]"), { folder, files });
}

const wanted = ({ folder }: World) => join(folder, "sub", "wanted");

/** The file goes away; resolves with the incident once it is in this state. */
async function lose(world: World, state: "escalated" | "awaiting_approval" | "resolved"): Promise<string> {
  const known = new Set(
    world.events
      .filter(({ type }) => type === "incident.opened")
      .map(({ data }) => (data as { incident: string }).incident),
  );
  rmSync(wanted(world));
  const moved = await world.event(
    "incident.moved",
    ({ data }) => data.to === state && !known.has(data.incident),
    60_000,
  );
  return moved.data.incident;
}

/** By hand: the file is there again, and with it the trouble is over. */
async function mendByHand(world: World, incident: string): Promise<void> {
  writeFileSync(wanted(world), "");
  await world.event(
    "incident.moved",
    ({ data }) => data.incident === incident && ["self_resolved", "resolved"].includes(data.to),
    60_000,
  );
}

const fix = (world: World, incident: string, argv: readonly string[]) =>
  world.facade.command({ kind: "record_fix", incident, description: "made it again", commands: [{ argv }] }, human);

function compared(world: World, incident: string): Promise<EventData["dry_run.compared"]> {
  return world.event("dry_run.compared", ({ data }) => data.incident === incident).then(({ data }) => data);
}

const modeOf = (world: World, id: string) => world.facade.runbook(id)?.mode;

test("HOST-A6, HOST-18: a human's fix during an open incident is a draft in dry_run, told in a notice, kept over restarts", async (t) => {
  const world = await begin(t);
  const incident = await lose(world, "escalated");
  const path = wanted(world);
  const result = await world.facade.command(
    {
      kind: "record_fix",
      incident,
      description: "it had been swept away",
      commands: [{ argv: ["ls", world.folder] }, { argv: ["touch", path] }],
      texts: [`echo > ${path}`],
    },
    human,
  );
  const id = String(result.data?.runbook);
  assert.equal(id, "rb-fix-file_gone-box");
  const file = join(world.dataDir, "runbooks", `${id}.yaml`);
  const written = parse(readFileSync(file, "utf8"));
  assert.deepEqual(written.strategies[0].steps, [
    { action: "command", with: { argv: ["touch", "$target.settings.wanted"] }, timeout: "30s" },
  ]);
  assert.match(
    written.docs,
    /it had been swept away[\s\S]*In a shell, which no runbook has: echo >[\s\S]*Looked at first: \["ls"/,
  );
  assert.deepEqual([modeOf(world, id), world.facade.runbook(id)?.matches], ["dry_run", ["file_gone"]]);
  const notice = await world.event("message.queued", ({ data }) => data.message.subject.includes(id));
  assert.equal(notice.data.message.route, "notice");
  assert.ok(world.facade.metricRecords({ name: "heal_runbook_created" }).some((one) => one.runbook === id));
  assert.equal(existsSync(path), false, "recording does nothing");
  await mendByHand(world, incident);
  await world.stop();
  const second = await startWorld(t, yaml(), { folder: world.folder });
  assert.equal(modeOf(second, id), "dry_run");
  assert.equal(second.events.filter((one) => one.type === "runbook.registered" && one.data.runbook === id).length, 1);
});

test("HOST-17, HOST-18: shell text, shells, secrets and templates never become a step", async (t) => {
  const world = await begin(t);
  const incident = await lose(world, "escalated");
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [["sh", "-c", "touch x"], /shell/],
    [["curl", "--password", "hunter22", "http://x/"], /secret/],
    [["touch", "$(id)"], /interpolation/],
    [["touch", `\${HOME}/x`], /interpolation/],
    [["touch", "$target.settings.none and more"], /not a reference/],
    [["ls", "-l"], /no step/],
  ];
  for (const [argv, says] of refused) await assert.rejects(fix(world, incident, argv), says, JSON.stringify(argv));
  const onlyText = { kind: "record_fix", incident, commands: [], texts: ["rm -rf x; touch y"] } as const;
  await assert.rejects(world.facade.command(onlyText, human), /no step/);
  await assert.rejects(fix(world, "inc-none", ["touch", "x"]), /no incident/);
  assert.deepEqual(world.facade.runbooks(), []);
  assert.equal(
    existsSync(join(world.dataDir, "runbooks")) && readFileSync(join(world.folder, "chiron.yaml"), "utf8") === "",
    false,
  );
});

test("HOST-A7: approval of exactly this content lets a runbook run by itself", async (t) => {
  const world = await begin(t, runbook("low", "[touch, $target.settings.wanted]"));
  await assert.rejects(
    world.facade.command({ kind: "approve_runbook", runbook: "rb-mend", hash: "0".repeat(64) }, human),
    /changed/,
  );
  const hash = world.facade.runbook("rb-mend")?.hash ?? "";
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend", hash }, human);
  assert.deepEqual(
    [modeOf(world, "rb-mend"), world.facade.status().runbooks],
    ["auto_execute", { dry_run: 0, auto_execute: 1 }],
  );
  const incident = await lose(world, "resolved");
  assert.equal(world.facade.incident(incident)?.outcome?.result, "recovered");
  assert.equal(world.facade.incident(incident)?.approval, null, "nobody was asked");
});

test("HOST-A8: three dry runs in a row, clean and borne out by what humans did, and it runs by itself; one failure, and no more", async (t) => {
  const world = await begin(t);
  const first = await lose(world, "escalated");
  await fix(world, first, ["touch", wanted(world)]);
  await mendByHand(world, first);
  const id = "rb-fix-file_gone-box";
  for (let round = 1; round <= 3; round++) {
    assert.equal(modeOf(world, id), "dry_run");
    const incident = await lose(world, "awaiting_approval");
    const known = await fix(world, incident, ["touch", wanted(world)]);
    assert.match(known.message, /does exactly this already/);
    await mendByHand(world, incident);
    assert.deepEqual(await compared(world, incident).then(({ clean, verdict }) => [clean, verdict]), [
      true,
      "confirmed",
    ]);
  }
  const graduated = await world.event("runbook.graduated");
  assert.deepEqual([graduated.data.runbook, graduated.data.incidents.length], [id, 3]);
  assert.equal(modeOf(world, id), "auto_execute");
  await world.event("message.queued", ({ data }) => data.message.subject === `${id} runs by itself from now on`);
  const [record] = world.facade.metricRecords({ name: "heal_runbook_graduated" });
  assert.deepEqual([record?.runbook, record?.label], [id, "dry_runs"]);
  await lose(world, "resolved");
  await world.stop();
  const second = await startWorld(t, yaml().replace("wanted }", "wanted, x: 1 }"), { folder: world.folder });
  assert.equal(modeOf(second, id), "auto_execute", "also with the next engine");
  rmSync(join(second.folder, "sub"), { recursive: true });
  const demoted = await second.event("runbook.demoted", () => true, 60_000);
  assert.match(demoted.data.reason, /ran by itself on box, and did not help/);
  assert.equal(modeOf(second, id), "dry_run");
});

test("HOST-A8: what was contradicted counts for nothing, and high risk takes a human however often it was right", async (t) => {
  const world = await begin(t, runbook("high", "[touch, $target.settings.wanted]"));
  const round = async (argv: readonly string[] | undefined) => {
    const incident = await lose(world, "awaiting_approval");
    if (argv !== undefined) await fix(world, incident, argv);
    await mendByHand(world, incident);
    return (await compared(world, incident)).verdict;
  };
  const same = ["touch", wanted(world)];
  assert.equal(await round(same), "confirmed");
  assert.equal(await round(undefined), "neutral", "it ended by itself");
  assert.equal(await round(["cp", "/dev/null", wanted(world)]), "contradicted");
  for (let again = 0; again < 3; again++) assert.equal(await round(same), "confirmed");
  await world.event("message.queued", ({ data }) => data.message.subject === "rb-mend has proved itself");
  assert.equal(modeOf(world, "rb-mend"), "dry_run");
  assert.deepEqual(
    world.events.filter(({ type }) => type === "runbook.graduated"),
    [],
  );
});
