/** What chiron.yaml names and the contract does not have: the configuration's fault, and nobody's violation. */
import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createGateClient } from "chiron/client";
import { until } from "#core/platform/test";
import { validateConfiguration } from "#healers/engine";
import { human } from "../support/engine.ts";
import { contractText, goodReport, riskyReport, startGates } from "../support/gates.ts";

const yaml = (review: string, followed = "4.1") => `node: t
contracts:
  - id: agents
    path: ./CONTRACT.md
    gates: { review: { format: "${review}" }, plan: {}, log: {} }
    follow: [ { file: ./out.log, gate: log, format: "${followed}", from: beginning } ]
`;

const line = (output: string) => `${JSON.stringify({ output })}\n`;

test("CONTRACT-03: a gate whose format the contract does not have says so, in the list and in each answer, and makes no violation", async (t) => {
  const world = await startGates(t, yaml("4.7"));
  const [listed] = (await world.ask("GET", "contracts")).body.items;
  assert.equal(
    listed.trouble,
    "what chiron.yaml names is not in it: gates.review.format is 4.7; the formats are 4.1, 4.2",
  );
  assert.equal(listed.version, "1.2", "it is in force all the same");
  const told = `error: the contract agents: ${listed.trouble}`;
  assert.equal(world.said.filter((one) => one === told).length, 1, world.said.join("\n"));
  for (const output of [goodReport, riskyReport, "nonsense"]) {
    const { status, body } = await world.check("review", output);
    assert.equal(status, 409);
    assert.equal(body.detail, "outputs at review cannot be checked: the contract agents has no format 4.7");
    assert.match(
      body.help,
      /^In chiron\.yaml, gates\.review\.format of the contract agents is 4\.7; in .*CONTRACT\.md, the formats are 4\.1, 4\.2\. Change one of them\.$/,
    );
  }
  const client = createGateClient({ socket: join(world.dataDir, "chiron.sock"), timeoutMs: 30_000 });
  assert.equal(await client.check("review", goodReport), null);
  await client.close();
  // Who names one that there is, and whoever comes through another gate, is checked.
  assert.equal((await world.check("review", goodReport, { format: "4.1" })).body.status, "valid");
  assert.equal((await world.check("plan", riskyReport, { format: "4.1" })).body.status, "degraded");
  const unknown = await world.check("plan", goodReport, { format: "9.9" });
  assert.equal(unknown.status, 400, "a sender that makes a format up is told that it is its own fault");
  assert.deepEqual(
    world.events.flatMap((one) => (one.type === "harmony:violation" ? [one.data.gate] : [])),
    ["plan"],
  );
});

test("CONTRACT-03: it is over once the configuration is reloaded, or the contract written, with a format that there is; what was followed meanwhile is not lost", async (t) => {
  const world = await startGates(t, yaml("4.1", "4.3"));
  const file = (name: string) => join(world.folder, name);
  const trouble = async () => (await world.ask("GET", "contracts")).body.items[0].trouble as string | null;
  appendFileSync(file("out.log"), line(riskyReport));
  assert.match((await trouble()) ?? "", /follow\[0\]\.format is 4\.3/);
  writeFileSync(file("CONTRACT.md"), contractText.replace("Format 4.1:", "Format 4.3:"));
  await until("the contract has it", async () => /gates\.review\.format is 4\.1; /.test((await trouble()) ?? ""));
  const followed = await world.event("harmony:violation");
  assert.deepEqual([followed.data.gate, followed.data.format], ["log", "4.3"]);
  assert.equal((await world.check("review", goodReport)).status, 409);
  writeFileSync(file("chiron.yaml"), yaml("4.3", "4.3"));
  await world.facade.command({ kind: "reload" }, human);
  await until("the configuration names it", async () => (await trouble()) === null);
  assert.equal((await world.check("review", goodReport)).body.status, "valid");
});

test("CONTRACT-03: `chiron validate` says at its place which format is not in the contract, and what there is", async (t) => {
  const world = await startGates(t, yaml("4.11", "9.9"));
  const read = await validateConfiguration(join(world.folder, "chiron.yaml"));
  assert.ok(read.ok);
  const warned = read.warnings.filter(({ message }) => message.includes("format"));
  assert.deepEqual(
    warned.map(({ path, line: at, suggestion }) => [path, at, suggestion]),
    [
      ["contracts[0].gates.review.format", 5, 'did you mean "4.1"?'],
      ["contracts[0].follow[0].format", 6, "it has 4.1, 4.2"],
    ],
  );
  assert.match(
    warned[0]?.message ?? "",
    /^there is no format 4\.11 in .*CONTRACT\.md: what comes through there is not checked$/,
  );
});
