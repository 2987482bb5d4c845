/** A post-mortem of a real escalation, and a proposed change to a runbook that does nothing before a human approves it. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { answers } from "../support/engine.ts";
import { outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

/** It does not come up while its stale file is there, which only the second strategy removes. */
const yaml = (port: number) => `
node: workshop
packs: [service]
targets:
  - id: web
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [node, -e, "if (require('fs').existsSync('DIR/stale')) process.exit(1); require('http').createServer((_, answer) => answer.end(String(process.pid))).listen(${port}, '127.0.0.1')"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
    staleFiles: [ DIR/stale ]
escalation: { rules: [ { on: process_dead, afterAttempts: 1 } ] }
`;

async function escalated(t: TestContext) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = outside(t, yaml(port));
  await world.up();
  assert.equal((await world.chiron("runbook", "approve", "rb-restart-service")).code, 0);
  const before = await answers(url);
  writeFileSync(join(world.folder, "stale"), "4711");
  process.kill(Number(before), "SIGKILL");
  await answers(url, (body) => body !== before);
  const incident = await world.incident("resolved");
  return { world, url, incident };
}

test("REASON-10: after an escalation there is a post-mortem, from the log alone; its change to a runbook works only once approved", async (t) => {
  const { world, url, incident } = await escalated(t);
  const kept = await until("it is written", async () => {
    const { items } = (await world.ask("GET", "/v1/postmortems")).json;
    return items.find((one: { incident: string }) => one.incident === incident);
  });
  assert.deepEqual(
    kept.tried.map(({ strategy, result }: { strategy: string; result: string }) => [strategy, result]),
    [
      ["restart", "not recovered"],
      ["clean start", "recovered"],
    ],
  );
  assert.match(kept.worked, /^rb-restart-service \(clean start\), verified by /);
  assert.ok(kept.durations.recoveryMs > 0 && kept.durations.detectionMs >= 0);
  assert.ok(kept.timeline.length > 10);
  const [amendment, ...more] = kept.amendments;
  assert.deepEqual([amendment.change, more], ['try "clean start" first', []]);
  const file = join(world.dataDir, "postmortems", `${incident}.md`);
  const markdown = await until("the file is there", () => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
  });
  for (const part of [
    "## Cause",
    "## What was tried",
    "## What worked",
    "## Follow-ups",
    "## Timeline",
    `chiron approve ${amendment.id}`,
  ])
    assert.ok(markdown.includes(part), part);
  assert.equal((await world.chiron("postmortem", incident)).out.trim(), markdown.trim());

  const strategies = async () => (await world.chiron("runbook", "rb-restart-service", "--json")).json;
  const old = await strategies();
  assert.deepEqual([old.version, old.strategies], [1, ["restart", "clean start"]], "nothing is changed yet");
  await world.end();
  await world.up();
  assert.deepEqual((await strategies()).strategies, ["restart", "clean start"], "nor by a restart");
  assert.equal((await world.chiron("approve", amendment.id)).code, 0);
  const changed = await strategies();
  assert.deepEqual(
    [changed.version, changed.mode, changed.strategies],
    [2, "auto_execute", ["clean start", "restart"]],
  );
  assert.equal((await world.chiron("approve", "amd-none-1")).code, 1);
  await world.end();
  await world.up();
  assert.deepEqual((await strategies()).strategies, ["clean start", "restart"], "and it lasts");

  const second = await answers(url);
  process.kill(Number(second), "SIGKILL");
  await answers(url, (body) => body !== second);
  const again = await until("it is resolved again", async () => {
    const { json } = await world.chiron("incidents", "--all", "--json");
    return json.find((one: { id: string; state: string }) => one.id !== incident && one.state === "resolved")?.id;
  });
  const { plan } = (await world.chiron("incident", again, "--json")).json;
  assert.equal(plan.strategy, "clean start", "what worked comes first now");
});
