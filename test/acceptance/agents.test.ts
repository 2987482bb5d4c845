/** Agents and what they decide together: each way back is taken only when the one before it did not help. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { answers, human, startWorld, type World } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const agent = join(import.meta.dirname, "../support/agent.mjs");

const page = (port: number, more = "") => `
node: test
packs:
  - agents:
      agents:
        - id: writer
          supervisor: { direct: { command: [node, ${agent}, "${port}", DIR] } }
          health: http://127.0.0.1:${port}/
          every: 1s
          startupGrace: 2s
          autonomy: auto
${more}
`;
const ways = `          caches: [./cache]
          configuration: { file: ./agent.yaml, knownGood: ./agent.good.yaml }
          rebuild: [/bin/mkdir, -p, DIR/environment/ready]
`;
const files = { "agent.yaml": "model: small\n", "agent.good.yaml": "model: small\n", "environment/ready/yes": "" };

async function agentOf(t: TestContext, more = ways) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const world = await startWorld(t, page(port, more), { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-recover-agent" }, human);
  return { world, url, pid: Number(await answers(url)) };
}

/** The strategies that ran, in order, and how it ended. */
function story(world: World, incident: string) {
  const { type, state, outcome } = world.facade.incident(incident) ?? {};
  const strategies = world.events.flatMap((one) =>
    one.type === "plan.proposed" && one.data.incident === incident ? [one.data.plan.strategy] : [],
  );
  return { type, state, by: outcome?.strategy, strategies };
}

const recovered = (...strategies: readonly string[]) => ({
  type: "agent_failure",
  state: "resolved",
  by: strategies.at(-1),
  strategies,
});

const consensus = `
node: test
packs:
  - agents:
      consensus:
        autonomy: auto
        every: 1s
        score: { command: { argv: [cat, DIR/score.json], values: { score: { json: /score } }, every: 1s } }
        credentials: { check: [test, -e, DIR/credentials], mend: [cp, DIR/good.json, DIR/score.json] }
        connectivity: { check: [test, -e, DIR/connected], mend: [cp, DIR/good.json, DIR/score.json] }
        disk: { check: [test, -e, DIR/disk] }
`;
const well = {
  "score.json": '{"score": 93.5}',
  "good.json": '{"score": 88}',
  credentials: "",
  connected: "",
  disk: "",
};

