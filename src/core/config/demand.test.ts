import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

const targets = (probe: string) => `targets:
  - { id: web, kind: service, probes: [ process: ${probe} ] }
  - { id: log, kind: log, probes: [ process: ${probe} ] }
`;
const rule = (when: string) => `anomalies:
  - { type: odd_thing, title: T, severity: low, kinds: [service], probes: [process], when: '${when}' }
`;

async function measured(t: Parameters<typeof readWritten>[0], files: Parameters<typeof readWritten>[1]) {
  const { settings, said } = await readWritten(t, files);
  assert.equal(said, "");
  return settings?.targets.map(({ probes: [probe] }) => [probe?.options.usage, probe?.options.zombies]);
}

test("HOST-02: what costs more is measured only for the targets whose rules speak of it", async (t) => {
  const [none, both] = [
    [undefined, undefined],
    [true, true],
  ];
  const file = "{ match: some }";
  assert.deepEqual(await measured(t, targets(file) + rule("reading.values.running == false")), [none, none]);
  const cpu = rule("reading.values.running == true && readings.process.values.cpuPercent > 90.0");
  assert.deepEqual(await measured(t, targets(file) + cpu), [[true, undefined], none]);
  const all = rule(`reading.values["memoryBytes"] > 1.0 || "zombies" in reading.values`);
  assert.deepEqual(await measured(t, targets(file) + all), [both, none]);
  const told = "{ match: some, usage: false, zombies: true }";
  assert.deepEqual(await measured(t, targets(told) + cpu), [
    [false, true],
    [false, true],
  ]);
});

test("HOST-02: a runbook that speaks of it asks for it, too, where it may come into use", async (t) => {
  const runbook = `id: rb-odd
title: T
version: 1
matches: [odd_thing]
strategies:
  - name: only
    when: reading.values.memoryBytes > 1000000.0
    steps: [ { action: wait, with: { for: 1s } } ]
`;
  const yaml = `${targets("{ match: some }")}${rule("reading.values.running == false")}runbooks: [rb.yaml]\n`;
  assert.deepEqual(await measured(t, { "chiron.yaml": yaml, "rb.yaml": runbook }), [
    [true, undefined],
    [undefined, undefined],
  ]);
});
