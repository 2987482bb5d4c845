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

function withRule(when: string, more = ""): string {
  return `${web}anomalies:\n  - type: odd_thing\n    title: Odd\n    severity: low\n    probes: [http]\n    when: ${when}\n${more}`;
}

/** Each is wrong in one way; what is said is all that is said. */
const chiron: readonly (readonly [what: string, yaml: string, said: readonly string[]])[] = [
  [
    "an unknown key",
    `${web}nodes: a\n`,
    ['chiron.yaml:7:1  nodes is an unknown key; did you mean "node"?', "  7 | nodes: a", "      ^"],
  ],
  [
    "an unknown key further in",
    web.replace("autonomy:", "autonmy:"),
    [
      'chiron.yaml:4:5  targets[0].autonmy is an unknown key; did you mean "autonomy"?',
      "  4 |     autonmy: auto",
      "          ^",
    ],
  ],
  [
    "a value that is none of those possible",
    web.replace("autonomy: auto", "autonomy: atuo"),
    [
      'chiron.yaml:4:15  targets[0].autonomy must be one of observe, suggest, approve, auto; did you mean "auto"?',
      "  4 |     autonomy: atuo",
      "                    ^",
    ],
  ],
  [
    "a missing key",
    web.replace("    kind: service\n", ""),
    [
      "chiron.yaml:2:5  targets[0].kind is missing; one of service, process, kernel, agent, host, mount, file, log, database, pipeline, gateway, repository, healer is wanted",
      "  2 |   - id: web",
      "          ^",
    ],
  ],
  [
    "a number where a text belongs",
    web.replace('"9"', "9"),
    [
      'chiron.yaml:5:46  targets[0].supervisor.direct.command[1] must be a text, not a number; put it in quotes: "9"',
      "  5 |     supervisor: { direct: { command: [sleep, 9] } }",
      "                                                   ^",
    ],
  ],
  [
    "a duration without a unit",
    web.replace("every: 1s", "every: 2"),
    [
      "chiron.yaml:6:58  targets[0].probes[0].http.every must be a duration such as 500ms, 30s or 5m",
      '  6 |     probes: [ http: { url: "http://127.0.0.1:1/", every: 2 } ]',
      "                                                               ^",
    ],
  ],
  [
    "a duration that is none",
    web.replace("every: 1s", "every: soon"),
    [
      "chiron.yaml:6:58  targets[0].probes[0].http.every is not a duration; write it like 500ms, 30s, 5m or 24h (at most a year)",
      '  6 |     probes: [ http: { url: "http://127.0.0.1:1/", every: soon } ]',
      "                                                               ^",
    ],
  ],
  [
    "a misspelt probe",
    web.replace("http:", "htp:"),
    [
      'chiron.yaml:6:15  targets[0].probes[0].htp there is no probe "htp"; did you mean "http"?',
      '  6 |     probes: [ htp: { url: "http://127.0.0.1:1/", every: 1s } ]',
      "                    ^",
    ],
  ],
  [
    "a misspelt option of a probe",
    web.replace("url:", "ulr:"),
    [
      "chiron.yaml:6:21  targets[0].probes[0].http.url is missing; a text is wanted",
      '  6 |     probes: [ http: { ulr: "http://127.0.0.1:1/", every: 1s } ]',
      "                          ^",
      "",
      'chiron.yaml:6:23  targets[0].probes[0].http.ulr is an unknown key; did you mean "url"?',
      '  6 |     probes: [ http: { ulr: "http://127.0.0.1:1/", every: 1s } ]',
      "                            ^",
    ],
  ],
  [
    "a dependency that is not there",
    web.replace("    kind:", "    dependsOn: [wev]\n    kind:"),
    [
      'chiron.yaml:3:17  targets[0].dependsOn[0] there is no target "wev"; did you mean "web"?',
      "  3 |     dependsOn: [wev]",
      "                      ^",
    ],
  ],
  [
    "a target that depends on itself",
    web.replace("    kind:", "    dependsOn: [web]\n    kind:"),
    [
      "chiron.yaml:3:16  targets[0].dependsOn depends on itself: web → web",
      "  3 |     dependsOn: [web]",
      "                     ^",
    ],
  ],
  [
    "one id twice",
    `${web}  - { id: web, kind: host }\n`,
    [
      'chiron.yaml:7:11  targets[1].id the id "web" is taken by another target',
      "  7 |   - { id: web, kind: host }",
      "                ^",
    ],
  ],
  [
    "a misspelt pack",
    `${web}packs: [servce]\n`,
    [
      'chiron.yaml:7:9  packs[0] there is no pack "servce"; did you mean "service"?',
      "  7 | packs: [servce]",
      "              ^",
    ],
  ],
  [
    "no pack's name",
    `${web}packs: [""]\n`,
    ["chiron.yaml:7:9  packs[0] must not be empty", '  7 | packs: [""]', "              ^"],
  ],
  [
    "a pack named twice",
    `${web}packs: [service, service]\n`,
    [
      'chiron.yaml:7:18  packs[1] the pack "service" is named twice',
      "  7 | packs: [service, service]",
      "                       ^",
    ],
  ],
  [
    "a key of a later version",
    `${web}fleet: {}\n`,
    ["chiron.yaml:7:1  fleet is not available in this version; remove the key", "  7 | fleet: {}", "      ^"],
  ],
  [
    "a supervisor of a later version",
    web.replace("direct: { command: [sleep", "container: { name: [sleep"),
    [
      'chiron.yaml:5:19  targets[0].supervisor.container the supervisor "container" is not available in this version; use another, or watch the target without a supervisor',
      '  5 |     supervisor: { container: { name: [sleep, "9"] } }',
      "                        ^",
    ],
  ],
  [
    "another host without TLS",
    `${web}api: { host: 0.0.0.0 }\n`,
    [
      "chiron.yaml:7:14  api.host only this machine itself may be listened on without TLS; use 127.0.0.1 behind a proxy with TLS, or say insecureBind: true",
      "  7 | api: { host: 0.0.0.0 }",
      "                   ^",
    ],
  ],
  [
    "a misspelt channel",
    `${web}notify: { page: [ webook: { url: "http://127.0.0.1:1/" } ] }\n`,
    [
      'chiron.yaml:7:19  notify.page[0].webook there is no channel "webook"; did you mean "webhook"?',
      '  7 | notify: { page: [ webook: { url: "http://127.0.0.1:1/" } ] }',
      "                        ^",
    ],
  ],
  [
    "a misspelt threshold of a target",
    `${web}    thresholds: { stale_aftr: 5 }\npacks: [service]\n`,
    [
      'chiron.yaml:7:19  targets[0].thresholds.stale_aftr unknown threshold "stale_aftr"; did you mean "stale_after"?',
      "  7 |     thresholds: { stale_aftr: 5 }",
      "                        ^",
    ],
  ],
  [
    "a misspelt threshold in a condition",
    withRule("reading.latencyMs > thresholds.limt", "    thresholds: { limit: 5 }\n"),
    [
      'chiron.yaml:12:42  anomalies[0].when asks for an unknown threshold "limt"; did you mean "limit"?',
      "  12 |     when: reading.latencyMs > thresholds.limt",
      "                                                ^",
    ],
  ],
  [
    "a misspelt probe in a condition",
    withRule('"readings.htp.available == false"'),
    [
      'chiron.yaml:12:21  anomalies[0].when asks for the readings of an unknown probe "htp"; did you mean "http"?',
      '  12 |     when: "readings.htp.available == false"',
      "                           ^",
    ],
  ],
  [
    "a pattern that cannot be read",
    withRule("reading.error.matches('(')"),
    [
      'chiron.yaml:12:33  anomalies[0].when the pattern "(" cannot be read: error parsing regexp: missing closing ): `(`',
      "  12 |     when: reading.error.matches('(')",
      "                                       ^",
    ],
  ],
  [
    "a condition that gives a number",
    withRule("reading.latencyMs * 2"),
    [
      "chiron.yaml:12:11  anomalies[0].when gives double, but a condition must be true or false",
      "  12 |     when: reading.latencyMs * 2",
      "                 ^",
    ],
  ],
];

for (const [what, yaml, said] of chiron) {
  test(`FACE-03: in chiron.yaml, ${what} is told with its place and what to do`, async (t) => {
    const read = await readWritten(t, yaml);
    assert.equal(read.settings, undefined);
    assert.equal(read.said, said.join("\n"));
  });
}
