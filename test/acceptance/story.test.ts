/** One incident as its reader gets it, from a real engine that waits for a human, is told yes, or no. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Choice, IncidentStory, QueuedQuestion, StoredEvent } from "#core/model";
import { until } from "#core/platform/test";
import { assertDocumented } from "../support/documented.ts";
import { human, startWorld, type World, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const service = (id: string, port: number, more: string) => `  - id: ${id}
    kind: service
    autonomy: approve
    supervisor: { direct: { command: [${JSON.stringify(process.execPath)}, "${webService}", "${port}"] } }
    probes: [{ http: { url: "http://127.0.0.1:${port}/", every: 200ms } }]
    ${more}`;

/** A service that two others need was killed, and its repair waits for a human. */
async function waiting(t: TestContext, criticality = "normal") {
  const [web, api, shop] = [await freePort(), await freePort(), await freePort()];
  const world = await startWorld(
    t,
    `packs: [service]
targets:
${service("web", web, `criticality: ${criticality}`)}
${service("api", api, "dependsOn: [web]")}
${service("shop", shop, "dependsOn: [api]")}
`,
  );
  await until("all serve", () => ["web", "api", "shop"].every((id) => world.facade.target(id)?.health === "good"));
  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  // Who is told is the last of it.
  await world.event("message.queued", ({ data }) => data.message.incident === incident);
  return { world, incident };
}

