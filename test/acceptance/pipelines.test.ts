/** Pipelines that get stuck, and books that hold what is not there. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { makeBook } from "../support/cases/pipelines.ts";
import { human, startWorld, type World } from "../support/engine.ts";

interface Hook {
  readonly port: number;
  readonly heard: { readonly key: string | undefined; readonly body: string }[];
}

/** The orchestrator's hook; `onCall` is what the pipeline does when it hears of it. */
async function hook(t: TestContext, onCall: () => void = () => undefined): Promise<Hook> {
  const heard: Hook["heard"] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    heard.push({ key: request.headers["idempotency-key"]?.toString(), body });
    onCall();
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, heard };
}

const pipeline = (port: number, from: string, after = 2) => `
node: test
targets:
  - id: nightly
    kind: pipeline
    autonomy: auto
    thresholds: { stuck_after: ${after} }
    probes:
      - pipeline: { every: 1s, ${from} hook: { url: "http://127.0.0.1:${port}/stage-done", body: { task: nightly, status: blocked } } }
packs: [agents]
notify: { notice: [ log ], page: [ log ] }
`;

const progress = (world: World, stage: string, done = false) =>
  world.facade.command({ kind: "progress", pipeline: "nightly", stage, done }, human);

const notices = (world: World) =>
  world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === "notice" ? [one.data.message.body] : [],
  );

