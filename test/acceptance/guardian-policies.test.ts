/** What is in force of the Guardian, and policies of one's own, from the command line and from outside. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { readWritten } from "../support/configuration.ts";
import { ask, human, startWorld } from "../support/engine.ts";
import { breakFile, filesWorld, ranOf } from "../support/guardian/files-world.ts";

const mine = `
policies:
  blast-radius: { targets: 3 }
  ask-before-commands:
    when: target.id == "a" && plan.actions.exists(action, action == "command")
    severity: ask
    message: Whoever is on duty decides about a
`;

test("REASON-05: a policy of one's own in YAML asks a human before the plan runs, and the list shows what is in force", async (t) => {
  const { yaml, files } = filesWorld([{ id: "a" }, { id: "b" }], mine);
  const world = await startWorld(t, yaml, { files });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  breakFile(world, "b");
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  breakFile(world, "a");
  const incident = await world.incident("awaiting_approval");
  assert.deepEqual(ranOf(world), ["command"], "b alone");
  await world.facade.command({ kind: "approve", incident }, human);
  await until("a is mended too", () => ranOf(world).length === 2);
  const answer = await ask(`${world.running.address}/v1/policies`);
  const { items } = JSON.parse(answer ?? "") as { items: { name: string; source: string; options: object }[] };
  const named = (name: string) => items.find((one) => one.name === name);
  assert.deepEqual(named("blast-radius")?.options, { targets: 3, groupPercent: 50 });
  assert.deepEqual(named("circuit-breaker")?.options, {
    runbook: 5,
    target: 5,
    global: 10,
    openFor: "5m",
    longest: "1h",
  });
  assert.equal(named("ask-before-commands")?.source, "chiron.yaml");
  assert.equal(named("data-loss")?.source, "built-in");
});

test("REASON-05: a pack brings policies of its own, which a user's of the same name replaces", async (t) => {
  const { yaml, files } = filesWorld([{ id: "a" }], "packs: [./careful]\n");
  const policies = 'never:\n  when: "true"\n  severity: hold\n  message: The pack says no\n';
  const world = await startWorld(t, yaml, {
    files: { ...files, "careful/policies.yaml": policies, "careful/anomalies.yaml": "[]" },
  });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-mend" }, human);
  breakFile(world, "a");
  const held = await world.event("incident.held", (one) => one.data.hold.policy === "never");
  assert.equal(held.data.hold.reason, "The pack says no");
  mkdirSync(join(world.folder, "careful"), { recursive: true });
  writeFileSync(join(world.folder, "careful", "policies.yaml"), policies.replace('"true"', '"false"'));
  await world.facade.command({ kind: "reload" }, human);
  await world.event("incident.moved", (one) => one.data.to === "resolved");
});

test("REASON-05, FACE-03: what is wrong with a policy is told when it is loaded: line, column, and what to do", async (t) => {
  const refused = async (policies: string) => (await readWritten(t, `targets: []\npolicies:\n${policies}`)).said;
  const own = (when: string, more = "") => `  mine:\n    when: ${when}\n    severity: forbid\n    message: No\n${more}`;
  assert.match(
    await refused(own("plan.runbok == 'x'")),
    /chiron\.yaml:4:16.*a plan has no "runbok"; did you mean "runbook"/s,
  );
  assert.match(
    await refused(own("plan.risk > 3")),
    /chiron\.yaml:4:11.*cannot be used: no such overload: string > int/s,
  );
  assert.match(
    await refused(own("reading.available")),
    /there is no "reading" in conditions; there are plan, target, incident, facts/,
  );
  assert.match(await refused(own("plan.attempt")), /gives double, but a condition must be true or false/);
  assert.match(
    await refused("  blast-radis: { targets: 3 }\n"),
    /there is no policy "blast-radis"; did you mean "blast-radius"/,
  );
  assert.match(await refused(own("'true'").replace("forbid", "allow")), /must be one of inform, hold, ask, forbid/);
  assert.match(
    await refused(own("'true'", "    avoid: { actions: [comand] }\n")),
    /there is no action "comand"; did you mean "command"/,
  );
  const pack = await readWritten(t, {
    "chiron.yaml": "targets: []\npacks: [./p]\n",
    "p/policies.yaml": "autonomy: {}\n",
    "p/anomalies.yaml": "[]",
  });
  assert.match(pack.said, /p\/policies\.yaml:1:1.*is a built-in policy; a pack may bring policies of its own/s);
});

test("REASON-05, FACE-03: what the guide to policies shows can be used as it stands", async (t) => {
  const guide = readFileSync(join(import.meta.dirname, "../../docs/policies.md"), "utf8");
  const blocks = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
  assert.equal(blocks.length, 2);
  const read = await Promise.all(blocks.map((block) => readWritten(t, `targets: []\n${block}`)));
  assert.deepEqual(
    read.map(({ settings, said }) => (settings === undefined ? said : settings.ownPolicies.length)),
    [0, 3],
  );
});
