/** What a human answers to a question, by the program and the API, once, late, twice, for another plan, and after a restart. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { answers, webService } from "../support/engine.ts";
import { startMessages } from "../support/messages.ts";
import { type Outside, outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const yaml = (port: number, more = "") => `
node: workshop
packs: [service]
targets:
  - id: web
    kind: service
    autonomy: approve
    owner: anna
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
    staleFiles: [ DIR/web.pid ]
${more}
`;

interface Scene {
  readonly world: Outside;
  readonly url: string;
  /** What the service answered before it was killed. */
  readonly before: string;
  readonly incident: string;
  detail(): Promise<ReturnType<typeof JSON.parse>>;
}

/** A service that was killed, and whose repair waits for a human. */
async function killed(t: TestContext, more = ""): Promise<Scene> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = outside(t, yaml(port, more));
  writeFileSync(join(world.folder, "web.pid"), "4711");
  await world.up();
  const before = await answers(url);
  process.kill(Number(before), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  const detail = async () => (await world.chiron("incident", incident, "--json")).json;
  return { world, url, before, incident, detail };
}

test("REASON-08: the question is a record: who is asked, what exactly, until when; it is shown by every surface", async (t) => {
  const told = await startMessages(t);
  const { world, incident, detail } = await killed(t, `${told.yaml}\napprovals: { deadline: 20m }`);
  const { approval, plan, epistemic } = await detail();
  assert.equal(epistemic.humanInteractionStatus, "waiting");
  assert.deepEqual(approval.asked, { owner: "anna", route: "notice", channels: ["webhook"] });
  assert.deepEqual([approval.plan, approval.planHash], [plan.id, plan.hash]);
  assert.equal(approval.deadline - approval.askedAt, 20 * 60_000);
  assert.match(approval.code, /^[2-9BCDFGHJ-NP-TV-Z]{4}$/);
  const [waiting] = (await world.ask("GET", "/v1/approvals")).json.items;
  assert.deepEqual(waiting, approval);
  const question = await told.notice(/may it be repaired/);
  assert.match(question.body, new RegExp(`chiron approve ${incident} `));
  assert.match(question.body, /without an answer until 20\d\d-.* UTC it is a no/);
  assert.doesNotMatch(question.body, /reply here/, "no channel hears a reply");
});

test("REASON-08: modified with override instructions, the next plan obeys, is a child, and is asked for anew", async (t) => {
  const { world, url, before, incident, detail } = await killed(t);
  const first = await detail();
  assert.equal(first.plan.strategy, "restart");
  const said = await world.chiron("modify", incident, "--strategy", "clean start", "--note", "the pid file is stale");
  assert.equal(said.code, 0, said.err);
  const asked = await until("it is asked for anew", async () => {
    const now = await detail();
    return now.approval?.status === "waiting" && now.approval.id !== first.approval.id ? now : undefined;
  });
  assert.equal(asked.state, "awaiting_approval");
  assert.deepEqual([asked.plan.strategy, asked.plan.parent], ["clean start", first.plan.id]);
  assert.notEqual(asked.plan.hash, first.plan.hash);
  assert.equal(asked.approval.planHash, asked.plan.hash);
  assert.notEqual(asked.approval.code, first.approval.code);
  assert.deepEqual(asked.epistemic.humanOverrideInstructions.notes, ["the pid file is stale"]);
  assert.equal(asked.epistemic.humanOverrideInstructions.strategy, "clean start");
  assert.equal(asked.epistemic.humanInteractionStatus, "waiting");
  assert.deepEqual(asked.steps, [], "nothing was done");
  const old = await world.ask("POST", `/v1/incidents/${incident}/approve`, { planHash: first.plan.hash });
  assert.deepEqual(
    [old.status, old.json.code],
    [412, "stale"],
    "the plan that was shown first is no longer asked about",
  );
  assert.equal((await world.chiron("approve", incident, "--plan", asked.plan.hash.slice(0, 12))).code, 0);
  await answers(url, (body) => body !== before);
  await until("it is resolved", async () => (await detail()).state === "resolved");
  const done = await detail();
  const actions = done.steps.map((step: { action: string }) => step.action);
  assert.deepEqual(actions, ["service.stop", "files.remove", "service.start"]);
  assert.equal(existsSync(join(world.folder, "web.pid")), false);
  assert.equal(done.epistemic.humanInteractionStatus, "approved");
  const { out } = await world.chiron("incident", incident);
  assert.match(out, /asked for another plan \(“the pid file is stale”\): by rb-restart-service \("clean start"\)/);
});

