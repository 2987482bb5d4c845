import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { HealerView, LastGoodView } from "#core/model";
import { until } from "#core/platform/test";
import { ownRelease } from "#healers/mutual/last-good";
import { type Chiron, chironIn } from "../support/emergency/chiron.ts";
import { type Messages, startMessages } from "../support/messages.ts";

const healers = "healers: { keepAfter: 1s }\n";

/** A service that needs nothing, so that there is something to watch. */
const target = `targets:
  - id: idle
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "600"] } }
    probes: [ process: { every: 1s } ]
packs: [service]
`;

const another = `  - { id: busy, kind: service, supervisor: { direct: { command: [sleep, "600"] } }, probes: [ process: { every: 1s } ] }
`;

async function kept(chiron: Chiron): Promise<void> {
  await until("the configuration is kept", () => existsSync(join(chiron.healers, "last-good", "configuration.json")));
}

async function begin(chiron: Chiron, messages: Messages, more = ""): Promise<void> {
  chiron.write(`${healers}${target}${messages.yaml}${more}`);
  await chiron.up();
  await kept(chiron);
}

async function lastGood(chiron: Chiron): Promise<LastGoodView> {
  const views: readonly HealerView[] = JSON.parse((await chiron.run("healers", "--json")).out);
  const [engine, ...others] = views;
  assert.ok(engine?.lastGood && others.every((one) => one.lastGood === null));
  return engine.lastGood;
}

test("HEALER-07: a configuration that became wrong while nobody looked is passed over after a crash, said, told once with its line, and tried again once mended", async (t) => {
  const chiron = chironIn(t);
  const messages = await startMessages(t);
  await begin(chiron, messages);
  const good = readFileSync(join(chiron.folder, "chiron.yaml"), "utf8");
  const before = await lastGood(chiron);
  assert.deepEqual([before.configuration?.state, before.configuration?.changed], ["present", []]);
  assert.deepEqual([before.release?.state, before.release?.version], ["present", ownRelease().version]);
  assert.match(
    (await chiron.run("healers")).out,
    /last good +configuration of .*chiron\.yaml: still what stands there/,
  );
  const wrong = good.replace("kind: service", "knid: service");
  writeFileSync(join(chiron.folder, "chiron.yaml"), wrong);
  const [engine] = chiron.strike("SIGKILL", "engine");
  const next = await chiron.well("engine", engine);
  const page = await messages.page(/last good configuration/);
  assert.match(page.body, /chiron\.yaml:\d+:\d+ .*knid/);
  const status = JSON.parse((await chiron.run("status", "--json")).out);
  assert.equal(status.configuration.state, "last_good");
  assert.match(status.configuration.problems.join("\n"), /knid/);
  assert.match((await chiron.run("status")).out, /config .*the last good one/);
  const { configuration } = await lastGood(chiron);
  assert.deepEqual(
    [configuration?.state, configuration?.since, configuration?.changed],
    ["in_force", before.configuration?.since, [join(chiron.folder, "chiron.yaml")]],
  );
  assert.match(configuration?.problems.join() ?? "", /knid/);
  assert.match(
    (await chiron.run("healers")).out,
    /in force since .* what stands there cannot be used: .*chiron\.yaml:\d+:\d+/,
  );
  assert.equal(readFileSync(join(chiron.folder, "chiron.yaml"), "utf8"), wrong, "the user's file is not touched");
  // Another crash: the same is not told again.
  chiron.strike("SIGKILL", "engine");
  await chiron.well("engine", next);
  assert.equal((await chiron.events("configuration.put_back")).length, 1);
  assert.equal(messages.pages.filter(({ subject }) => /last good/.test(subject)).length, 1);
  writeFileSync(join(chiron.folder, "chiron.yaml"), good.replace("packs:", `${another}packs:`));
  await until("what stands there is in force", async () => {
    const now = JSON.parse((await chiron.run("status", "--json")).out);
    return now.configuration === undefined;
  });
  assert.equal((await chiron.events("configuration.mended")).length, 1);
  assert.match((await chiron.run("status")).out, /busy/);
});

test("HEALER-07: a person who starts Chiron on a wrong configuration is told so, with exit code 2; nobody standing by, the last good one is used", async (t) => {
  const chiron = chironIn(t);
  const messages = await startMessages(t);
  await begin(chiron, messages);
  await chiron.end();
  assert.equal((await lastGood(chiron)).configuration?.state, "present", "it is told while nothing runs, too");
  chiron.write("targets: [ { id: 1 } ]\n");
  assert.equal((await lastGood(chiron)).configuration?.state, "kept");
  const { code, err } = await chiron.run("up");
  assert.equal(code, 2);
  assert.match(err, /chiron\.yaml:1:/);
  await chiron.up("--unattended");
  const status = JSON.parse((await chiron.run("status", "--json")).out);
  assert.equal(status.configuration.state, "last_good");
  assert.equal(status.targets.total, 1);
  await messages.page(/last good configuration/);
});

/** Nothing is wrong with how it is written; but no machine has that address (RFC 5737), so that the engine cannot start. */
const elsewhere = "api: { host: 192.0.2.1, insecureBind: true }\n";

for (const struck of [["engine"], ["engine", "mender"]] as const) {
  const who = struck.length === 1 ? "the mender" : "the architect, in an emergency,";
  test(`HEALER-07: a configuration that is valid and crashes the engine on its start is rolled back by ${who} and a human told`, async (t) => {
    const chiron = chironIn(t);
    const messages = await startMessages(t);
    await begin(chiron, messages);
    chiron.write(`${healers}${elsewhere}${target}${messages.yaml}`);
    assert.equal((await chiron.run("validate")).code, 0);
    // Chiron is up as soon as its engine is; the mender may just be starting.
    for (const role of struck) await chiron.well(role);
    const before = chiron.strike("SIGKILL", ...struck);
    await chiron.well("engine", before[0], 150_000);
    const page = await messages.page(/last good configuration/);
    assert.match(page.body, /EADDRNOTAVAIL.*192\.0\.2\.1/);
    const status = JSON.parse((await chiron.run("status", "--json")).out);
    assert.equal(status.configuration.state, "last_good");
    const [putBack] = await until("it is in the log", async () => {
      const told = await chiron.events("configuration.put_back");
      return told.length > 0 && told;
    });
    if (struck.length === 2) assert.equal(putBack?.actor, "delegate:architect");
  });
}