async function read({ running }: World, incident: string): Promise<IncidentStory> {
  const answer = await fetch(`${running.address}/v1/incidents/${incident}/story`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("etag") ?? "", /^W\/"/);
  const story = (await answer.json()) as IncidentStory;
  await assertDocumented(running.address, "story", story);
  return story;
}

const of = (choices: readonly Choice[], action: Choice["action"]) => choices.find((one) => one.action === action);

test("FACE-11: a story tells what was seen and decided, what is wanted, and what comes of it before it is done", async (t) => {
  const { world, incident } = await waiting(t);
  const story = await read(world, incident);
  const { events = [] } = world.facade.incident(incident) ?? {};
  const last = story.items.at(-1)?.seq ?? 0;
  // Of sightings in a row only the last is told.
  const isTold = ({ seq, type }: StoredEvent) => seq <= last && type !== "incident.refreshed";
  assert.deepEqual(
    story.items.filter(({ type }) => type !== "incident.refreshed").map(({ seq }) => seq),
    events.filter(isTold).map(({ seq }) => seq),
  );
  const told = story.items.filter(({ isDetail }) => !isDetail);
  assert.deepEqual([...new Set(told.map(({ chapter }) => chapter))], ["seen", "decided", "asked", "told"]);
  assert.match(told[0]?.sentence ?? "", /on web/);

  assert.equal(story.wanted.sentence, "Decide whether rb-restart-service (restart) may run on web.");
  assert.deepEqual(
    story.wanted.commands.filter(({ isPrimary }) => isPrimary).map(({ action }) => action),
    ["approve"],
  );
  const approve = of(story.wanted.commands, "approve");
  assert.equal(approve?.confirmation, "none", "a low risk on a target that is not critical");
  assert.match(approve?.consequence ?? "", /^It runs service\.restart on web at once/);
  assert.match(approve?.consequence ?? "", /may notice: api and shop\./);
  const reject = of(story.wanted.commands, "reject");
  assert.deepEqual([reject?.needsReason, reject?.confirmation, reject?.isPrimary], [true, "confirm", false]);
  assert.deepEqual(story.stakes.dependents, ["api", "shop"]);
  assert.match(story.stakes.steps[0]?.wouldDo ?? "", /web/);
  assert.equal(story.rehearsal?.length, 1);
  assert.ok(of(story.also, "acknowledge") && of(story.also, "dry_run") && of(story.also, "record_fix"));

  const [chosen, ...others] = story.ways;
  assert.deepEqual([chosen?.runbook, chosen?.strategy, chosen?.state], ["rb-restart-service", "restart", "chosen"]);
  assert.match(chosen?.why ?? "", /rb-restart-service matches process_dead/);
  assert.ok(others.length > 0 && others.every(({ state, why }) => state !== "chosen" && /\.$/.test(why)));
  assert.deepEqual(story.charts.map(({ target, probe }) => [target, probe]).slice(0, 1), [["web", "process"]]);
  assert.ok(story.charts[0]?.values.some(({ name }) => name === "running"));
});

test("FACE-11: what is critical wants its name to be typed", async (t) => {
  const { world, incident } = await waiting(t, "critical");
  const { wanted } = await read(world, incident);
  assert.equal(of(wanted.commands, "approve")?.confirmation, "type-name");
});

test("FACE-11: once it is over the story has its moments, its end, and nothing is wanted", async (t) => {
  const { world, incident } = await waiting(t);
  await world.facade.command({ kind: "approve", incident }, human);
  await world.incident("resolved");
  const story = await read(world, incident);
  assert.deepEqual(
    story.moments.map(({ kind }) => kind),
    ["began", "detected", "asked", "acted", "done", "verified", "ended"],
  );
  const times = story.moments.map(({ at }) => at);
  assert.deepEqual(times, times.toSorted());
  const [from, to] = [story.window.from, story.window.to];
  assert.ok(times.every((at) => from < at && at <= to));
  assert.deepEqual(story.wanted, { sentence: "Nothing: it is over.", commands: [] });
  assert.equal(story.items.findLast(({ isDetail }) => !isDetail)?.chapter, "ended");
  assert.deepEqual(story.ways.map(({ state }) => state).slice(0, 1), ["helped"]);
  assert.equal(of(story.also, "acknowledge"), undefined);
  assert.ok(of(story.also, "record_fix"));
  assert.equal((await fetch(`${world.running.address}/v1/incidents/inc-none/story`)).status, 404);
});

test("FACE-11: after a no it is the reader's, and the runbook can be run on their word alone", async (t) => {
  const { world, incident } = await waiting(t);
  await world.facade.command({ kind: "reject", incident, reason: "not before noon" }, human);
  await world.incident("escalated");
  const { wanted, ways, items } = await read(world, incident);
  const [first] = wanted.commands;
  assert.deepEqual(
    [first?.action, first?.runbook, first?.isPrimary, first?.confirmation],
    ["execute", "rb-restart-service", false, "confirm"],
  );
  assert.equal(of(wanted.commands, "acknowledge")?.isPrimary, true, "what was not wanted is not what comes next");
  await world.facade.command({ kind: "acknowledge", incident }, human);
  const later = (await read(world, incident)).wanted.commands;
  assert.deepEqual([of(later, "acknowledge"), of(later, "resolve")?.isPrimary], [undefined, true]);
  assert.deepEqual([ways[0]?.state, ways[0]?.why], ["refused", `${human.id} rejected it (“not before noon”).`]);
  assert.ok(items.some(({ chapter, sentence }) => chapter === "asked" && /in human hands/.test(sentence)));
});

test("FACE-11: the queue of questions has for each all that whoever decides must know", async (t) => {
  const { world, incident } = await waiting(t);
  const { address } = world.running;
  const page = (await (await fetch(`${address}/v1/approvals?details=true`)).json()) as { items: QueuedQuestion[] };
  await assertDocumented(address, "approvals", page);
  const [question] = page.items;
  const { approval, plan } = world.facade.incident(incident) ?? {};
  assert.deepEqual([question?.incident, question?.planHash], [incident, approval?.planHash]);
  assert.deepEqual(question?.about.plan.steps, plan?.steps);
  assert.deepEqual(question?.about.stakes.dependents, ["api", "shop"]);
  assert.match(question?.about.ifSilent ?? "", /^Silence is a no/);
  assert.ok((question?.about.why.length ?? 0) > 0);
  assert.deepEqual(
    question?.about.choices.map(({ action }) => action),
    ["approve", "modify", "reject", "dismiss"],
  );
  const plain = (await (await fetch(`${address}/v1/approvals`)).json()) as { items: object[] };
  assert.deepEqual(plain.items, [approval]);
});
