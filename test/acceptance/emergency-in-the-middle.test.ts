/** An emergency that somebody has a say in, and one whose watchdog dies in the middle of it. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { readCritical } from "#healers/mutual/critical";
import { type Chiron, chironIn } from "../support/emergency/chiron.ts";

const yaml = `healers: { silentAfter: 5s, confirmFor: 1s }
targets:
  - id: vital
    kind: service
    criticality: critical
    autonomy: auto
    supervisor: { direct: { command: [sleep, "613"] } }
    probes: [ process: { every: 1s } ]
packs: [service]
`;

async function begin(t: TestContext): Promise<{ readonly chiron: Chiron; readonly vital: number }> {
  const chiron = chironIn(t);
  chiron.write(yaml);
  await chiron.up();
  for (const role of ["engine", "mender", "watchdog"] as const) await chiron.well(role);
  const vital = await until("it is written down", () => readCritical(chiron.healers)?.targets[0]?.process?.pid);
  return { chiron, vital };
}

const isUnderWay = ({ healers }: Chiron): boolean => {
  const place = join(healers, "emergency.json");
  return existsSync(place) && JSON.parse(readFileSync(place, "utf8")).isOver === false;
};

test("HEALER-04, HEALER-05: the watchdog killed in the middle of an emergency: the next one takes back what was granted, all is on record, and all three are well", async (t) => {
  const { chiron } = await begin(t);
  const healers = chiron.strike("SIGKILL", "engine", "mender");
  await until("powers are delegated", () => chiron.said().includes("emergency: delegate: done"));
  assert.ok(isUnderWay(chiron));
  const [watchdog] = chiron.strike("SIGKILL", "watchdog");
  // As a service manager would; a healer that was started already may have been quicker, and lets it go.
  await chiron.up("--unattended");
  await chiron.well("watchdog", watchdog);
  await chiron.well("engine", healers[0]);
  await chiron.well("mender", healers[1]);
  const [began] = await until("the first one's journal is joined", async () => {
    const all = await chiron.events("emergency.began");
    return all.length > 0 && all;
  });
  await until("what was granted is taken back", async () => {
    const given = (await chiron.events("grant.given")).map(({ data }) => data.grant.id);
    const revoked = (await chiron.events("grant.revoked")).map(({ data }) => data.grant);
    return given.every((id) => revoked.includes(id));
  });
  assert.ok(began?.data.emergency);
  assert.equal(isUnderWay(chiron), false);
  assert.equal((await chiron.run("audit", "verify")).code, 0);
});

test("HEALER-06: healing that a person has paused stays paused in an emergency: both healers are back, and the critical service is left alone", async (t) => {
  const { chiron, vital } = await begin(t);
  assert.equal((await chiron.run("pause", "--reason", "I look into it")).code, 0);
  await until("the watchdog is to know of it", () => (readCritical(chiron.healers)?.paused ?? null) !== null);
  const struck = chiron.strike("SIGKILL", "engine", "mender");
  process.kill(vital, "SIGKILL");
  await chiron.well("engine", struck[0]);
  await chiron.well("mender", struck[1]);
  await until("the emergency is joined", async () => (await chiron.events("emergency.ended")).length > 0);
  const started = await chiron.events("service.started");
  assert.deepEqual(
    started.filter(({ data }) => data.cause === "emergency"),
    [],
  );
  assert.equal(await chiron.pid("vital"), null);
});
