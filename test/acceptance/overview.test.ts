/** At one glance: whether anything is wrong, and what is wanted of whom. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Overview } from "#core/model";
import { temporaryFolder, until } from "#core/platform/test";
import { assertDocumented } from "../support/documented.ts";
import { human, startWorld, type World, webService } from "../support/engine.ts";
import { fillStore, largeYaml } from "../support/large-store.ts";
import { freePort } from "../support/ports.ts";

async function look({ running }: Pick<World, "running">): Promise<Overview> {
  const { address } = running;
  const answer = await fetch(`${address}/v1/overview`);
  assert.equal(answer.status, 200);
  const overview = (await answer.json()) as Overview;
  await assertDocumented(address, "overview", overview);
  return overview;
}

const service = (id: string, port: number, autonomy: string) => `  - id: ${id}
    kind: service
    criticality: critical
    autonomy: ${autonomy}
    supervisor: { direct: { command: [${JSON.stringify(process.execPath)}, "${webService}", "${port}"] } }
    probes: [{ http: { url: "http://127.0.0.1:${port}/", every: 200ms } }]`;

async function threeTargets(t: TestContext) {
  const [web, api] = [await freePort(), await freePort()];
  const yaml = `packs: [service]
targets:
${service("web", web, "approve")}
${service("api", api, "auto")}
  - { id: dark, kind: host, probes: [{ tcp: { host: 127.0.0.1, port: ${await freePort()}, every: 10m } }] }
`;
  const world = await startWorld(t, yaml);
  await until("both serve", () => ["web", "api"].every((id) => world.facade.target(id)?.health === "good"));
  return world;
}

test("FACE-11: one answer says what is wrong, what waits for whom, and what happened, in sentences", async (t) => {
  const world = await threeTargets(t);
  const before = await look(world);
  assert.deepEqual(before.status.targets, { total: 3, good: 2, bad: 0, unknown: 1 });
  assert.deepEqual([before.incidents, before.approvals, before.needHuman], [[], [], 0]);
  const [dark] = before.unwell;
  assert.deepEqual([dark?.id, dark?.health, dark?.incident], ["dark", "unknown", null]);
  assert.match(dark?.why ?? "", /^[A-Z].*\.$/);

  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  await world.event("message.queued");
  const asked = await look(world);
  assert.equal(asked.status.targets.bad, 1);
  const [web] = asked.unwell;
  assert.deepEqual([web?.id, web?.health, web?.incident], ["web", "bad", incident]);
  assert.match(web?.why ?? "", /waiting for a human to approve rb-restart-service/);
  assert.equal(asked.needHuman, 1);
  const [first] = asked.incidents;
  assert.deepEqual([first?.id, first?.needsHuman, first?.acknowledgedBy], [incident, true, null]);
  assert.equal(first?.wanted, "Decide whether rb-restart-service (restart) may run on web.");
  const [question] = asked.approvals;
  const { approval } = world.facade.incident(incident) ?? {};
  assert.deepEqual([question?.incident, question?.planHash, question?.risk], [incident, approval?.planHash, "low"]);
  assert.equal(question?.deadline, approval?.deadline);
  assert.equal(asked.approvalsWaiting, 1);
  assert.ok(asked.feed.some(({ chapter }) => chapter === "told"));
  assert.ok(asked.feed.some(({ sentence, chapter }) => chapter === "asked" && /^A human is asked/.test(sentence)));
  assert.ok(asked.feed.every(({ seq }) => seq <= asked.head) && asked.head <= world.facade.head().seq);

  await world.facade.command({ kind: "acknowledge", incident }, human);
  const other = world.event("incident.opened", ({ data }) => data.target === "api");
  process.kill(world.pid("api"), "SIGKILL");
  const { data } = await other;
  await world.event("incident.moved", (moved) => moved.data.incident === data.incident && moved.data.to === "resolved");
  const healed = await look(world);
  assert.deepEqual(healed.counts, { day: { healed: 1, escalated: 0 }, week: { healed: 1, escalated: 0 } });
  assert.equal(healed.incidents[0]?.acknowledgedBy, human.id);
  assert.equal(healed.status.lastRemediationAt !== null, true);
});

test("FACE-11: of many open incidents those come first that need a human and that nobody is on, then the worst, then the oldest", async (t) => {
  const folder = temporaryFolder(t);
  fillStore(folder, { incidents: 200, open: 80, targets: 40 });
  const world = await startWorld(t, largeYaml({ targets: 40 }), { folder });
  const seen = await look(world);
  assert.deepEqual([seen.status.incidents.open, seen.needHuman, seen.incidents.length], [80, 80, 50]);
  const worst = seen.incidents.slice(0, 20);
  assert.ok(worst.every(({ severity }) => severity === "critical"));
  assert.deepEqual(
    worst.map(({ id }) => id),
    worst.map(({ id }) => id).toSorted(),
  );
  const [first] = worst;
  await world.facade.command({ kind: "acknowledge", incident: first?.id ?? "" }, human);
  const after = await look(world);
  assert.equal(after.incidents[0]?.id, worst[1]?.id);
  assert.ok(
    after.incidents.every(({ id }) => id !== first?.id),
    "behind all that nobody is on",
  );
});

test("FACE-11: with 10,000 incidents and 1,000 targets one look takes less than 20 ms", async (t) => {
  const folder = temporaryFolder(t);
  const large = { incidents: 10_000, open: 5_000, targets: 1_000 };
  fillStore(folder, large);
  const world = await startWorld(t, largeYaml(large), { folder });
  const url = `${world.running.address}/v1/overview`;
  const took: number[] = [];
  let bytes = 0;
  for (let look = 0; look < 60; look++) {
    const before = performance.now();
    bytes = (await (await fetch(url)).text()).length;
    took.push(performance.now() - before);
  }
  // What is loaded by the first of them, and compiled by the next, is no part of a look.
  const rest = took.slice(10).toSorted((one, other) => one - other);
  const median = rest[Math.floor(rest.length / 2)] ?? Number.NaN;
  t.diagnostic(
    `median ${median.toFixed(1)} ms, slowest ${rest.at(-1)?.toFixed(1)} ms, first ${took[0]?.toFixed(1)} ms, ${bytes} bytes`,
  );
  assert.ok(median < 20, `it took ${median.toFixed(1)} ms`);
  assert.ok(bytes < 100_000, `${bytes} bytes`);
});
