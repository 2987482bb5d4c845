/** What real outputs say once a change is in force, and what a new version of the contract does to a chain (CONTRACT-11, CONTRACT-12). */
// needs: git
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { contractText, goodReport, orphanEvent, riskyReport } from "../support/gates.ts";
import { type Healable, startHealable } from "../support/healable.ts";
import { commitOnMain } from "../support/repositories.ts";

const meantEvent = { ...orphanEvent, event: "chain:gate_updated" };

async function scoreOf(world: Healable): Promise<number> {
  return (await world.ask("GET", "harmony")).body.score;
}

/** How often a human was told that a healing did not work. */
function toldOf(world: Healable): number {
  return world.notices().match(/the healing of chain:gate_checkpoint at events did not work/g)?.length ?? 0;
}

test("CONTRACT-11: outputs that differ after the change are a new violation, the pattern is open, the score falls, and a human is told that it did not work", async (t) => {
  const world = await startHealable(t, {
    withMender: true,
    files: { "backend.mjs": `export const name = "${orphanEvent.event}";\n` },
  });
  await world.done(`patterns/${world.pattern}/ignore`, { reason: "this is about the events" });
  for (let sent = 0; sent < 3; sent++) await world.check("events", orphanEvent);
  const { score, patterns } = (await world.ask("GET", "harmony")).body;
  assert.equal(score, 10, "three times");
  const { id } = patterns.find(({ kind }: { kind: string }) => kind === "orphan_event");
  const pattern = async () => (await world.ask("GET", `harmony/patterns/${id}`)).body;
  const heal = async () => {
    const { chain } = await world.done(`patterns/${id}/fix`);
    await world.done(`chains/${chain}/approve`);
    await world.reached(chain, "done");
    return chain as string;
  };
  const chain = await heal();
  assert.notEqual((await world.chain(chain)).appliedAt, null);
  assert.deepEqual([(await pattern()).state, await scoreOf(world)], ["healing", 10], "a commit alone closes nothing");
  const before = world.events.filter(({ type }) => type === "harmony:violation").length;
  // Whoever emits it was not deployed.
  assert.equal((await world.check("events", orphanEvent)).body.status, "violation");
  assert.equal(world.events.filter(({ type }) => type === "harmony:violation").length, before + 1);
  await until("a human is told", () => toldOf(world) === 1);
  const opened = await pattern();
  assert.deepEqual([opened.state, opened.isCritical, opened.count], ["open", true, 4]);
  await world.check("events", orphanEvent);
  assert.ok((await scoreOf(world)) < 10, "the score has fallen");
  assert.equal(toldOf(world), 1, "once");
  assert.equal(opened.chains[0].id, chain, "what was tried stands beside it");
});

test("CONTRACT-11: only real outputs close a pattern; what differs after that opens it again, counted from one, and a human is told", async (t) => {
  const world = await startHealable(t, {
    withMender: true,
    files: { "backend.mjs": `export const name = "${orphanEvent.event}";\n` },
  });
  await world.done(`patterns/${world.pattern}/ignore`, { reason: "this is about the events" });
  for (let sent = 0; sent < 3; sent++) await world.check("events", orphanEvent);
  const { patterns } = (await world.ask("GET", "harmony")).body;
  const { id } = patterns.find(({ kind }: { kind: string }) => kind === "orphan_event");
  const { chain } = await world.done(`patterns/${id}/fix`);
  await world.done(`chains/${chain}/approve`);
  await world.reached(chain, "done");
  assert.equal((await world.ask("GET", "harmony")).body.scoreByReplay, 100);
  for (let sent = 0; sent < 3; sent++) assert.equal((await world.check("events", meantEvent)).body.status, "valid");
  await world.event("harmony:health-updated", ({ data }) => data.current === 100 && data.cleared.includes(id));
  assert.equal(toldOf(world), 0);
  await world.check("events", orphanEvent);
  await world.event("harmony:health-updated", ({ data }) => data.previous === 100 && data.current === 45);
  const { state, count } = (await world.ask("GET", `harmony/patterns/${id}`)).body;
  assert.deepEqual([state, count], ["open", 1]);
  await until("a human is told", () => toldOf(world) === 1);
});

/** What a reviewer has to say from now on. */
const next = contractText
  .replace("Version: 1.2", "Version: 1.3")
  .replace("- Reviewer (one-line string, optional)", "- Reviewer (one-line string)");

test("CONTRACT-12: a new version of the contract while a chain waits: the approval is stale, a new chain is for the new text, old and new outputs pass", async (t) => {
  const world = await startHealable(t, { withMender: true });
  const waiting = await world.fix();
  commitOnMain(world.repository, { "CONTRACT.md": next });
  world.deploy();
  const refused = await world.say(`chains/${waiting}/approve`);
  assert.equal(refused.status, 412, JSON.stringify(refused.body));
  const signed = `${goodReport}**Reviewer**: anna\n`;
  await until("the new version is in force", async () => {
    const { body } = await world.check("review", signed);
    return body.version === "1.3" && body.status === "valid";
  });
  assert.equal((await world.check("review", goodReport)).body.status, "valid", "of the version before, for a while");
  const chain = await world.fix();
  assert.notEqual(chain, waiting);
  assert.equal((await world.chain(waiting)).state, "replaced");
  await world.done(`chains/${chain}/approve`);
  await world.reached(chain, "done");
  const lines = world.onMain("CONTRACT.md").toString().split("\n");
  assert.deepEqual(
    lines.filter((line) => !next.split("\n").includes(line)),
    ["- RiskFactors (one-line string, optional)"],
  );
  world.deploy();
  await until("it is in force", async () => (await world.chain(chain)).appliedAt ?? undefined);
  for (const output of [signed, goodReport, `${riskyReport}**Reviewer**: anna\n`])
    assert.equal((await world.check("review", output)).body.status, "valid", output);
});
