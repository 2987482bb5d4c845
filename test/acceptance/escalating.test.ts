/** What a human hears when a runbook did not end the trouble: a page, or a notice where the runbook only informs. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { human, startWorld } from "../support/engine.ts";

const informing = `
id: rb-tell
title: Look for the file
version: 1
matches: [odd_thing]
limits: { attempts: 1 }
strategies:
  - name: look
    steps:
      - action: command
        with: { argv: [/bin/false] }
escalate: { to: notice }
`;

const yaml = (rule: string) => `
node: workshop
targets:
  - id: worker
    kind: service
    autonomy: auto
    probes:
      - file: { path: DIR/none, every: 1s }
anomalies:
  - type: odd_thing
    title: The file is not there
    probes: [file]
    when: reading.values.exists == false
    ${rule}
runbooks: [rb.yaml]
`;

/** The runbook is approved, runs and fails; gives what was told from then on. */
async function toldAfterFailure(t: TestContext, rule: string) {
  const world = await startWorld(t, yaml(rule), { files: { "rb.yaml": informing } });
  const incident = await world.incident("awaiting_approval");
  await world.facade.command({ kind: "approve", incident }, human);
  await world.incident("escalated");
  // Whatever is said of it is said by now.
  await world.facade.command({ kind: "probe", target: "worker" }, human);
  const { tier, summary } = world.facade.incident(incident) ?? {};
  assert.match(summary ?? "", /human/);
  const messages = world.events.flatMap((one) => (one.type === "message.queued" ? [one.data.message] : []));
  return { tier, messages, last: messages.at(-1) };
}

test("HOST-19: a runbook that asks for a notice ends in one when it did not help, and nobody is paged", async (t) => {
  const { tier, messages, last } = await toldAfterFailure(t, "severity: high");
  assert.deepEqual(
    messages.map(({ route, tier: of }) => [route, of]),
    [
      ["notice", 2],
      ["notice", 1],
    ],
    "asked first, told then",
  );
  assert.equal(tier, 2, "what was asked of a human stays on record");
  assert.match(last?.subject ?? "", /\(not over, and not urgent\)$/);
  assert.match(last?.body ?? "", /1\. command: failed/);
});

test("HOST-19: critical trouble, and what is paged always, is a page whatever its runbook asks for", async (t) => {
  const critical = await toldAfterFailure(t, "severity: critical");
  assert.deepEqual([critical.tier, critical.last?.route], [3, "page"]);
  const always = await toldAfterFailure(t, "severity: low\n    page: always");
  assert.deepEqual([always.tier, always.messages[0]?.route], [3, "page"]);
  assert.ok(always.messages.every(({ subject }) => !subject.includes("not urgent")));
});

test("HOST-19: critical trouble that nothing may be done about is told by a notice, and paged when it lasts", async (t) => {
  const observed = yaml("severity: critical").replace("autonomy: auto", "autonomy: observe");
  const runbook = informing.replace("escalate: { to: notice }", "escalate: { to: notice, afterTime: 1s }");
  const world = await startWorld(t, observed, { files: { "rb.yaml": runbook } });
  const notice = await world.event("message.queued");
  assert.deepEqual([notice.data.message.route, notice.data.message.tier], ["notice", 1]);
  const page = await world.event("message.queued", ({ data }) => data.message.route === "page");
  assert.match(page.data.message.body, /it has been open for longer than its runbook allows/);
  assert.match(page.data.message.body, /What was tried: nothing\./);
});
