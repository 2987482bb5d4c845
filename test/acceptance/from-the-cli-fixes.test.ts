/** From a human's fix to a runbook that runs by itself: by the program, and the notices on the way. */
import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { startMessages } from "../support/messages.ts";
import { outside } from "../support/outside.ts";

const id = "rb-fix-file_gone-box";

/** A box that needs a file, and nobody knows yet how it is made. */
async function scene(t: TestContext) {
  const told = await startMessages(t);
  const world = outside(
    t,
    `
node: workshop
targets:
  - id: box
    kind: file
    autonomy: auto
    settings: { wanted: DIR/wanted }
    probes: [ file: { path: DIR/wanted, every: 100ms } ]
anomalies:
  - type: file_gone
    title: The file is not there
    severity: low
    probes: [file]
    when: reading.values.exists == false
    clear: { readings: 1, every: 100ms }
${told.yaml}`,
  );
  const wanted = join(world.folder, "wanted");
  const mode = async () => (await world.chiron("runbook", id, "--json")).json.mode;
  const fix = (incident: string) =>
    world.chiron("record-fix", incident, "--description", "swept away", "--", "touch", wanted);
  const closed = () =>
    until("nothing is open", async () => (await world.chiron("status", "--json")).json.incidents.open === 0);
  /** It goes away, a human makes it again and says how. */
  const mend = async (state: string): Promise<void> => {
    rmSync(wanted);
    const recorded = await fix(await world.incident(state));
    assert.equal(recorded.code, 0, recorded.err);
    writeFileSync(wanted, "");
    await closed();
  };
  /** It goes away, and comes again without anybody's doing. */
  const healed = async () => {
    const before = await world.incidents();
    rmSync(wanted);
    await until("it is there again", () => existsSync(wanted));
    return world.incident("resolved", before);
  };
  writeFileSync(wanted, "");
  await world.up();
  return { told, world, wanted, mode, mend, healed };
}

test("HOST-A6, HOST-A7: from the CLI alone: a human's fix is a draft in dry_run, and runs by itself once it is approved", async (t) => {
  const { told, world, mode, mend, healed } = await scene(t);
  await mend("escalated");
  assert.equal(await mode(), "dry_run");
  const { out } = await world.chiron("runbooks");
  assert.match(out, new RegExp(`^${id} .*dry_run`, "m"));
  assert.match((await told.notice(new RegExp(id))).body, /approve/);

  assert.equal((await world.chiron("runbook", "approve", id)).code, 0);
  assert.equal(await mode(), "auto_execute");
  const incident = await healed();
  const { json } = await world.chiron("incident", incident, "--json");
  assert.deepEqual([json.plan.runbook, json.outcome.result, json.approval], [id, "recovered", null]);
});

test("HOST-A8: from the CLI alone: three clean dry runs in a row, each borne out by what a human then did, and it runs by itself", async (t) => {
  const { told, world, mode, mend, healed } = await scene(t);
  await mend("escalated");
  for (let round = 1; round <= 3; round++) {
    assert.equal(await mode(), "dry_run");
    await mend("awaiting_approval");
  }
  await told.notice(new RegExp(`${id} runs by itself from now on`));
  assert.equal(await mode(), "auto_execute");
  const incident = await healed();
  const { json } = await world.chiron("incident", incident, "--json");
  assert.deepEqual([json.plan.runbook, json.outcome.result, json.approval], [id, "recovered", null]);
});