test("HOST-A2, HOST-05, HOST-13: a pipeline that tells nothing for too long: a notice with its stage, its hook is called, it moves on", async (t) => {
  let world: World | undefined;
  const { port, heard } = await hook(t, () => void (world && progress(world, "deploy")));
  world = await startWorld(t, pipeline(port, ""));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-kick-pipeline" }, human);
  await progress(world, "build");
  const stuckAt = Date.now() + 2_000;
  const notice = await world.event("message.queued", ({ data }) => data.message.route === "notice", 60_000);
  assert.ok(notice.at - stuckAt < 120_000, "within two minutes of the threshold");
  assert.match(notice.data.message.body, /stage=build/);
  const incident = await world.incident("resolved", 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual(
    [detail?.type, detail?.runbook, detail?.outcome?.result],
    ["pipeline_stuck", "rb-kick-pipeline", "recovered"],
  );
  assert.equal(heard.length, 1);
  assert.deepEqual(JSON.parse(heard[0]?.body ?? ""), { task: "nightly", status: "blocked" });
  assert.match(heard[0]?.key ?? "", new RegExp(`^${incident}/plan-[^/]+/1$`));
});

test("HOST-A2, HOST-16: without an approval nothing is called, and the question holds the stage", async (t) => {
  const { port, heard } = await hook(t);
  const folder = temporaryFolder(t);
  const stuck = { task: { stage: "review" }, at: new Date(Date.now() - 60_000).toISOString() };
  writeFileSync(join(folder, "progress.json"), JSON.stringify(stuck));
  const from = "from: { json: ./progress.json, stage: /task/stage, progressAt: /at },";
  const world = await startWorld(t, pipeline(port, from), { folder });
  await world.incident("awaiting_approval", 30_000);
  assert.ok(
    notices(world).some((body) => body.includes("stage=review") && body.includes("Would POST")),
    notices(world).join(),
  );
  assert.deepEqual(heard, []);
});

test("HOST-05: a pipeline that moves, is done, or has never told anything is not stuck", async (t) => {
  const { port, heard } = await hook(t);
  const world = await startWorld(t, pipeline(port, 'doneStages: ["rest"],', 1));
  const health = async () => {
    await world.facade.command({ kind: "probe", target: "nightly" }, human);
    return world.facade.target("nightly")?.health;
  };
  assert.equal(await health(), "unknown", "it has told nothing");
  for (let stage = 0; stage < 6; stage++) {
    await progress(world, `stage ${stage}`);
    assert.equal(await health(), "good");
  }
  const idle = () => Number(world.facade.target("nightly")?.probes[0]?.last?.values.idleMs) > 1_000;
  await progress(world, "rest");
  await until("it has rested for long enough", async () => (await health()) === "good" && idle());
  await progress(world, "end", true);
  await until("it was done long enough ago", async () => (await health()) === "good" && idle());
  assert.deepEqual([world.facade.incidents({ all: true }).items, heard], [[], []]);
  await assert.rejects(
    world.facade.command({ kind: "progress", pipeline: "other", stage: "x", done: false }, human),
    /no target watches a pipeline other/,
  );
});

test("HOST-12: where a pipeline said that it is, is known to the next engine too", async (t) => {
  const { port } = await hook(t);
  const first = await startWorld(t, pipeline(port, "", 3_600));
  await progress(first, "build");
  await first.stop();
  const second = await startWorld(t, pipeline(port, "", 3_600), { folder: first.folder });
  await second.facade.command({ kind: "probe", target: "nightly" }, human);
  assert.equal(second.facade.target("nightly")?.probes[0]?.last?.values.stage, "build");
});

const books = (after: number) => `
node: test
targets:
  - id: ledger
    kind: database
    autonomy: auto
    thresholds: { phantom_after: ${after} }
    probes:
      - reconciliation:
          every: 1s
          book: { sqlite: ./book.db, query: "SELECT id FROM positions WHERE status = 'open'" }
          live: { json: ./live.json, at: /positions, key: /id }
          clear:
            statement: UPDATE positions SET status = 'closed', note = :note WHERE id IN (SELECT value FROM json_each(:keys))
            parameters: { note: phantom }
            maxRows: 2
packs: [agents]
notify: { notice: [ log ], page: [ log ] }
`;

function open(folder: string): readonly unknown[] {
  const database = new DatabaseSync(join(folder, "book.db"), { readOnly: true });
  const rows = database.prepare("SELECT id FROM positions WHERE status = 'open' ORDER BY id").all();
  database.close();
  return rows.map(({ id }) => id);
}

test("HOST-05, HOST-13, HOST-17: a row without a live counterpart is closed by its owner's statement, and no other", async (t) => {
  const folder = temporaryFolder(t);
  makeBook(folder);
  const world = await startWorld(t, books(1), { folder });
  const asked = await world.incident("awaiting_approval", 30_000);
  assert.deepEqual(open(folder), [1, 2, 3], "nothing is changed to find out");
  const rehearsed = await world.event("plan.rehearsed");
  assert.match(
    rehearsed.data.steps[0]?.wouldDo ?? "",
    /the keys "1", which on a copy in memory touches 1 rows; at most 2 may be/,
  );
  await world.facade.command({ kind: "approve", incident: asked }, human);
  const incident = await world.incident("resolved", 60_000);
  assert.deepEqual(open(folder), [2, 3]);
  const detail = world.facade.incident(incident);
  assert.deepEqual(
    [detail?.type, detail?.runbook, detail?.outcome?.result],
    ["phantom_position", "rb-clear-phantom", "recovered"],
  );
  assert.equal(detail?.verdicts.at(-1)?.decision, "approve");
});

test("HOST-14, HOST-17: too many phantoms, or a live signal that is gone, change nothing", async (t) => {
  const folder = temporaryFolder(t);
  const { live } = makeBook(folder);
  writeFileSync(live, JSON.stringify({ positions: [] }));
  const world = await startWorld(t, books(1), { folder });
  const incident = await world.incident("awaiting_approval", 30_000);
  const rehearsed = await world.event("plan.rehearsed");
  assert.match(rehearsed.data.steps[0]?.wouldDo ?? "", /3 keys are meant, and at most 2 may be; nothing was changed/);
  await world.facade.command({ kind: "approve", incident }, human);
  await world.event("incident.moved", ({ data }) => data.to === "escalated", 60_000);
  assert.deepEqual(open(folder), [1, 2, 3]);
});

test("HOST-06: a live signal that cannot be read is no empty one, and what is alone only for a moment is no phantom", async (t) => {
  const folder = temporaryFolder(t);
  const { live } = makeBook(folder);
  const world = await startWorld(t, books(3_600), { folder });
  const look = async () => {
    await world.facade.command({ kind: "probe", target: "ledger" }, human);
    return world.facade.target("ledger")?.probes[0]?.last;
  };
  const alone = await look();
  assert.deepEqual([alone?.values.onlyBookCount, alone?.values.onlyBook], [1, '["1"]']);
  for (const broken of ['{"positions": [', '{"positions": 7}', "{}"]) {
    writeFileSync(live, broken);
    const reading = await look();
    assert.deepEqual([reading?.available, reading?.values], [false, {}], broken);
  }
  assert.deepEqual(world.facade.incidents({ all: true }).items, []);
});
