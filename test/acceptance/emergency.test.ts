// mostly waits
import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { emergencySteps } from "#core/model";
import { until } from "#core/platform/test";
import { readCritical } from "#healers/mutual/critical";
import { isAlive } from "#healers/mutual/small";
import { type Chiron, chironIn } from "../support/emergency/chiron.ts";
import { startMessages } from "../support/messages.ts";

/** A critical service, one that is not, and one that a person has stopped; a second one of each kind where more is asked. */
const yaml = `healers: { silentAfter: 5s, confirmFor: 1s }
targets:
  - id: vital
    kind: service
    criticality: critical
    autonomy: auto
    supervisor: { direct: { command: [sleep, "610"], env: { MARK: vital } } }
    probes: [ process: { every: 1s } ]
  - id: usual
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "611"] } }
    probes: [ process: { every: 1s } ]
  - id: stopped
    kind: service
    criticality: critical
    autonomy: auto
    supervisor: { direct: { command: [sleep, "612"] } }
    probes: [ process: { every: 1s } ]
packs: [service]
`;

interface Life {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
}

async function begin(t: TestContext): Promise<Chiron> {
  const chiron = chironIn(t);
  chiron.write(yaml);
  await chiron.up();
  await chiron.well("engine");
  await chiron.well("mender");
  return chiron;
}

/** As the engine wrote it down for whoever comes when it is gone. */
function lifeOf(chiron: Chiron, target: string): Life {
  const life = readCritical(chiron.healers)?.targets.find((one) => one.target === target)?.process;
  assert.ok(life, `${target} is written down`);
  return life;
}

test("HEALER-06: both healers killed while a critical service dies: it is started by the critical trigger, adopted by the next engine, and nothing else is touched", async (t) => {
  const chiron = await begin(t);
  assert.equal((await chiron.run("stop", "stopped", "--reason", "I work on it")).code, 0);
  await until("the engine wrote down what is to be known", () =>
    readCritical(chiron.healers)?.targets.some(({ target, holds }) => target === "stopped" && holds.length > 0),
  );
  assert.equal(statSync(join(chiron.healers, "critical.json")).mode & 0o777, 0o600);
  const vital = lifeOf(chiron, "vital");
  const usual = await chiron.pid("usual");
  assert.ok(usual !== null);
  const struck = chiron.strike("SIGKILL", "engine", "mender");
  process.kill(vital.pid, "SIGKILL");
  process.kill(usual, "SIGKILL");
  const engine = await chiron.well("engine", struck[0]);
  await chiron.well("mender", struck[1]);
  const steps = await until("the emergency is joined to the log", async () => {
    const told = await chiron.events("emergency.began", "emergency.step", "emergency.ended");
    return told.some(({ type }) => type === "emergency.ended") && told;
  });
  assert.deepEqual(
    steps.flatMap(({ type, data }) => (type === "emergency.step" ? [data.step] : [])).toSorted(),
    emergencySteps.toSorted(),
  );
  const began = steps.find(({ type }) => type === "emergency.began");
  const ended = steps.find(({ type }) => type === "emergency.ended");
  assert.equal(ended?.data.recovered, true, JSON.stringify(steps));
  assert.ok(ended.data.tookMs < 120_000);
  const starts = (await chiron.events("service.started")).filter(({ data }) => data.target === "vital");
  const byTrigger = starts.filter(({ data }) => data.cause === "emergency");
  assert.equal(byTrigger.length, 1);
  const [started] = byTrigger;
  assert.ok(started !== undefined && began !== undefined);
  assert.equal(started.actor, "delegate:critical-trigger");
  const tookMs = started.at - began.at;
  assert.ok(tookMs < 10_000, `started ${tookMs} ms after the emergency began`);
  t.diagnostic(
    `critical service started ${tookMs} ms after the emergency began; emergency over after ${ended.data.tookMs} ms`,
  );
  // The next engine took in that very process, and started no second one.
  assert.equal(await chiron.pid("vital"), started.data.process.pid);
  assert.equal(starts.filter(({ data }) => data.cause !== "adopted").length, 2, "the first start, and the trigger's");
  const environment = readFileSync(`/proc/${started.data.process.pid}/environ`, "utf8").split("\0");
  assert.ok(environment.includes("MARK=vital"));
  const others = (await chiron.events("service.started")).filter(({ data }) => data.cause === "emergency");
  assert.deepEqual(
    others.map(({ data }) => data.target),
    ["vital"],
  );
  assert.equal(await chiron.pid("stopped"), null);
  assert.equal((await chiron.run("audit", "verify")).code, 0);
  assert.ok(isAlive(engine));
});

