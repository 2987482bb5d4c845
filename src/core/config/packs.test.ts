import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

const shipped = readdirSync(new URL("../../../packs", import.meta.url));

/** As DESIGN gives it. */
const example = `node: workshop
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    dependsOn: [db]
    supervisor:
      direct: { command: [python3, -m, http.server, "8123", --bind, 127.0.0.1], cwd: ./site }
    probes:
      - http: { url: http://127.0.0.1:8123/, every: 1s, timeout: 1s, expect: { status: 200 } }
  - id: db
    kind: database
    autonomy: approve
    probes:
      - sqlite: { path: ./app.db, every: 15m }
  - id: logs
    kind: mount
    autonomy: auto
    probes:
      - disk: { path: /srv, every: 10m }
packs: [service, host, database]
notify:
  notice: [ webhook: { url: http://127.0.0.1:9000/notice } ]
  page:   [ webhook: { url: http://127.0.0.1:9000/page } ]
`;

test("HOST-13: every shipped pack loads, without a warning", async (t) => {
  assert.ok(shipped.includes("service"));
  const target = "targets:\n  - { id: web, kind: service, probes: [ tcp: { port: 80 } ] }\n";
  for (const pack of shipped) {
    // Contract drift is no incident: its pack has flows, which a human starts, and neither rules nor runbooks.
    const named = pack === "contract" ? "service, contract" : pack;
    const { settings, said } = await readWritten(t, `${target}packs: [${named}]\n`);
    assert.equal(said, "", pack);
    assert.ok(settings !== undefined && settings.rules.length + settings.runbooks.length > 0, pack);
    assert.ok(settings.runbooks.every(({ shipped: own }) => own));
  }
});

test("HOST-13: the pack service repairs what it finds", async (t) => {
  const { settings } = await readWritten(t, "packs: [service]");
  const repaired = new Set(settings?.runbooks.flatMap(({ runbook }) => runbook.matches));
  // A storm is told to a person: restarting is what already did not help.
  for (const { type } of settings?.rules ?? []) assert.ok(repaired.has(type) || type === "restart_storm", type);
  assert.deepEqual(
    settings?.runbooks.map(({ runbook }) => `${runbook.id} ${runbook.mode}`),
    [
      "rb-kill-zombie dry_run",
      "rb-renew-certificate dry_run",
      "rb-restart-augur dry_run",
      "rb-restart-hung dry_run",
      "rb-restart-service dry_run",
      "rb-restore-performance dry_run",
    ],
  );
});

test("FACE-03: the example in the design loads, with everything filled in", async (t) => {
  const { settings, said, folder } = await readWritten(t, example);
  assert.equal(said, "");
  assert.ok(settings !== undefined);
  assert.equal(settings.node, "workshop");
  const [target] = settings.targets;
  assert.ok(target?.supervisor?.kind === "direct");
  assert.equal(target.supervisor.cwd, `${folder}/site`, "relative paths are relative to the file");
  assert.deepEqual(target.supervisor.command.slice(0, 2), ["python3", "-m"]);
  assert.deepEqual(
    target?.probes.map(({ kind, everyMs }) => [kind, everyMs]),
    [
      ["process", 1_000],
      ["http", 1_000],
    ],
    "what Chiron supervises it also looks at",
  );
  assert.equal(settings.targets[1]?.probes[0]?.options.path, `${folder}/app.db`);
  assert.equal(settings.notify.page[0]?.options.url, "http://127.0.0.1:9000/page");
});

test("FACE-03: every pack that the formats promise ships", () => {
  assert.deepEqual(shipped.toSorted(), [
    "agents",
    "contract",
    "database",
    "git",
    "healers",
    "helios",
    "host",
    "openclaw",
    "service",
  ]);
});

test("HOST-05: a user adds a type in YAML, in a pack of one's own, and one's own rule replaces a pack's", async (t) => {
  const rule = (type: string, severity: string) =>
    `- { type: ${type}, title: T, severity: ${severity}, probes: [tcp], when: reading.values.serving == false }\n`;
  const { settings, said } = await readWritten(t, {
    "chiron.yaml": `targets:\n  - { id: a, kind: service, probes: [ tcp: { port: 80 } ] }\npacks: [service, ./own]\nanomalies:\n  ${rule("process_dead", "low")}`,
    "own/anomalies.yaml": rule("odd_thing", "medium"),
  });
  assert.equal(said, "");
  const severities = new Map(settings?.rules.map(({ type, severity }) => [type, severity]));
  assert.equal(severities.get("odd_thing"), "medium");
  assert.equal(severities.get("process_dead"), "low");
});

test("FACE-03: a folder that is no pack is told", async (t) => {
  const { said, folder } = await readWritten(t, { "chiron.yaml": "packs: [./own, ./none]", "own/README.md": "" });
  assert.deepEqual(said.match(/packs\[\d\] .*/g), [
    `packs[0] there is no pack in ${folder.slice(0, 0)}own; a pack holds anomalies.yaml, template.yaml, FLOWS.md, or YAML files in a folder runbooks`,
    "packs[1] there is no folder none",
  ]);
});