// Most of their time is waiting.
suite("agents", { concurrency: 3 }, () => {
  test("HOST-05, HOST-13: an agent that is gone is started again, and nothing else is touched", async (t) => {
    const { world, url, pid } = await agentOf(t);
    writeFileSync(join(world.folder, "cache", "kept"), "");
    process.kill(pid, "SIGKILL");
    const incident = await world.incident(["resolved", "escalated"], 60_000);
    assert.deepEqual(story(world, incident), recovered("restart"));
    assert.ok(existsSync(join(world.folder, "cache", "kept")));
    assert.notEqual(Number(await answers(url)), pid);
  });

  test("HOST-05, HOST-13: an agent whose health check fails is restarted", async (t) => {
    const { world, url, pid } = await agentOf(t);
    process.kill(pid, "SIGUSR2");
    const incident = await world.incident(["resolved", "escalated"], 60_000);
    assert.deepEqual(story(world, incident), recovered("restart"));
    assert.notEqual(Number(await answers(url)), pid);
  });

  test("HOST-05: one bad answer of an agent is looked at again, and nothing is done", async (t) => {
    const { world, pid } = await agentOf(t);
    process.kill(pid, "SIGUSR1");
    const statuses = () =>
      world.facade.readings({ target: "writer", probe: "http" }).map(({ values }) => values.status);
    await until(
      "a bad answer, and good ones after it",
      () => statuses().indexOf(503) >= 0 && statuses().lastIndexOf(200) > statuses().indexOf(503) + 1,
      20_000,
    );
    assert.deepEqual(world.facade.incidents({ all: true }).items, []);
  });

  test("HOST-13: an agent that its cache keeps from starting gets it cleared", async (t) => {
    const { world, pid } = await agentOf(t);
    writeFileSync(join(world.folder, "cache", "poison"), "");
    process.kill(pid, "SIGKILL");
    const incident = await world.incident(["resolved", "escalated"], 60_000);
    assert.deepEqual(story(world, incident), recovered("restart", "clear its cache"));
    assert.equal(existsSync(join(world.folder, "cache", "poison")), false);
  });

  test("HOST-13: an agent with a broken configuration gets the one that is known to be good", async (t) => {
    const { world, pid } = await agentOf(t);
    writeFileSync(join(world.folder, "cache", "kept"), "");
    writeFileSync(join(world.folder, "agent.yaml"), "{");
    process.kill(pid, "SIGKILL");
    const incident = await world.incident(["resolved", "escalated"], 90_000);
    assert.deepEqual(story(world, incident), recovered("restart", "clear its cache", "reset its configuration"));
    assert.equal(readFileSync(join(world.folder, "agent.yaml"), "utf8"), "model: small\n");
    assert.ok(existsSync(join(world.folder, "cache", "kept")), "what did not help was taken back");
  });

  test("HOST-13: the environment is built anew last, 5 s after each of the others; ways that nothing was declared for are passed over", async (t) => {
    const rebuild = "          rebuild: [/bin/mkdir, -p, DIR/environment/ready]\n";
    const { world, pid } = await agentOf(t, rebuild);
    rmSync(join(world.folder, "environment"), { recursive: true });
    process.kill(pid, "SIGKILL");
    const incident = await world.incident(["resolved", "escalated"], 90_000);
    assert.deepEqual(story(world, incident), recovered("restart", "rebuild its environment"));
    const waited = world.facade.incident(incident)?.steps.find(({ action }) => action === "wait");
    assert.ok((waited?.endedAt ?? 0) - (waited?.startedAt ?? 0) >= 4_990);
  });

  test("HOST-13: an agent that nothing helps is a human's, who reads what was tried and what did not apply", async (t) => {
    const { world, pid } = await agentOf(t, "");
    rmSync(join(world.folder, "environment"), { recursive: true });
    process.kill(pid, "SIGKILL");
    const incident = await world.incident("escalated", 90_000);
    assert.deepEqual(story(world, incident).strategies, ["restart"]);
    const page = await world.event("message.queued", (one) => one.data.message.route === "page");
    assert.match(page.data.message.body, /What was tried:\n {2}1\. service\.restart/);
    const moved = world.events.findLast((one) => one.type === "incident.moved" && one.data.to === "remediation_failed");
    assert.match(JSON.stringify(moved?.data), /rebuild its environment.* does not apply.*declares no such value/);
  });

  test("HOST-05, HOST-13: a degraded consensus is mended where a check fails, and the score is above 80 again", async (t) => {
    const world = await startWorld(t, consensus, { files: well });
    await world.facade.command({ kind: "approve_runbook", runbook: "rb-consensus" }, human);
    rmSync(join(world.folder, "connected"));
    const scores = () =>
      world.facade.readings({ target: "consensus", probe: "command" }).map(({ values }) => values.score);
    writeFileSync(join(world.folder, "score.json"), '{"score": 80.5}');
    await until(
      "a score that is just good enough was seen twice",
      () => scores().filter((score) => score === 80.5).length > 1,
      20_000,
    );
    assert.deepEqual(world.facade.incidents({ all: true }).items, [], "a failed check alone is not what is wrong");
    writeFileSync(join(world.folder, "score.json"), '{"score": 80}');
    const incident = await world.incident(["resolved", "escalated"], 60_000);
    assert.deepEqual(story(world, incident), {
      type: "consensus_degraded",
      state: "resolved",
      by: "mend the connectivity",
      strategies: ["mend the connectivity"],
    });
    const { steps = [] } = world.facade.incident(incident) ?? {};
    assert.equal(steps.length, 1, "what reads well is left alone");
  });

  test("HOST-13: a degraded consensus without a failed check that can be mended is a human's, and nothing is run", async (t) => {
    const world = await startWorld(t, consensus, { files: well });
    await world.facade.command({ kind: "approve_runbook", runbook: "rb-consensus" }, human);
    rmSync(join(world.folder, "disk"));
    writeFileSync(join(world.folder, "score.json"), '{"score": 79.9}');
    const incident = await world.incident("escalated", 60_000);
    assert.deepEqual(world.facade.incident(incident)?.steps, []);
    const moved = world.events.findLast((one) => one.type === "incident.moved" && one.data.to === "escalated");
    assert.match(JSON.stringify(moved?.data), /mend the disk.* does not apply.*settings\.mend\.disk leads nowhere/);
    assert.match(JSON.stringify(moved?.data), /mend the credentials.* does not apply: its condition does not hold/);
  });
});
