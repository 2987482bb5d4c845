/** A language model's help, by a real engine and a server on loopback that speaks the real formats: good, useless and hostile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AdviceRefusal } from "#core/model";
import { human } from "../support/engine.ts";
import {
  assertKeyNowhere,
  beginScene,
  goodTurn,
  messages,
  modelKey,
  proposal,
  restart,
} from "../support/model-scene.ts";
import type { Turn } from "../support/model-server.ts";

for (const provider of ["openai", "anthropic"] as const) {
  test(`REASON-07: ${provider}: where nothing matches a model proposes a plan, a human approves it, it runs and is verified`, async (t) => {
    const scene = await beginScene(t, provider, [goodTurn]);
    const { world, server, trouble } = scene;
    const before = world.pid("web");
    trouble();
    const incident = await world.incident("awaiting_approval");
    assert.deepEqual(world.path(incident).slice(0, 5), [
      "detected",
      "diagnosing",
      "escalated",
      "diagnosing",
      "awaiting_approval",
    ]);
    const plan = world.facade.incident(incident)?.plan;
    assert.match(plan?.runbook ?? "", /^model-[0-9a-f]{12}$/);
    assert.deepEqual([plan?.proposedBy, plan?.risk, plan?.target], ["model", "medium", "web"]);
    assert.equal(world.pid("web"), before, "nothing ran before a human said so, although its autonomy is auto");
    const asked = await world.event("approval.asked");
    await world.facade.command({ kind: "approve", incident, planHash: asked.data.approval.planHash }, human);
    await world.event("incident.moved", (one) => one.data.to === "resolved");
    assert.notEqual(world.pid("web"), before);
    const detail = world.facade.incident(incident);
    assert.deepEqual([detail?.outcome?.result, detail?.outcome?.runbook], ["recovered", plan?.runbook]);
    const question = await server.question(1);
    assert.ok(question.text.includes("odd_mark") && question.text.includes("service.restart"));
    assert.ok(!question.text.includes("hunter2secret"), "what looks like a secret is masked");
    assert.ok(!question.text.includes("</data>"), "nothing that was logged can end the block of data");
    const answered = await world.event("model.answered");
    assert.deepEqual(
      [answered.data.cost.inputTokens, answered.data.cost.outputTokens, answered.data.cost.attempts],
      [812, 97, 1],
    );
    assertKeyNowhere(scene, incident);
  });
}

const hostile: readonly (readonly [string, readonly Turn[], AdviceRefusal])[] = [
  ["nonsense", [{ kind: "words", text: "Have you tried to turn it off and on again?" }], "no_json"],
  ["half of a JSON object", [{ kind: "words", text: '{"hypothesis": "it is", "plan": {' }], "no_json"],
  ["no JSON at all as its answer", [{ kind: "raw", text: "<html>Log in to the network</html>" }], "not_the_protocol"],
  ["another form", [{ kind: "value", value: { ...proposal([restart]), run: "rm -rf /" } }], "wrong_shape"],
  [
    "an action that is not registered",
    [{ kind: "value", value: proposal([{ action: "shell.run", with: {} }]) }],
    "unknown_action",
  ],
  ["another target", [{ kind: "value", value: proposal([restart], "other") }], "foreign_target"],
  ["a target that it depends on", [{ kind: "value", value: proposal([restart], "db") }], "foreign_target"],
  [
    "a shell",
    [{ kind: "value", value: proposal([{ action: "command", with: { argv: ["sh", "-c", "touch /tmp/owned"] } }]) }],
    "own_words",
  ],
  [
    "a command of its own",
    [{ kind: "value", value: proposal([{ action: "command", with: { argv: ["/usr/bin/touch", "owned"] } }]) }],
    "own_words",
  ],
  [
    "another service, written out",
    [
      {
        kind: "value",
        value: proposal([{ action: "service.restart", with: { service: { target: "other", kind: "direct" } } }]),
      },
    ],
    "own_words",
  ],
  [
    "high risk",
    [{ kind: "value", value: proposal([{ action: "sqlite.halt", with: { database: "$target.settings.db" } }]) }],
    "too_risky",
  ],
  [
    "a reference that leads nowhere",
    [{ kind: "value", value: proposal([{ action: "command", with: { argv: "$target.settings.cleanUp" } }]) }],
    "bad_input",
  ],
  ["10 MB", [{ kind: "huge", bytes: 10_000_000 }], "too_large"],
  ["a byte now and then, for ever", [{ kind: "trickles" }], "timeout"],
  ["nothing, and holds the line", [{ kind: "hangs" }], "timeout"],
  ["nothing, and hangs up", [{ kind: "closes" }], "unreachable"],
  ["that it declines", [{ kind: "declines" }], "declined"],
  ["a cut answer", [{ kind: "cut_off" }], "cut_off"],
  ["500, again and again", [{ kind: "status", status: 500 }], "http_status"],
  [
    "429, to come back in an hour",
    [{ kind: "status", status: 429, headers: { "retry-after": "3600" } }],
    "rate_limited",
  ],
  [
    "401 with the key in its words",
    [{ kind: "status", status: 401, message: `wrong key: ${modelKey}` }],
    "http_status",
  ],
];

for (const [index, [what, script, refusal]] of hostile.entries()) {
  const provider = index % 2 === 0 ? "openai" : "anthropic";
  test(`REASON-07: a model that answers ${what}: nothing is done, it is on record, and a human is told as without one`, async (t) => {
    const scene = await beginScene(t, provider, script);
    const { world, trouble } = scene;
    const before = world.pid("web");
    trouble();
    const incident = await world.incident("escalated");
    const refused = await world.event("model.refused");
    assert.equal(refused.data.kind, refusal, refused.data.reason);
    assert.ok(refused.data.cost !== null && refused.data.cost.sentBytes > 1_000);
    assert.ok(refused.data.cost.durationMs < 3_000, "its time is limited");
    assert.deepEqual(world.path(incident), ["detected", "diagnosing", "escalated"]);
    assert.equal(world.pid("web"), before);
    assert.equal(world.events.filter(({ type }) => type === "step.started" || type === "plan.proposed").length, 0);
    assert.equal(messages(world).length, 1);
    // And it is told before anything is asked.
    const told = world.events.findIndex(({ type }) => type === "message.queued");
    assert.ok(told !== -1 && told < world.events.findIndex(({ type }) => type === "model.asked"));
    assertKeyNowhere(scene, incident);
  });
}
