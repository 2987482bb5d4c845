import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

const web = [
  "targets:",
  "  - id: web",
  "    kind: service",
  "    autonomy: auto",
  '    supervisor: { direct: { command: [sleep, "9"] } }',
  '    probes: [ http: { url: "http://127.0.0.1:1/", every: 1s } ]',
  "",
].join("\n");

const runbook = [
  "id: rb-x",
  "title: X",
  "version: 1",
  "matches: [process_dead]",
  "strategies:",
  "  - name: restart",
  "    steps:",
  "      - action: service.restart",
  "        with: { service: $target.supervisor }",
  "",
].join("\n");

const runbooks: readonly (readonly [what: string, yaml: string, said: readonly string[]])[] = [
  [
    "a misspelt anomaly",
    runbook.replace("process_dead", "proces_dead"),
    [
      'rb.yaml:4:11  matches[0] there is no anomaly "proces_dead"; did you mean "process_dead"?',
      "  4 | matches: [proces_dead]",
      "                ^",
    ],
  ],
  [
    "a misspelt action",
    runbook.replace("service.restart", "service.restrt"),
    [
      'rb.yaml:8:17  strategies[0].steps[0].action there is no action "service.restrt"; did you mean "service.restart"?',
      "  8 |       - action: service.restrt",
      "                      ^",
    ],
  ],
  [
    "a misspelt reference",
    runbook.replace("$target.supervisor", "$target.supervisr"),
    [
      'rb.yaml:9:26  strategies[0].steps[0].with.service $target.supervisr leads nowhere: a target has no "supervisr" to refer to; did you mean "$target.supervisor"?',
      "  9 |         with: { service: $target.supervisr }",
      "                               ^",
    ],
  ],
  [
    "a misspelt reference where no target is concerned",
    runbook.replace("$target.supervisor", "$target.supervisr").replace("strategies:", "kinds: [mount]\nstrategies:"),
    [
      'rb.yaml:10:26  strategies[0].steps[0].with.service $target.supervisr leads nowhere: a target has no "supervisr" to refer to; did you mean "$target.supervisor"?',
      "  10 |         with: { service: $target.supervisr }",
      "                                ^",
    ],
  ],
  [
    "a setting that the target does not have",
    runbook.replace("$target.supervisor", "$target.settings.unit"),
    [
      "rb.yaml:9:26  strategies[0].steps[0].with.service $target.settings.unit leads nowhere: the target web declares no such value",
      "  9 |         with: { service: $target.settings.unit }",
      "                               ^",
    ],
  ],
  [
    "a misspelt kind of target",
    runbook.replace("strategies:", "kinds: [servce]\nstrategies:"),
    [
      'rb.yaml:5:9  kinds[0] there is no kind of target "servce"; did you mean "service"?',
      "  5 | kinds: [servce]",
      "              ^",
    ],
  ],
  [
    "an unknown threshold",
    runbook.replace("strategies:", "symptoms: [thresholds.limit > 1]\nstrategies:"),
    [
      'rb.yaml:5:23  symptoms[0] asks for an unknown threshold "limit"; the rule has none: give it a default under thresholds',
      "  5 | symptoms: [thresholds.limit > 1]",
      "                            ^",
    ],
  ],
];

for (const [what, yaml, said] of runbooks) {
  test(`FACE-03: in a runbook, ${what} is told with its place and what to do`, async (t) => {
    const read = await readWritten(t, {
      "chiron.yaml": `${web}packs: [service]\nrunbooks: [rb.yaml]\n`,
      "rb.yaml": yaml,
    });
    assert.equal(read.settings, undefined);
    assert.equal(read.said, said.join("\n"));
  });
}

test("HOST-16: a runbook of one's own that asks to run by itself is warned about", async (t) => {
  const yaml = runbook.replace("strategies:", "mode: auto_execute\nstrategies:");
  const read = await readWritten(t, {
    "chiron.yaml": `${web}packs: [service]\nrunbooks: [rb.yaml]\n`,
    "rb.yaml": yaml,
  });
  assert.ok(read.settings !== undefined);
  assert.match(read.said, /rb\.yaml:5:7 {2}mode starts in dry_run, whatever the file asks for; approve it/);
});
