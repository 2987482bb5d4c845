/** Repairs that do harm, or lead nowhere: everything stops, or a human is called. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { answers, ask, human, startWorld, webService } from "../support/engine.ts";
import { breakFile, filesWorld, messagesOf, ranOf } from "../support/guardian/files-world.ts";
import { freePort } from "../support/ports.ts";

test("REASON-05: loop: two repairs that undo one another: found when it comes back, everything stopped, one page", async (t) => {
  const { yaml, files } = filesWorld([
    { id: "a", also: "rm DIR/b.ok" },
    { id: "b", also: "rm DIR/a.ok" },
  ]);
  const world = await startWorld(t, yaml, { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  await until("both are well", () => world.facade.status().targets.good === 2);
  breakFile(world, "a");
  const paused = await world.event("healing.paused", () => true, 60_000);
  assert.match(paused.data.reason, /repairs undo one another: rb-mend on a, then rb-mend on b, and a is bad again/);
  assert.equal(paused.actor, "engine");
  await world.event("incident.held", (one) => one.data.hold.policy === "kill-switch");
  assert.deepEqual(ranOf(world), ["command", "command"], "a, b, and then nothing any more");
  const pages = messagesOf(world, "page");
  assert.equal(pages.length, 1);
  assert.match(pages[0]?.subject ?? "", /Repairs undo one another: all healing has stopped/);
  assert.match(pages[0]?.body ?? "", /chiron resume/);
  assert.match(world.facade.status().paused?.reason ?? "", /undo one another/);
});

test("REASON-05: cascade: a repair that breaks its neighbour is found at the second time, everything stopped, one page", async (t) => {
  const port = await freePort();
  const web = `
  - id: web
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [node, ${webService}, "${port}"] } }
`;
  const { yaml, files } = filesWorld(
    [{ id: "a", also: 'kill -9 "$(cat DIR/web.pid)"', more: web }],
    "packs: [service]\n",
  );
  const world = await startWorld(t, yaml, { files: { ...files, "web.pid": "" } });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  const url = `http://127.0.0.1:${port}/`;
  const notePid = (body: string) => writeFileSync(join(world.folder, "web.pid"), body);
  const resolved = (type: string, count: number) =>
    until(`${type} is over`, () => {
      const ended = world.events.filter((one) => one.type === "incident.moved" && one.data.to === "resolved");
      const ids = ended.map((one) => (one.type === "incident.moved" ? one.data.incident : ""));
      return ids.filter((id) => world.facade.incident(id)?.type === type).length === count;
    });
  notePid(await answers(url));
  breakFile(world, "a");
  await resolved("file_missing", 1);
  await resolved("process_dead", 1);
  assert.equal(world.facade.status().paused, null, "once may be chance");
  notePid(await answers(url));
  breakFile(world, "a");
  const paused = await world.event("healing.paused", () => true, 60_000);
  assert.match(paused.data.reason, /rb-mend \(mend\) on a breaks web: process_dead followed it 2 times/);
  const held = await world.event("incident.held", (one) => one.data.hold.policy === "kill-switch");
  assert.equal(world.facade.incident(held.data.incident)?.domain, "chaotic");
  assert.equal(await ask(url), undefined, "nothing is restarted any more, either");
  assert.equal(messagesOf(world, "page").length, 1);
  // A human who has looked lets healing go on; what was seen before is forgotten.
  await world.facade.command({ kind: "resume", reason: "the script is mended" }, human);
  await answers(url);
  assert.equal(world.facade.status().paused, null);
});

test("REASON-05: loop: of 39 repairs that would all succeed three are made: then a human is paged, and asked", async (t) => {
  const { yaml, files } = filesWorld([{ id: "a" }], "recurrence: { within: 1ms }\n");
  const world = await startWorld(t, yaml, { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  const ends = () =>
    world.events.filter(
      (one) => one.type === "incident.moved" && ["resolved", "awaiting_approval"].includes(one.data.to),
    ).length;
  for (let time = 1; time <= 39; time++) {
    breakFile(world, "a");
    await until(`it is over, or asked about, for the ${time}. time`, () => ends() >= time);
    if (world.facade.status().incidents.byState.awaiting_approval === 1) break;
  }
  assert.deepEqual(ranOf(world), ["command", "command", "command"]);
  const pages = messagesOf(world, "page");
  assert.equal(pages.length, 1);
  assert.match(pages[0]?.body ?? "", /file_missing on a was repaired 3 times within 7d, and is back/);
  const incident = world.facade.incidents({}).items[0]?.id ?? "";
  const asked = world.facade.incident(incident)?.verdicts.at(-1);
  assert.deepEqual(
    asked?.notes.filter(({ severity }) => severity === "ask").map(({ kind }) => kind),
    ["healed_too_often"],
  );
  await world.facade.command({ kind: "approve", incident }, human);
  await until("the human's word is enough", () => ranOf(world).length === 4);
});
