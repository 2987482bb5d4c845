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

/** Each is wrong in one way; what is said is all that is said. */
const wrong: readonly (readonly [what: string, yaml: string, said: readonly string[]])[] = [
  [
    "a silence that fits everything",
    `${web}silences: [ { name: all, reason: quiet } ]\n`,
    [
      "chiron.yaml:7:13  silences[0] fits everything, which no silence may; say target, type, severity or group; to stop all repairs there is chiron pause",
      "  7 | silences: [ { name: all, reason: quiet } ]",
      "                  ^",
    ],
  ],
  [
    "a window that is neither once nor again and again",
    `${web}maintenance: [ { name: w, cron: "0 2 * * *", reason: r } ]\n`,
    [
      "chiron.yaml:7:16  maintenance[0] needs either `cron` and `for`, or `from` and `until`",
      '  7 | maintenance: [ { name: w, cron: "0 2 * * *", reason: r } ]',
      "                     ^",
    ],
  ],
  [
    "a time zone that is none",
    `${web}maintenance: [ { name: w, cron: "0 2 * * *", zone: Berlin, for: 1h, reason: r } ]\n`,
    [
      "chiron.yaml:7:52  maintenance[0].zone is no time zone; write it like Europe/Berlin, or UTC",
      '  7 | maintenance: [ { name: w, cron: "0 2 * * *", zone: Berlin, for: 1h, reason: r } ]',
      "                                                         ^",
    ],
  ],
  [
    "a webhook whose expression asks for what is not there",
    `${web}intake: { from: [ webhook: { name: d, type: t_t, target: bdy.service } ] }\n`,
    [
      'chiron.yaml:7:58  intake.from[0].webhook.target there is no "bdy" in conditions; did you mean "body"?',
      "  7 | intake: { from: [ webhook: { name: d, type: t_t, target: bdy.service } ] }",
      "                                                               ^",
    ],
  ],
  [
    "a schedule for a target that is not there",
    `${web}schedules: [ { id: s, cron: "0 3 * * *", target: wbe } ]\n`,
    [
      'chiron.yaml:7:50  schedules[0].target there is no target "wbe"; did you mean "web"?',
      '  7 | schedules: [ { id: s, cron: "0 3 * * *", target: wbe } ]',
      "                                                       ^",
    ],
  ],
];

for (const [what, yaml, said] of wrong) {
  test(`FACE-03: in chiron.yaml, ${what} is told with its place and what to do`, async (t) => {
    const read = await readWritten(t, yaml);
    assert.equal(read.settings, undefined);
    assert.equal(read.said, said.join("\n"));
  });
}

test("FACE-03: a silence for a target that is not there is allowed, and warned of", async (t) => {
  const read = await readWritten(t, `${web}packs: [service]\nsilences: [ { name: s, target: wbe, reason: r } ]\n`);
  assert.equal(read.settings?.silences.length, 1);
  assert.match(read.said, /silences\[0\]\.target fits nothing: there is no target "wbe"; did you mean "web"\?/);
});
