/** The borders of a language model's help: attempts, budget, rests, redirects, restarts, and a human's word. */
// mostly waits
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { answers, human, startWorld } from "../support/engine.ts";
import {
  assertKeyNowhere,
  beginScene,
  goodTurn,
  messages,
  modelKey,
  modelYaml,
  oddService,
  oddYaml,
  proposal,
  restart,
} from "../support/model-scene.ts";
import { startModelServer, type Turn } from "../support/model-server.ts";
import { freePort } from "../support/ports.ts";

const busy: readonly (readonly [string, Turn])[] = [
  ["429 with retry-after", { kind: "status", status: 429, headers: { "retry-after": "0" } }],
  ["500", { kind: "status", status: 500 }],
  ["529, overloaded", { kind: "status", status: 529, message: "Overloaded" }],
];
for (const [what, turn] of busy) {
  test(`REASON-07: an endpoint that answers ${what} is asked once more, a little later`, async (t) => {
    const { world, server, trouble } = await beginScene(t, "anthropic", [turn, goodTurn], "  maxTokens: 500");
    trouble();
    await world.incident("awaiting_approval");
    const answered = await world.event("model.answered");
    assert.equal(answered.data.cost.attempts, 2);
    assert.equal(server.asked.length, 2);
    assert.equal(world.events.filter(({ type }) => type === "model.asked").length, 1, "it is one question");
    assert.equal(server.asked[0]?.body.max_tokens, 500);
  });
}

