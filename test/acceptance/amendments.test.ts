/** Changes to runbooks that post-mortems propose, as humans answer them: by the real program, its command line and its API. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { type Outside, outside } from "../support/outside.ts";

const yaml = `
node: workshop
targets:
  - id: box
    kind: file
    autonomy: auto
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

const strategy = (folder: string, name: string, file: string) =>
  `  - name: ${name}\n    verifyWithin: 2s\n    steps: [ { action: command, with: { argv: [touch, ${join(folder, file)}] } } ]\n`;

/** What looks for it never finds it; what makes it does. */
const search = (folder: string) => strategy(folder, "search", "searched");
const make = (folder: string) => strategy(folder, "make", "wanted");

const runbook = (strategies: string, title = "Get the file back") => `id: rb-file
title: ${title}
version: 1
matches: [file_gone]
risk: low
limits: { attempts: 5, within: 10m, cooldown: 1s, timeout: 1m }
strategies:
${strategies}`;

/** A file is gone, the first strategy fails, a human is called, the second one helps: its post-mortem proposes to begin with that. */
async function proposed(t: TestContext) {
  const world = outside(t, yaml);
  const { folder } = world;
  const write = (...args: Parameters<typeof runbook>) => writeFileSync(join(folder, "rb.yaml"), runbook(...args));
  write(search(folder) + make(folder));
  writeFileSync(join(folder, "wanted"), "");
  await world.up();
  assert.equal((await world.chiron("runbook", "approve", "rb-file")).code, 0);
  rmSync(join(folder, "wanted"));
  const incident = await world.incident("resolved");
  const [amendment, ...more] = await until("its post-mortem is written", async () => {
    const { status, json } = await world.ask("GET", `/v1/incidents/${incident}/postmortem`);
    return status === 200 ? (json.amendments as readonly { id: string; change: string }[]) : undefined;
  });
  assert.deepEqual([amendment?.change, more], ['try "make" first', []]);
  return { world, write, incident, id: amendment?.id ?? "" };
}

const strategiesOf = async (world: Outside) => {
  const { json } = await world.chiron("runbook", "rb-file", "--json");
  return [json.version, ...json.strategies];
};

const rejectionsIn = async (world: Outside) =>
  (await world.ask("GET", "/v1/events?types=amendment.rejected,runbook.amended")).json.items;

test("REASON-10: a proposed change that a human rejects is kept as rejected, is proposed no more for its incident, and cannot be approved", async (t) => {
  const { world, incident, id } = await proposed(t);
  const why = "it makes an empty file";

  assert.equal((await world.chiron("reject", id)).code, 2, "without a reason");
  assert.equal((await world.ask("POST", `/v1/amendments/${id}/reject`, { reason: " " })).status, 400);
  assert.equal((await world.chiron("reject", "amd-none-1", "--reason", why)).code, 1);
  const { json: robot } = await world.chiron(...["token", "create", "robot", "--role", "admin", "--json"]);
  const bySomeProgram = await fetch(`${world.address()}/v1/amendments/${id}/reject`, {
    method: "POST",
    headers: { authorization: `Bearer ${robot.token}`, "content-type": "application/json" },
    body: JSON.stringify({ reason: why }),
  });
  assert.equal(bySomeProgram.status, 403, "a program decides nothing");
  assert.deepEqual(await rejectionsIn(world), []);

  assert.match((await world.chiron("postmortem")).out, new RegExp(`proposes: ${id}`));
  const rejected = await world.chiron("reject", id, "--reason", why);
  assert.deepEqual([rejected.code, rejected.err], [0, ""]);
  const [stored, ...others] = await rejectionsIn(world);
  assert.deepEqual([stored.type, others], ["chiron.amendment.rejected", []]);
  assert.match(stored.actor, /^cli:/);
  const shown = async () => (await world.ask("GET", `/v1/incidents/${incident}/postmortem`)).json;
  const expected = { state: "rejected", by: stored.actor, at: Date.parse(stored.time), reason: why };
  const isKept = async (when: string) => {
    const { amendments } = await shown();
    assert.deepEqual(
      amendments.map((one: { id: string; decision: unknown }) => [one.id, one.decision]),
      [[id, expected]],
      when,
    );
    assert.doesNotMatch((await world.chiron("postmortem")).out, /proposes/, when);
    assert.deepEqual(await strategiesOf(world), [1, "search", "make"], when);
  };
  await isKept("at once");
  const file = join(world.dataDir, "postmortems", `${incident}.md`);
  await until("its file says so", () => readFileSync(file, "utf8").includes(`“${why}” (${id})`));
  assert.ok((await world.chiron("incident", incident)).out.includes(why), "the story of the incident tells it");

  const anew = await world.chiron("postmortem", incident, "--anew");
  assert.ok(anew.out.includes(`“${why}” (${id})`));
  assert.ok(!anew.out.includes(`chiron approve ${id}`));
  assert.ok(!anew.out.includes("Decide on the changes"));
  await isKept("after the next post-mortem");

  for (const [code, answered] of [
    [4, await world.chiron("approve", id)],
    [0, await world.chiron("reject", id, "--reason", "no, still")],
  ] as const) {
    assert.equal(answered.code, code);
    assert.ok((answered.out + answered.err).includes("rejected") && (answered.out + answered.err).includes(why));
  }
  const { status, json } = await world.ask("POST", `/v1/amendments/${id}/approve`);
  assert.deepEqual([status, json.code], [409, "conflict"]);
  await world.end();
  await world.up();
  await isKept("after a restart");
  assert.equal((await world.ask("POST", `/v1/amendments/${id}/approve`)).status, 409);
  assert.equal((await rejectionsIn(world)).length, 1);
});

test("REASON-10: approving a proposed change that would change nothing says so and writes nothing; what is in force cannot be rejected", async (t) => {
  const { world, write, incident, id } = await proposed(t);
  const { folder } = world;
  const approve = async () => (await world.ask("POST", `/v1/amendments/${id}/approve`)).json;
  const rewritten = async (...args: Parameters<typeof write>) => {
    write(...args);
    assert.equal((await world.chiron("reload")).code, 0);
  };

  await rewritten(make(folder) + search(folder));
  const { message, changed } = await approve();
  assert.deepEqual([message, changed], [`Nothing would change: rb-file has nothing that ${id} would change.`, false]);
  await rewritten(search(folder));
  const byCli = await world.chiron("approve", id);
  assert.deepEqual([byCli.code, byCli.out.trim()], [0, message], "what it puts first is gone");
  await rewritten(search(folder) + make(folder), "Fetch the file");
  assert.equal((await approve()).code, "stale", "this one it would change, but it was not proposed for it");
  assert.deepEqual(await rejectionsIn(world), []);

  await rewritten(search(folder) + make(folder));
  assert.equal((await world.chiron("approve", id)).code, 0);
  assert.deepEqual(await strategiesOf(world), [2, "make", "search"]);
  assert.deepEqual(await approve(), { message: `Nothing would change: ${id} is in force already.`, changed: false });
  const late = await world.chiron("reject", id, "--reason", "too late");
  assert.equal(late.code, 4);
  assert.match(late.err, /was put in force: by cli:/);
  assert.deepEqual(await strategiesOf(world), [2, "make", "search"]);
  const { json } = await world.chiron("postmortem", incident, "--anew", "--json");
  assert.deepEqual(
    json.amendments.map((one: { id: string; decision: { state: string } }) => [one.id, one.decision.state]),
    [[id, "approved"]],
  );
  assert.deepEqual(
    (await rejectionsIn(world)).map(({ type }: { type: string }) => type),
    ["chiron.runbook.amended"],
  );
});
