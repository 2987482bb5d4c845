import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";
import { jsonSchemaOf } from "./index.ts";

const web = [
  "targets:",
  "  - id: web",
  "    kind: service",
  "    autonomy: auto",
  '    supervisor: { direct: { command: [sleep, "9"] } }',
  '    probes: [ http: { url: "http://127.0.0.1:1/", every: 1s } ]',
  "",
].join("\n");

test("FACE-03: all problems of all files are told at once", async (t) => {
  const read = await readWritten(t, {
    "chiron.yaml": `${web.replace("http:", "htp:")}packs: [service, ./own]\nrunbooks: [rb.yaml, none.yaml]\nnotify: { notice: [ sms ] }\n`,
    "own/anomalies.yaml": "- type: odd_thing\n  title: Odd\n  severity: hgh\n  probes: [http]\n  when: 'true'\n",
    "rb.yaml":
      "id: rb-x\ntitel: X\nversion: 1\nmatches: [odd_thing]\nstrategies: [ { name: a, steps: [ { action: wait } ] } ]\n",
  });
  const places = read.said.match(/^\S+:\d+:\d+/gm);
  assert.deepEqual(places, [
    "own/anomalies.yaml:3:13",
    "chiron.yaml:6:15",
    "rb.yaml:1:1",
    "rb.yaml:2:1",
    "chiron.yaml:8:21",
    "chiron.yaml:9:21",
  ]);
});

test("FACE-03: an empty file is taken, with a warning that nothing is watched", async (t) => {
  for (const yaml of ["", "# nothing yet\n"]) {
    const read = await readWritten(t, yaml);
    assert.deepEqual(read.settings?.targets, []);
    assert.match(read.said, /^chiron\.yaml:1:1 {2}targets nothing is watched: there are no targets/);
  }
});

test("FACE-03: a file that is not there, or is none, is told without a place", async (t) => {
  assert.equal((await readWritten(t, {})).said, "chiron.yaml  there is no such file; say which with --config FILE");
  assert.equal((await readWritten(t, { "chiron.yaml/x": "" })).said, "chiron.yaml  this is a folder, not a file");
});

test("FACE-06: the override for another host is kept as it was said", async (t) => {
  const read = await readWritten(t, `${web}api: { host: 0.0.0.0, insecureBind: true }\n`);
  assert.deepEqual(read.settings?.api, { host: "0.0.0.0", port: 7717, anonymousRead: true, insecureBind: true });
});

test("editors get JSON Schemas with every key of the formats", () => {
  const keysOf = (name: Parameters<typeof jsonSchemaOf>[0]) => Object.keys(jsonSchemaOf(name).properties as object);
  assert.ok(keysOf("config").includes("targets") && keysOf("config").includes("notify"));
  assert.ok(keysOf("runbook").includes("strategies"));
  assert.ok(keysOf("anomaly").includes("when"));
});
