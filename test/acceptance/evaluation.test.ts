/** Verdicts as an evaluation set: what stands in it is what the policies looked at, and other policies can be tried on it. */
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openLogReader } from "#core/log/read";
import type { EvaluationCase, Facts, VerdictCase } from "#core/model";
import { until } from "#core/platform/test";
import { casesOf, eventsOf } from "#healers/engine";
import { webService } from "../support/engine.ts";
import { type Outside, outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const web = (port: number, more: { readonly autonomy?: string; readonly policies?: string } = {}) => `
node: workshop
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: ${more.autonomy ?? "auto"}
    startupGrace: 500ms
    supervisor:
      direct:
        command: [node, ${webService}, "${port}"]
        env: { API_TOKEN: "a-very-secret-word" }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
packs: [service]
${more.policies ?? ""}
`;

async function breakAndHeal(world: Outside, times: number): Promise<void> {
  for (let healed = 0; healed < times; healed++) {
    const before = (await incidents(world)).length;
    const pid = await until("web runs", async () => (await world.ask("GET", "/v1/targets/web")).json.pid ?? undefined);
    process.kill(pid, "SIGKILL");
    await until("it is healed", async () => {
      const all = await incidents(world);
      return all.length > before && all.every(({ state }) => state === "resolved");
    });
  }
}

async function incidents(world: Outside): Promise<readonly { readonly state: string }[]> {
  return (await world.ask("GET", "/v1/incidents?all=true")).json.items;
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as EvaluationCase);
const verdictsIn = (cases: readonly EvaluationCase[]) =>
  cases.filter((one): one is VerdictCase => one.kind === "verdict");

test("REASON-15: attempts and verdicts are exported with all that the policies looked at, and nothing secret", async (t) => {
  const world = outside(t, web(await freePort()));
  await world.up();
  await breakAndHeal(world, 2);
  const file = join(world.folder, "set.jsonl");
  const exported = await world.chiron("eval", "export", "--output", file);
  assert.equal(exported.code, 0, exported.err);
  assert.match(exported.err, /^Wrote 4 verdicts and 2 attempts to /);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const text = readFileSync(file, "utf8");
  assert.doesNotMatch(text, /a-very-secret-word/);
  const [head, ...cases] = linesOf(text);
  assert.equal(head?.kind as string, "set");
  const verdicts = verdictsIn(cases);
  assert.deepEqual(
    verdicts.map(({ verdict }) => [verdict.at, verdict.decision]),
    [
      ["proposal", "approve"],
      ["boundary", "approve"],
      ["proposal", "approve"],
      ["boundary", "approve"],
    ],
  );
  const [first, , third] = verdicts;
  assert.equal(first?.facts.target.id, "web");
  assert.equal(first?.facts.runbook.id, "rb-restart-service");
  assert.equal(first?.facts.running, false);
  assert.equal(first?.facts.incident.state, "diagnosing");
  assert.deepEqual(first?.facts.targetAttempts, []);
  assert.deepEqual(
    third?.facts.targetAttempts.map(({ result }) => result),
    ["recovered"],
  );
  assert.equal(third?.facts.restarts.length, 1);
  assert.equal((await world.chiron("eval", "export", "--output", file)).code, 1, "nothing is written over");
  const recent = await world.chiron("eval", "export", "--since", "2100-01-01");
  assert.equal(recent.out.trimEnd().split("\n").length, 1);
  assert.equal((await world.chiron("eval", "export", "--since", "soon")).code, 2);
});

test("REASON-15: changed policies are tried on the past: which verdicts would be others, and why", async (t) => {
  const port = await freePort();
  const world = outside(t, web(port));
  await world.up();
  await breakAndHeal(world, 3);
  const set = join(world.folder, "set.jsonl");
  await world.chiron("eval", "export", "--output", set);
  const same = await world.chiron("policy", "test", "--fail-on-change", "--json");
  assert.equal(same.code, 0, same.err);
  assert.deepEqual([same.json.verdicts, same.json.same, same.json.different], [6, 6, []]);
  // Two restarts within a window, and no more.
  const stricter = join(world.folder, "stricter.yaml");
  writeFileSync(stricter, web(port, { policies: "policies: { restart-intensity: { restarts: 1, within: 1h } }" }));
  const tried = await world.chiron("policy", "test", "--config", stricter, "--set", set, "--fail-on-change", "--json");
  assert.equal(tried.code, 1, tried.err);
  assert.ok(tried.json.different.length > 0);
  for (const one of tried.json.different) {
    assert.equal(one.was, "approve");
    assert.notEqual(one.wouldBe, "approve");
    assert.ok(one.added.some((note: { policy: string }) => note.policy === "restart-intensity"));
    assert.deepEqual(one.removed, []);
  }
  const ownPolicy = join(world.folder, "own.yaml");
  const policies = `policies:
  second-time-asks:
    when: facts.heals.size() > 0 && plan.onlyRestarts
    severity: ask
    message: It was restarted before
`;
  writeFileSync(ownPolicy, web(port, { policies }));
  const own = await world.chiron("policy", "test", "--config", ownPolicy, "--set", set, "--json");
  assert.equal(own.code, 0, own.err);
  const reasons = own.json.different.map((one: { added: { message: string }[] }) =>
    one.added.map(({ message }) => message),
  );
  assert.deepEqual(reasons, [
    ["It was restarted before"],
    ["It was restarted before"],
    ["It was restarted before"],
    ["It was restarted before"],
  ]);
  const asking = join(world.folder, "asking.yaml");
  writeFileSync(asking, web(port, { autonomy: "approve" }));
  const told = await world.chiron("policy", "test", "--config", asking);
  assert.equal(told.code, 0, "told, and no more, unless it is asked to fail");
  assert.match(told.out, /approve → escalate {2}process_dead on web/);
  assert.match(told.out, /\+ autonomy \(ask\): web asks for a human's approval/);
  assert.match(told.out, /6 verdicts of 6 would be another; 0 would be the same/);
  const only = await world.chiron("policy", "test", "--config", asking, "--policies-only", "--json");
  assert.equal(only.json.same, 6, "the target as it was");
  writeFileSync(set, `${readFileSync(set, "utf8")}{"kind":"verdict","seq":1}\n`);
  const broken = await world.chiron("policy", "test", "--set", set);
  assert.equal(broken.code, 2, broken.err);
  assert.match(broken.err, /set\.jsonl:\d+ cannot be used: at: /);
});

test("REASON-15: the facts that are made from the log again are those that were looked at, also after the engine was killed", async (t) => {
  const port = await freePort();
  const world = outside(t, web(port));
  await world.up();
  await breakAndHeal(world, 2);
  await world.kill();
  await world.up();
  await breakAndHeal(world, 1);
  await world.end();
  const reader = openLogReader(join(world.dataDir, "chiron.db"));
  t.after(() => reader.close());
  const cases = verdictsIn([...casesOf(eventsOf(reader))]);
  assert.equal(cases.length, 6);
  // What an engine tells the policies of a service that it has restarted N times, and had N attempts at.
  cases.forEach(({ facts }, index) => {
    const healed = Math.floor(index / 2);
    assert.equal(facts.targetAttempts.length, healed, `attempts before verdict ${index}`);
    assert.equal(facts.runbookAttempts.length, healed);
    assert.equal(facts.restarts.length, healed);
    assert.ok(facts.targetAttempts.every(({ at }) => at <= facts.now));
  });
  // No fact is missing: those that the next version of a policy looks at are in it, without being named anywhere.
  const known: readonly (keyof Facts)[] = [
    "now",
    "paused",
    "target",
    "incident",
    "runbook",
    "runbookMode",
    "supervisor",
  ];
  for (const { facts } of cases) for (const name of known) assert.ok(name in facts, name);
});