test("HEALER-04: both healers stopped (SIGSTOP): found by their silence, ended for good, started anew; grants given, used and taken back stand in the log", async (t) => {
  const chiron = await begin(t);
  const vital = lifeOf(chiron, "vital");
  const struck = chiron.strike("SIGSTOP", "engine", "mender");
  process.kill(vital.pid, "SIGKILL");
  await chiron.well("engine", struck[0], 90_000);
  await chiron.well("mender", struck[1], 90_000);
  assert.ok(struck.every((one) => !isAlive(one)));
  await until("the emergency is joined", async () => (await chiron.events("emergency.ended")).length === 1);
  const given = await chiron.events("grant.given");
  const revoked = await chiron.events("grant.revoked");
  const used = await chiron.events("grant.used");
  assert.deepEqual([...new Set(given.map(({ data }) => data.grant.delegate))].toSorted(), [
    "delegate:architect",
    "delegate:critical-trigger",
    "delegate:parliament",
  ]);
  assert.deepEqual(revoked.map(({ data }) => data.grant).toSorted(), given.map(({ data }) => data.grant.id).toSorted());
  assert.ok(used.some(({ data }) => data.capability === "service.restart" && data.allowed === true));
  const votes = await chiron.events("emergency.voted");
  const peers = votes[0]?.data.votes.find(({ voter }: { voter: string }) => voter === "peers");
  assert.equal(peers?.vote, "abstain");
  assert.equal((await chiron.events("service.started")).filter(({ data }) => data.cause === "emergency").length, 1);
});

const nothingKept = "healers: { keepAfter: 1h }\ntargets: []\n";

/** Something stands where its socket belongs: no engine starts until it is taken away again, whatever is configured. */
function barEngine({ dataDir }: Chiron): () => void {
  const place = join(dataDir, "chiron.sock");
  rmSync(place, { force: true });
  writeFileSync(place, "");
  return () => rmSync(place);
}

test("HEALER-04: an engine that cannot be brought back goes to a human by the real channel, once, while no engine lives; it is not said again when it is back", async (t) => {
  const chiron = chironIn(t);
  const messages = await startMessages(t);
  chiron.write(`${nothingKept}${messages.yaml}`);
  await chiron.up();
  await chiron.well("engine");
  await chiron.well("mender");
  const open = barEngine(chiron);
  const struck = chiron.strike("SIGKILL", "engine", "mender");
  const page = await messages.page(/could not be brought back/).catch((error: unknown) => {
    throw new Error(`${String(error)}; it said: ${chiron.said()}`);
  });
  assert.match(page.body, /the engine/);
  assert.equal(chiron.living("engine"), undefined);
  open();
  await chiron.well("engine", struck[0], 150_000);
  const [told] = await until("it is in the log that a human was told", async () => {
    const all = await chiron.events("emergency.told");
    return all.length > 0 && all;
  });
  assert.equal(told?.data.delivered, true);
  assert.equal(messages.pages.filter(({ subject }) => /healers are down/.test(subject)).length, 1);
});

test("HEALER-07: an engine that dies at every start, the mender alive, goes to a human by the real channel, once", async (t) => {
  const chiron = chironIn(t);
  const messages = await startMessages(t);
  chiron.write(`${nothingKept}${messages.yaml}`);
  await chiron.up();
  await chiron.well("engine");
  await chiron.well("mender");
  const open = barEngine(chiron);
  const [engine] = chiron.strike("SIGKILL", "engine");
  await messages.page(/engine is down/);
  open();
  await chiron.well("engine", engine, 150_000);
  assert.equal(messages.pages.length, 1);
});
