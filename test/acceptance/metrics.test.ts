/** What healing came to, counted and on record: the same figures from /metrics, the API, the CLI, and without an engine. */
import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { metricNames } from "#core/model";
import { until } from "#core/platform/test";
import { outside } from "../support/outside.ts";

const mend = `id: rb-mend
title: Make the file
version: 1
matches: [file_gone]
strategies:
  - name: make
    steps: [ { action: command, with: { argv: [touch, $target.settings.file] } } ]
`;

const yaml = `
node: test
targets:
  - { id: box, kind: file, autonomy: auto, settings: { file: DIR/wanted }, probes: [ file: { path: DIR/wanted, every: 100ms } ] }
  - { id: lost, kind: file, autonomy: auto, settings: { file: DIR/elsewhere }, probes: [ file: { path: DIR/none, every: 100ms } ] }
anomalies:
  - { type: file_gone, title: The file is not there, severity: low, probes: [file], when: reading.values.exists == false }
runbooks: [DIR/mend.yaml]
notify:
  notice: [ log ]
  page: [ log ]
`;

interface Record {
  readonly name: string;
  readonly at: string;
  readonly target: string | null;
  readonly label: string | null;
}

/** How often each name, with its label where it has one, stands in it. */
function tally(records: readonly Record[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of records) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function scrape(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(`${address}/metrics`, { agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => resolve(body));
    }).on("error", reject);
  });
}

/** From Prometheus' text: the sum over all labels. */
function total(text: string, name: string): number {
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

test("HOST-23: each count is in /metrics and a record with its time, by API, by CLI, and from the store alone", async (t) => {
  const world = outside(t, yaml);
  writeFileSync(join(world.folder, "mend.yaml"), mend);
  for (const name of ["wanted", "none"]) writeFileSync(join(world.folder, name), "");
  const before = Date.now();
  await world.up();
  assert.equal((await world.chiron("runbook", "approve", "rb-mend")).code, 0);
  for (const name of ["wanted", "none"]) rmSync(join(world.folder, name));
  await until("it is mended", () => existsSync(join(world.folder, "wanted")));
  await until(
    "the other one is given up",
    async () => tally((await world.ask("GET", "/v1/metrics")).json.items).get("heal_escalation_fired"),
    60_000,
  );
  const records = await until(
    "what was told is counted",
    async () => {
      const { items } = (await world.ask("GET", "/v1/metrics")).json as { items: Record[] };
      return items.some(({ name }) => name === "heal_signal_sent") ? items : undefined;
    },
    30_000,
  );
  const counts = tally(records);
  assert.deepEqual([...counts.keys()].sort(), [...metricNames].sort(), "all eight happened");
  assert.ok(records.every(({ at }) => Date.parse(at) >= before && Date.parse(at) <= Date.now()));
  assert.deepEqual(
    records
      .filter(({ name }) => name === "heal_anomaly_detected")
      .map(({ target }) => target)
      .sort(),
    ["box", "lost"],
  );
  const text = await scrape(world.address());
  // A message may be delivered in the meantime.
  for (const name of metricNames)
    if (name !== "heal_signal_sent") assert.equal(total(text, name), counts.get(name), name);
  assert.match(text, /heal_runbook_graduated\{by="approval"\} 1/);
  const asked = await world.chiron("metrics", "--name", "heal_remediation_success", "--since", "1h", "--json");
  assert.deepEqual(
    (asked.json as Record[]).map(({ target }) => target),
    ["box"],
  );
  assert.match((await world.chiron("metrics", "--target", "lost")).out, /heal_escalation_fired +file_gone +lost/);
  const live = (await world.chiron("status", "--json")).json;
  await world.end();
  const kept = await world.chiron("metrics", "--json");
  assert.deepEqual(
    tally(kept.json as Record[]).get("heal_remediation_success"),
    counts.get("heal_remediation_success"),
  );
  const status = await world.chiron("status", "--json");
  assert.equal(status.code, 3);
  for (const key of ["lastRemediationAt", "lastEscalationAt", "runbooks"])
    assert.deepEqual(status.json[key], live[key], key);
  assert.deepEqual(live.runbooks, { dry_run: 0, auto_execute: 1 });
});
