import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

const web = [
  "targets:",
  "  - id: web",
  "    kind: service",
  '    supervisor: { direct: { command: [sleep, "9"] } }',
  "    settings: { folder: /srv }",
  '    probes: [ http: { url: "http://127.0.0.1:1/", every: 1s } ]',
  "packs: [service]",
  "runbooks: [rb.yaml]",
  "",
].join("\n");

const runbook = (diagnosis: string, more = "") =>
  `id: rb-x
title: X
version: 1
matches: [process_dead]
${more}diagnosis:
${diagnosis}
strategies:
  - name: restart
    steps:
      - action: service.restart
        with: { service: $target.supervisor }
`;

const refused: readonly (readonly [what: string, yaml: string, said: string])[] = [
  [
    "a misspelt check",
    runbook("  - check: disc"),
    'rb.yaml:6:12  diagnosis[0].check there is no check "disc"; did you mean "disk"?',
  ],
  [
    "an option that the check does not have",
    runbook("  - check: disk\n    with: { path: /srv }"),
    'rb.yaml:7:13  diagnosis[0].with.path is an unknown key; did you mean "paths"?',
  ],
  [
    "an option that does not fit",
    runbook("  - check: disk\n    with: { minFreePercent: 500 }"),
    "rb.yaml:7:29  diagnosis[0].with.minFreePercent is too large: at most 100",
  ],
  [
    "a reference that leads nowhere on a target",
    runbook("  - check: credentials\n    with: { file: $target.settings.key }"),
    "rb.yaml:7:19  diagnosis[0].with.file $target.settings.key leads nowhere: the target web declares no such value",
  ],
  [
    "a reference to something that does not fit",
    runbook("  - check: disk\n    with: { paths: [$target.id] }"),
    "rb.yaml:7:21  diagnosis[0].with.paths[0] is not an absolute path",
  ],
  [
    "an interpolation",
    runbook("  - check: credentials\n    with: { file: '/srv/$(id)/key' }"),
    "rb.yaml:7:19  diagnosis[0].with.file looks like text to be filled in",
  ],
  [
    "a check twice",
    runbook("  - check: disk\n  - check: disk"),
    'rb.yaml:7:12  diagnosis[1].check a second check "disk"',
  ],
  [
    "a symptom over a check that is not run",
    runbook("  - check: disk", "symptoms: [checks.pressure.ok == false]\n"),
    'rb.yaml:5:19  symptoms[0] asks for the check "pressure", which this runbook does not run; add it under diagnosis: "- check: pressure"',
  ],
  [
    "a symptom over something that no check has",
    runbook("  - check: disk", "symptoms: [checks.disk.okay == false]\n"),
    'rb.yaml:5:24  symptoms[0] a check has no "okay"; there are ok, finding, values',
  ],
];

for (const [what, yaml, said] of refused) {
  test(`REASON-03: ${what} is told when it is loaded, with its place`, async (t) => {
    const read = await readWritten(t, { "chiron.yaml": web, "rb.yaml": yaml });
    assert.equal(read.settings, undefined);
    assert.ok(read.said.startsWith(said), read.said);
  });
}

test("REASON-03: a runbook with a diagnosis is loaded without a word, with its symptoms and conditions over checks and anomalies", async (t) => {
  const symptoms = "symptoms: ['checks.disk.ok == false', 'anomalies.exists(one, one.type == \"disk_pressure\")']\n";
  const yaml = runbook("  - check: disk\n    with: { paths: [$target.settings.folder] }", symptoms).replace(
    "  - name: restart\n",
    "  - name: restart\n    when: checks.disk.values.freePercent < 1.0\n",
  );
  const read = await readWritten(t, { "chiron.yaml": web, "rb.yaml": yaml });
  assert.equal(read.said, "");
  assert.equal(read.settings?.runbooks.find(({ runbook: { id } }) => id === "rb-x")?.runbook.diagnosis.length, 1);
});

test("REASON-03: a rule, which is judged on every reading, cannot ask for checks", async (t) => {
  const rule = '  - { type: odd, title: Odd, severity: low, probes: [http], when: "checks.disk.ok == false" }\n';
  const read = await readWritten(t, {
    "chiron.yaml": `${web.replace("runbooks: [rb.yaml]\n", "")}anomalies:\n${rule}`,
  });
  assert.match(
    read.said,
    /^chiron\.yaml:9:\d+ {2}anomalies\[0\]\.when asks for "checks", which is not known here; only the symptoms/,
  );
});
