/**
 * The engine is killed right where a storm begins or ends, or where a repair is found to do harm: real processes. What was written down of
 * it is on disk together with its page, or not at all; so the next engine neither loses the page nor sends a second one.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openLogReader } from "#core/log/read";
import type { Message, StoredEvent } from "#core/model";
import { until, within } from "#core/platform/test";
import { human, startWorld, type World } from "../support/engine.ts";
import { breakFile, filesWorld, putBack } from "../support/guardian/files-world.ts";

const engineMain = join(import.meta.dirname, "../support/crashing-engine.main.ts");
const names = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** A first life that prepares; then one that ends at the point, seen only by its log. */
async function lifeUntil(t: TestContext, world: World, point: string) {
  await until("all are seen well", () => world.facade.status().targets.bad === 0);
  await world.stop();
  const engine = spawn(process.execPath, [engineMain, world.folder, point], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  engine.stdout.setEncoding("utf8").on("data", (part: string) => {
    output += part;
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => engine.once("exit", (_, signal) => resolve(signal)));
  t.after(async () => {
    engine.kill("SIGKILL");
    await ended;
  });
  await until("the engine is ready", () => output.includes("ready"));
  return async () => assert.equal(await within(`it dies at ${point}: ${output}`, ended, 60_000), "SIGKILL");
}

function pagesIn(events: readonly StoredEvent[], kind: string): readonly Message[] {
  return events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.data.kind === kind ? [one.data.message] : [],
  );
}

/** Eight that are watched, and nothing to repair them by: each is a human's, or the storm's. */
const unmended = () => {
  const { yaml, files } = filesWorld(names.map((id) => ({ id })));
  return { yaml: yaml.replace("runbooks: [rb.yaml]", ""), files };
};

for (const when of ["before", "after"]) {
  test(`REASON-05: storm: killed ${when} its beginning is on disk, the next engine has one storm and one page of it`, async (t) => {
    const { yaml, files } = unmended();
    const first = await startWorld(t, yaml, { files });
    const dies = await lifeUntil(t, first, `${when}:storm.began:1`);
    for (const id of names) breakFile(first, id);
    await dies();
    const world = await startWorld(t, yaml, { folder: first.folder });
    await world.event("storm.began");
    await until("all are a human's", () => world.facade.status().incidents.byState.escalated === names.length);
    assert.equal(world.events.filter(({ type }) => type === "storm.began").length, 1);
    const [page, ...more] = pagesIn(world.events, "storm");
    assert.deepEqual([page?.route, more], ["page", []]);
    await world.event("message.attempted", ({ data }) => data.message === page?.id && data.delivery.delivered);
  });

  test(`REASON-05: storm: killed ${when} its end is on disk, the next engine says once what is left in human hands`, async (t) => {
    const { yaml, files } = unmended();
    const first = await startWorld(t, yaml, { files });
    const dies = await lifeUntil(t, first, `${when}:storm.ended:1`);
    for (const id of names) breakFile(first, id);
    const reader = openLogReader(join(first.dataDir, "chiron.db"));
    t.after(() => reader.close());
    /** Kept back for the storm, so that its end tells of them. */
    const muted = () =>
      reader
        .openIncidents()
        .filter(({ state, tier }) => state === "escalated" && tier !== 3)
        .map(({ target }) => target);
    await until("all are a human's, some by the storm alone", () => {
      const escalated = reader.openIncidents().filter(({ state }) => state === "escalated");
      return escalated.length === names.length && muted().length >= 2;
    });
    const left = muted().slice(0, 2);
    for (const id of names) if (!left.includes(id)) putBack(first, id);
    await dies();
    const world = await startWorld(t, yaml, { folder: first.folder });
    await world.event("storm.ended");
    const [message, ...more] = await until("it is told", () => {
      const found = pagesIn(world.events, "storm_over");
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual([message?.route, more], ["page", []]);
    for (const id of left) assert.match(message?.body ?? "", new RegExp(`\\b${id} \\(file_missing`));
    assert.ok(world.facade.incidents({}).items.every(({ tier }) => tier === 3));
    assert.equal(world.events.filter(({ type }) => type === "storm.ended").length, 1);
    await world.event("message.attempted", ({ data }) => data.message === message?.id && data.delivery.delivered);
  });

  test(`REASON-05: loop: killed ${when} the stop of all healing is on disk, the next engine has stopped it and paged once`, async (t) => {
    const { yaml, files } = filesWorld([
      { id: "a", also: "rm DIR/b.ok" },
      { id: "b", also: "rm DIR/a.ok" },
    ]);
    const first = await startWorld(t, yaml, { files });
    await first.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
    const dies = await lifeUntil(t, first, `${when}:healing.paused:1`);
    breakFile(first, "a");
    await dies();
    const world = await startWorld(t, yaml, { folder: first.folder });
    const paused = await world.event("healing.paused");
    assert.equal(paused.actor, "engine");
    const [page, ...more] = await until("it is told", () => {
      const found = pagesIn(world.events, "undoing");
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual([page?.route, more], ["page", []]);
    assert.match(world.facade.status().paused?.reason ?? "", /undo one another/);
    await world.event("message.attempted", ({ data }) => data.message === page?.id && data.delivery.delivered);
  });
}