test("REASON-07: a redirect is not followed, and whoever it names never sees the key", async (t) => {
  const seen: string[] = [];
  const elsewhere = createServer((request, response) => {
    seen.push(JSON.stringify(request.headers));
    response.end("{}");
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise((resolve) => elsewhere.close(resolve)));
  const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v1/chat/completions`;
  const { world, trouble } = await beginScene(t, "openai", [{ kind: "status", status: 307, headers: { location } }]);
  trouble();
  const refused = await world.event("model.refused");
  assert.equal(refused.data.kind, "redirected");
  assert.deepEqual(seen, []);
});

test("REASON-07: an endpoint that is down changes nothing for anybody", async (t) => {
  const scene = await beginScene(t, "openai", [goodTurn]);
  await scene.server.stop();
  scene.trouble();
  const refused = await scene.world.event("model.refused");
  assert.equal(refused.data.kind, "unreachable");
  assert.equal(scene.world.facade.incident(refused.data.incident ?? "")?.state, "escalated");
  assert.equal(messages(scene.world).length, 1);
});

test("REASON-07: a model that the server does not have, and a key that it does not take, are told in its words without the key", async (t) => {
  const scene = await beginScene(t, "openai", [goodTurn]);
  writeFileSync(join(scene.world.folder, "key"), "another-key-than-the-right-one");
  scene.trouble();
  const refused = await scene.world.event("model.refused");
  assert.match(refused.data.reason, /answered 401: Incorrect API key provided: Bearer \*\*\*/);
  assert.ok(!JSON.stringify(scene.world.events).includes("another-key"));
  const yaml = readFileSync(join(scene.world.folder, "chiron.yaml"), "utf8");
  writeFileSync(join(scene.world.folder, "chiron.yaml"), yaml.replace("name: test-model", "name: no-model"));
  writeFileSync(join(scene.world.folder, "key"), modelKey);
  await scene.world.facade.command({ kind: "reload" }, human);
  const result = await scene.world.facade.command({ kind: "test_model", send: true }, human);
  assert.match(result.message, /answered 404: model: no-model does not exist/);
});

test("REASON-07: a key that is not there asks nothing, and is no harm", async (t) => {
  const scene = await beginScene(t, "openai", [goodTurn]);
  rmSync(join(scene.world.folder, "key"));
  scene.trouble();
  const refused = await scene.world.event("model.refused");
  assert.deepEqual([refused.data.kind, refused.data.cost], ["no_key", null]);
  assert.equal(scene.server.asked.length, 0);
});

test("REASON-07: a human says no to a model's plan: nothing runs, and it is not asked again", async (t) => {
  const scene = await beginScene(t, "anthropic", [goodTurn]);
  const { world, server, trouble } = scene;
  const before = world.pid("web");
  trouble();
  const incident = await world.incident("awaiting_approval");
  await assert.rejects(
    world.facade.command({ kind: "approve_runbook", runbook: world.facade.incident(incident)?.runbook ?? "" }, human),
    /only its one plan/,
    "it can never run by itself",
  );
  const body = world.events.flatMap((one) => (one.type === "message.queued" ? [one.data.message.body] : [])).at(-1);
  assert.match(body ?? "", /A language model proposed this; it can be wrong/);
  assert.match(body ?? "", /It left a mark that it only takes away when it starts\./);
  await world.facade.command({ kind: "reject", incident, reason: "not at this hour" }, human);
  await world.event("incident.moved", (one) => one.data.from === "awaiting_approval" && one.data.to === "escalated");
  await world.facade.command({ kind: "probe", target: "web" }, human);
  assert.equal(server.asked.length, 1);
  assert.equal(world.pid("web"), before);
  assert.equal(world.events.filter(({ type }) => type === "step.started").length, 0);
  assertKeyNowhere(scene, incident);
});

test("REASON-07: the trouble ends while a model is asked: the question is dropped, and its answer does nothing", async (t) => {
  const { world, server, trouble } = await beginScene(t, "openai", [{ kind: "hangs" }], "", { timeout: "60s" });
  trouble();
  const incident = await world.incident("escalated");
  await server.question(1);
  rmSync(join(world.folder, "mark"));
  const refused = await world.event("model.refused");
  assert.equal(refused.data.kind, "cancelled");
  assert.equal(world.facade.incident(incident)?.state, "resolved");
});

test("REASON-07: an engine that ends in the middle of a question leaves it to the next, which goes on from the log", async (t) => {
  const server = await startModelServer(t, "openai", [{ kind: "hangs" }, goodTurn], { key: modelKey });
  const port = await freePort();
  const yaml = oddYaml(port, modelYaml("openai", server.url));
  const first = await startWorld(t, yaml, { files: { "service.mjs": oddService, key: modelKey } });
  const before = await answers(`http://127.0.0.1:${port}/`);
  writeFileSync(join(first.folder, "mark"), "");
  await server.question(1);
  await first.stop({ keepServices: true });
  const second = await startWorld(t, yaml, { folder: first.folder });
  const incident = await second.incident("awaiting_approval");
  const hash = second.facade.incident(incident)?.plan?.hash;
  await second.stop({ keepServices: true });
  // What was proposed is known from the log alone: the plan that is approved now is the very same.
  const third = await startWorld(t, yaml, { folder: first.folder });
  assert.equal(third.facade.incident(incident)?.state, "awaiting_approval");
  assert.equal(server.asked.length, 2);
  await third.facade.command({ kind: "approve", incident, ...(hash === undefined ? {} : { planHash: hash }) }, human);
  await third.event("incident.moved", (one) => one.data.to === "resolved");
  await answers(`http://127.0.0.1:${port}/`, (body) => body !== before);
});

test("REASON-07: no more questions than the budget allows, counted over restarts", async (t) => {
  const { world, server, url } = await beginScene(t, "openai", [goodTurn], "  budget: { perHour: 2 }");
  const tryOut = (w = world) => w.facade.command({ kind: "test_model", send: true }, human);
  await tryOut();
  await tryOut();
  await world.stop();
  const again = await startWorld(t, readFileSync(join(world.folder, "chiron.yaml"), "utf8"), { folder: world.folder });
  await answers(url);
  assert.deepEqual(again.facade.status().model?.asked, { lastHour: 2, lastDay: 2 });
  writeFileSync(join(again.folder, "mark"), "");
  const refused = await again.event("model.refused");
  assert.deepEqual([refused.data.kind, refused.data.cost], ["over_budget", null]);
  assert.equal(server.asked.length, 2);
});

test("REASON-07: after failures in a row it rests, and nobody is asked meanwhile", async (t) => {
  const { world, server, trouble } = await beginScene(t, "openai", [{ kind: "words", text: "no" }]);
  for (let round = 0; round < 3; round++) await world.facade.command({ kind: "test_model", send: true }, human);
  assert.equal(world.facade.status().model?.state, "resting");
  trouble();
  const refused = await world.event("model.refused", (one) => one.data.incident !== null);
  assert.equal(refused.data.kind, "circuit_open");
  assert.equal(server.asked.length, 3);
});

test("REASON-07: a plan of a model that only restarts runs unasked where a policy says so, and is still judged", async (t) => {
  const { world, trouble } = await beginScene(
    t,
    "anthropic",
    [goodTurn],
    "policies: { model-plan: { restartUnasked: true } }",
  );
  trouble();
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  const verdicts = world.events.flatMap((one) => (one.type === "plan.judged" ? [one.data.verdict] : []));
  assert.ok(verdicts.some(({ at, notes }) => at === "boundary" && notes.some(({ kind }) => kind === "model_restart")));
});

test("REASON-07: while healing is paused a model's plan is held like any other", async (t) => {
  const { world, trouble } = await beginScene(t, "openai", [goodTurn]);
  await world.facade.command({ kind: "pause", reason: "work on the network" }, human);
  trouble();
  const held = await world.event("incident.held", (one) => one.data.hold.policy === "kill-switch");
  const { incident } = held.data;
  assert.equal(world.facade.incident(incident)?.plan?.proposedBy, "model");
  await world.facade.command({ kind: "resume", reason: "done" }, human);
  await world.event("approval.asked");
  assert.equal(world.events.filter(({ type }) => type === "step.started").length, 0);
});

test("REASON-07: a plan that does not help is undone and given up like any other, and a human has it", async (t) => {
  const wait = proposal([{ action: "wait", with: { for: "10ms" } }]);
  const { world, trouble } = await beginScene(t, "openai", [
    { kind: "value", value: wait },
    { kind: "value", value: proposal([restart]) },
  ]);
  trouble();
  const incident = await world.incident("awaiting_approval");
  await world.facade.command({ kind: "approve", incident }, human);
  await world.event("incident.moved", (one) => one.data.to === "remediation_failed", 60_000);
  await world.event("incident.moved", (one) => one.data.from === "remediation_failed" && one.data.to === "escalated");
  assert.equal(world.facade.incident(incident)?.outcome?.result, "not_recovered");
});

const forbidden = `
id: rb-odd
title: Tell it to look again
version: 1
matches: [odd_mark]
strategies:
  - { name: hang up, steps: [{ action: process.signal, with: { signal: SIGHUP, service: $target.supervisor } }] }
`;

const noSignals = `runbooks: [DIR/rb-odd.yaml]
policies:
  no-signals:
    when: plan.runbook == "rb-odd"
    severity: forbid
    message: it takes a signal for an order to end
    avoid: { actions: [process.signal] }
`;

test("REASON-07: where the Guardian forbids what there was, a model is told why, and its plan is judged anew", async (t) => {
  const { world, server, trouble } = await beginScene(t, "anthropic", [goodTurn], noSignals, {
    files: { "rb-odd.yaml": forbidden },
  });
  trouble();
  const asked = await world.event("model.asked");
  assert.equal(asked.data.use, "reflect");
  const { text } = await server.question(1);
  assert.match(text, /it takes a signal for an order to end/);
  assert.match(text, /Its plans for a trouble were rejected or failed/);
  const incident = await world.incident("awaiting_approval");
  assert.equal(messages(world).length, 2, "a human was told, and is then asked");
  await world.facade.command({ kind: "approve", incident }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved");
});

test("REASON-07: when an incident that a human had in hand is over, a model puts it into words, of what is on record alone", async (t) => {
  const words = { summary: "It left its mark.", cause: "Not known; see https://evil.example/", followUps: ["Look."] };
  const scene = await beginScene(t, "anthropic", [{ kind: "value", value: words }], "  uses: [postmortem]");
  const { world, server, trouble } = scene;
  trouble();
  const incident = await world.incident("escalated");
  rmSync(join(world.folder, "mark"));
  const answered = await world.event("model.answered");
  assert.equal(server.asked.length, 1, "it is asked for nothing else");
  const { text } = await server.question(1);
  assert.match(text, /odd_mark is confirmed on web|It left its mark/);
  assert.ok(!text.includes("service.restart"), "there is nothing to propose any more");
  assert.equal(answered.data.prose, "It left its mark.\n\nCause: Not known; see [an address]\n\nFollow-ups:\n- Look.");
  const detail = world.facade.incident(incident);
  assert.ok(detail?.events.some((one) => one.type === "model.answered" && one.data.prose !== null));
  assert.equal(detail?.state, "resolved", "and it stays over");
  const written = await world.event("postmortem.written", (one) => one.data.postmortem.prose !== undefined);
  assert.equal(written.data.postmortem.prose?.text, answered.data.prose);
  const file = join(world.dataDir, "postmortems", `${incident}.md`);
  await until(
    "it is in the file",
    () => existsSync(file) && readFileSync(file, "utf8").includes("In the words of a language model"),
  );
  assert.match(readFileSync(file, "utf8"), /## Timeline/, "beside the facts");
  assertKeyNowhere(scene, incident);
});

test("REASON-07: without a model nobody is asked and nothing of it is shown, and a human is told at once", async (t) => {
  const port = await freePort();
  const world = await startWorld(t, oddYaml(port, ""), { files: { "service.mjs": oddService } });
  await answers(`http://127.0.0.1:${port}/`);
  writeFileSync(join(world.folder, "mark"), "");
  const incident = await world.incident("escalated");
  assert.equal(world.facade.status().model, undefined);
  assert.equal(messages(world).length, 1);
  assert.ok(world.events.every(({ type }) => !type.startsWith("model.")));
  assert.deepEqual(world.path(incident), ["detected", "diagnosing", "escalated"]);
  await assert.rejects(
    world.facade.command({ kind: "test_model", send: true }, human),
    /no language model is configured/,
  );
});