test("REASON-08: instructions are data: inputs, exclusions and risk are obeyed; what cannot be used is refused with what can", async (t) => {
  const { world, incident, detail } = await killed(t);
  const modify = (body: object) => world.ask("POST", `/v1/incidents/${incident}/modify`, body);
  const before = await detail();
  const refused: readonly (readonly [object, RegExp])[] = [
    [{}, /a note alone|no plan/],
    [{ note: "be careful" }, /a note alone changes no plan/],
    [{ strategy: "reboot" }, /no strategy "reboot".*"restart", "clean start"/],
    [{ runbook: "rb-nothing" }, /there is no runbook rb-nothing.*rb-restart-service/],
    [{ runbook: "rb-restart-hung" }, /not for process_dead.*rb-restart-service/],
    [{ exclude: { actions: ["service.reboot"] } }, /takes no action service\.reboot.*service\.restart/],
    [{ exclude: { strategies: ["restart", "clean start"] } }, /no strategy .* is left.*it is excluded/],
    [{ exclude: { actions: ["service.restart"] }, with: { 9: {} } }, /no step 9.*1 \(service\.stop\)/],
    [{ with: { "service.restart": { servce: 1 } } }, /does not fit.*servce/i],
    [{ with: { "service.restart": { service: { password: "hunter2hunter2" } } } }, /looks like a secret/],
    [{ strategy: "restart" }, /asked about already/],
    [{ riskAtMost: "none" }, /riskAtMost/],
    [{ strategie: "restart" }, /strategie/],
  ];
  for (const [body, why] of refused) {
    const { status, json } = await modify(body);
    assert.ok([400, 409].includes(status), `${JSON.stringify(body)}: ${status}`);
    assert.match(`${json.detail} ${json.help ?? ""} ${JSON.stringify(json.errors ?? "")}`, why, JSON.stringify(json));
  }
  const after = await detail();
  assert.deepEqual(
    [after.approval, after.plan, after.epistemic.humanOverrideInstructions],
    [before.approval, before.plan, null],
  );
  assert.equal((await world.chiron("modify", incident, "--strategy", "reboot")).code, 2);

  const extra = join(world.folder, "extra.pid");
  writeFileSync(extra, "1");
  const { status, json } = await modify({
    exclude: { actions: ["service.restart"] },
    with: { "files.remove": { files: [extra] } },
  });
  assert.equal(status, 200, JSON.stringify(json));
  const asked = await until("it is asked for anew", async () => {
    const now = await detail();
    return now.approval?.status === "waiting" && now.plan.id !== before.plan.id ? now : undefined;
  });
  assert.equal(asked.plan.strategy, "clean start");
  assert.deepEqual(asked.plan.steps[1].input.files, [extra]);
  assert.equal((await world.chiron("approve", incident)).code, 0);
  await until("it is resolved", async () => (await detail()).state === "resolved");
  assert.equal(existsSync(extra), false, "what was asked for was removed");
  assert.equal(existsSync(join(world.folder, "web.pid")), true, "and nothing else");
});

test("REASON-08: a question, its answer and instructions survive restarts; the old plan stays answered", async (t) => {
  const { world, url, before, incident, detail } = await killed(t);
  const asked = (await detail()).approval;
  await world.end();
  await world.up();
  const again = await detail();
  assert.deepEqual([again.state, again.approval], ["awaiting_approval", asked], "the same question, the same code");
  assert.equal((await world.chiron("modify", incident, "--exclude-strategy", "restart")).code, 0);
  await until("it is asked for anew", async () => (await detail()).plan.strategy === "clean start");
  await world.end();
  await world.up();
  const modified = await until("it still asks", async () => {
    const now = await detail();
    return now.approval?.status === "waiting" ? now : undefined;
  });
  assert.deepEqual(modified.epistemic.humanOverrideInstructions.withoutStrategies, ["restart"]);
  const twice = await world.ask("POST", `/v1/incidents/${incident}/approve`, { planHash: asked.planHash });
  assert.equal(twice.status, 412);
  assert.equal((await world.chiron("approve", incident)).code, 0);
  await answers(url, (body) => body !== before);
  await until("it is resolved", async () => (await detail()).state === "resolved");
  const late = await world.chiron("approve", incident);
  assert.deepEqual([late.code, /is over already \(resolved\)/.test(late.err)], [4, true], late.err);
  const kept = (await detail()).events.filter((one: { type: string }) => one.type === "approval.answered");
  assert.deepEqual(
    kept.map((one: { data: { status: string } }) => one.data.status),
    ["modified", "approved"],
    "each was answered once",
  );
});

test("REASON-08: silence is a no at the deadline, and what comes after it changes nothing", async (t) => {
  const { world, incident, detail } = await killed(t, "approvals: { deadline: 2s }");
  await world.incident("escalated");
  const { approval, epistemic, steps } = await detail();
  assert.deepEqual([approval.status, epistemic.humanInteractionStatus], ["timed_out", "timed_out"]);
  assert.deepEqual(steps, []);
  for (const command of [["approve"], ["modify", "--strategy", "clean start"], ["reject", "--reason", "no"]]) {
    const [verb = "", ...rest] = command;
    const { code, err } = await world.chiron(verb, incident, ...rest);
    assert.equal(code, 4, `${verb}: ${err}`);
    assert.match(err, /answered before: timed out/);
  }
  assert.equal((await detail()).state, "escalated");
});
