/** Escalation rules are data: at once, after attempts, after time; one page for one trouble; nobody is called twice, or while somebody is on it. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { answers, webService } from "../support/engine.ts";
import { startMessages } from "../support/messages.ts";
import { outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const web = (port: number, autonomy: string, escalation: string) => `
node: workshop
packs: [service]
targets:
  - id: web
    kind: service
    autonomy: ${autonomy}
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
escalation: ${escalation}
`;

async function scene(t: TestContext, autonomy: string, escalation: string) {
  const port = await freePort();
  const told = await startMessages(t);
  const world = outside(t, web(port, autonomy, escalation) + told.yaml);
  await world.up();
  const kill = async () => process.kill(Number(await answers(`http://127.0.0.1:${port}/`)), "SIGKILL");
  return { world, told, kill };
}

test("REASON-09: after a time a page says severity, symptom, attempts, what was tried, the last error, what is recommended and where to read", async (t) => {
  const { world, told, kill } = await scene(t, "approve", "{ rules: [ { on: process_dead, afterTime: 2s } ] }");
  await kill();
  const incident = await world.incident("awaiting_approval");
  const page = await told.page();
  assert.equal(page.incident, incident);
  for (const part of [
    /^\[(critical|high)\] web: /,
    /^What broke: .* on web \(process_dead, /m,
    /^What was tried: nothing/m,
    /^Failed attempts: 0\. Last error: none\.$/m,
    /^Why you are paged: it has been open for 2s, after which process_dead calls a human\.$/m,
    /^Recommended: approve rb-restart-service \(restart\)/m,
    /^Runbook: rb-restart-service, packs\/service\/README\.md$/m,
  ])
    assert.match(`${page.subject}\n${page.body}`, part);
  const { facts } = page as unknown as { facts: Record<string, unknown> };
  assert.match(String(facts.recommended), /^approve rb-restart-service/);
  assert.equal(facts.link, "packs/service/README.md");
  await world.end();
  await world.up();
  assert.equal((await world.chiron("reject", incident, "--reason", "later")).code, 0);
  await until(
    "it is escalated",
    async () => (await world.chiron("incident", incident, "--json")).json.state === "escalated",
  );
  await world.end();
  assert.equal(told.pages.length, 1, "neither the restart nor the escalation pages again");
});

test("REASON-09: while somebody is on it time calls nobody; once that is over it does", async (t) => {
  const { world, told, kill } = await scene(t, "approve", "{ rules: [ { on: process_dead, afterTime: 4s } ] }");
  await kill();
  const incident = await world.incident("awaiting_approval");
  assert.equal((await world.chiron("ack", incident, "--for", "8s", "--reason", "on it")).code, 0);
  const { acknowledged, summary, openedAt } = (await world.chiron("incident", incident, "--json")).json;
  assert.deepEqual([acknowledged.reason, typeof acknowledged.until], ["on it", "number"]);
  assert.match(summary, / is on it\)$/);
  assert.match((await world.chiron("status")).out, /is on it/);
  const page = await told.page();
  assert.equal(page.incident, incident);
  const { events } = (await world.chiron("incident", incident, "--json")).json;
  const tiered = events.find(
    (one: { type: string; data: { tier: number } }) => one.type === "incident.tiered" && one.data.tier === 3,
  );
  assert.ok(tiered.at >= acknowledged.until && acknowledged.until > Date.parse(openedAt) + 4_000);
});

test("REASON-09: a class that is told at once makes one message, which carries the page and the question", async (t) => {
  const { world, told, kill } = await scene(t, "approve", "{ classes: { complete_system_failure: [process_dead] } }");
  await kill();
  const incident = await world.incident("awaiting_approval");
  const page = await told.page();
  assert.match(page.body, /What Chiron would do \(rb-restart-service, strategy "restart"\)/);
  assert.match(page.body, new RegExp(`chiron approve ${incident} `));
  assert.equal((await world.chiron("incident", incident, "--json")).json.approval.asked.route, "page");
  assert.equal((await world.chiron("approve", incident)).code, 0);
  await world.incident("resolved");
  await world.end();
  assert.deepEqual([told.pages.length, told.notices.length], [1, 0]);
});

test("REASON-09: after so many failed attempts a page goes out, while the repairs go on, and no second one at the end", async (t) => {
  const port = await freePort();
  const told = await startMessages(t);
  const world = outside(
    t,
    `
node: workshop
packs: [service]
targets:
  - id: web
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [node, -e, "if (require('fs').existsSync('DIR/broken')) process.exit(1); require('http').createServer((_, answer) => answer.end('x')).listen(${port}, '127.0.0.1')"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
    startupGrace: 500ms
escalation: { rules: [ { on: process_dead, afterAttempts: 1 } ] }
${told.yaml}`,
  );
  await world.up();
  assert.equal((await world.chiron("runbook", "approve", "rb-restart-service")).code, 0);
  await answers(`http://127.0.0.1:${port}/`);
  const { pid } = (await world.ask("GET", "/v1/targets/web")).json;
  writeFileSync(join(world.folder, "broken"), "");
  process.kill(pid, "SIGKILL");
  const page = await told.page();
  assert.match(page.body, /^Why you are paged: 1 attempts? failed; process_dead calls a human after 1\.$/m);
  assert.match(page.body, /^Failed attempts: 1\. Last error: /m);
  assert.match(page.body, /1\. service\.restart: /);
  await world.incident("escalated");
  await world.end();
  assert.equal(told.pages.length, 1);
});

test("REASON-09: the shipped rules are the seven of the specification; a rule of one's own replaces one; a misspelt name is told", async (t) => {
  const world = outside(
    t,
    web(1, "approve", "{ rules: [ { on: git_sync, never: true }, { on: agent_failure, afterAttempts: 5 } ] }").replace(
      "[service]",
      "[service, git, agents, database, host]",
    ),
  );
  const { json } = await world.chiron("config", "show", "--json");
  assert.deepEqual(
    json.escalation.map(({ types: _, when: __, ...rule }: Record<string, unknown>) => rule),
    [
      { on: "data_corruption", immediately: true },
      { on: "security_breach", immediately: true },
      { on: "complete_system_failure", immediately: true },
      { on: "consensus_below_60", afterAttempts: 2 },
      { on: "agent_failure", afterAttempts: 5 },
      { on: "performance_degradation", afterTime: "10m" },
    ],
  );
  const wrong = outside(t, web(1, "approve", "{ rules: [ { on: proces_dead, afterTime: 5m } ] }"));
  const { code, err, out } = await wrong.chiron("validate");
  assert.equal(code, 2);
  assert.match(
    err + out,
    /escalation\.rules\[0\]\.on there is no class or type of anomaly "proces_dead"; did you mean "process_dead"/,
  );
});
