import assert from "node:assert/strict";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { parse } from "yaml";
import { openLog, standardProjections } from "#core/log";
import { event } from "#core/model";
import { createRealClock } from "#core/platform/real";
import { temporaryFolder } from "#core/platform/test";
import { evolve } from "#loop/incident";
import { repairOfWeb } from "../../../test/support/story/repair-of-web.ts";
import { runChiron, writeConfiguration } from "./testing/index.ts";

function leaveStore(dataDir: string): string {
  const path = join(dataDir, "chiron.db");
  const projections = standardProjections({ evolve, version: 1 });
  const log = openLog({ path, stream: "engine", clock: createRealClock(), projections });
  log.append([event("engine.started", { version: "1.2.3", pid: 1, node: "workshop" })]);
  log.append(repairOfWeb("inc-1").map(({ type, data }) => ({ type, data }) as ReturnType<typeof repairOfWeb>[number]));
  log.close();
  return path;
}

interface Check {
  readonly name: string;
  readonly level: string;
  readonly advice?: string;
}

async function doctor(
  file: string,
  dataDir: string,
): Promise<{ code: number | null; levels: Record<string, string>; checks: Check[] }> {
  const { code, stdout } = await runChiron(["doctor", "--config", file, "--json"], { dataDir });
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return { code, checks, levels: Object.fromEntries(checks.map(({ name, level }) => [name, level])) };
}

test("HOST-11: `chiron audit verify` says that a log is whole, and names what was changed in one that is not", async (t) => {
  const dataDir = temporaryFolder(t);
  const path = leaveStore(dataDir);
  const whole = await runChiron(["audit", "verify"], { dataDir });
  assert.equal(whole.code, 0);
  assert.match(whole.stdout, /^The log is whole: 17 events in .+chiron\.db; head engine 17 [0-9a-f]{16}\.\n$/);
  const db = new DatabaseSync(path);
  db.exec("UPDATE events SET data = replace(data, 'critical', 'harmless') WHERE seq = 2");
  db.exec("DELETE FROM events WHERE seq = 9");
  db.close();
  const { code, stdout, stderr } = await runChiron(["audit", "verify"], { dataDir });
  assert.equal(code, 1);
  assert.match(stdout, /^altered .*record 2 /m);
  assert.match(stdout, /^missing .*record 9 is missing/m);
  assert.match(stderr, /problems in .+chiron\.db\.\n$/);
  const machine = await runChiron(["audit", "verify", "--json"], { dataDir });
  assert.equal(machine.code, 1);
  assert.equal(JSON.parse(machine.stdout).ok, false);
});

test("FACE-04: `chiron audit events` tells what happened", async (t) => {
  const dataDir = temporaryFolder(t);
  leaveStore(dataDir);
  const newest = await runChiron(["audit", "events", "--limit", "2", "--json"], { dataDir });
  assert.deepEqual(
    (JSON.parse(newest.stdout) as { seq: number }[]).map(({ seq }) => seq),
    [16, 17],
  );
  const steps = await runChiron(["audit", "events", "--type", "step.started", "step.finished"], { dataDir });
  assert.match(steps.stdout, / {4}10 {2}\d\d:\d\d:\d\d\.\d{3} {2}step\.started .* Step 1 begins: service\.restart\.\n/);
  assert.equal(steps.stdout.trimEnd().split("\n").length, 3, "the day, and two events");
});

test("FACE-04: `chiron doctor` finds all well, and warns where no engine runs", async (t) => {
  const folder = temporaryFolder(t);
  const file = writeConfiguration(folder, "0", "api: { port: 0 }\n");
  const { code, levels } = await doctor(file, join(folder, "data"));
  assert.equal(code, 0);
  assert.deepEqual(
    Object.entries(levels).filter(([, level]) => level !== "ok" && level !== "warn"),
    [],
  );
  assert.equal(levels.engine, "warn");
});

test("FACE-04: `chiron doctor` names what is wrong, says what to do, and exits with 1", async (t) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  mkdirSync(dataDir);
  leaveStore(dataDir);
  new DatabaseSync(join(dataDir, "chiron.db")).exec("DELETE FROM events WHERE seq = 3");
  chmodSync(dataDir, 0o777);
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise((resolve) => taken.close(resolve)));
  const { port } = taken.address() as { port: number };
  const file = join(folder, "chiron.yaml");
  writeFileSync(
    file,
    `targets:
  - { id: web, kind: service, supervisor: { direct: { command: [no-such-program-anywhere] } } }
packs: [service]
api: { port: ${port} }
`,
  );
  const { code, levels, checks } = await doctor(file, dataDir);
  assert.equal(code, 1);
  const failed = Object.keys(levels).filter((name) => levels[name] === "fail");
  assert.deepEqual(failed, ["data folder", "store", "programs", "port"]);
  for (const { level, advice } of checks) if (level !== "ok") assert.ok(advice);
  const bad = await doctor(join(folder, "none.yaml"), dataDir);
  assert.equal(bad.levels.configuration, "fail");
});

test("FACE-06: a token is shown once, and only its hash is kept, in a file of its owner's own", async (t) => {
  const dataDir = temporaryFolder(t);
  const made = await runChiron(["token", "create", "ci", "--role", "operator", "--days", "30"], { dataDir });
  assert.equal(made.code, 0);
  const token = made.stdout.trim();
  assert.match(token, /^chiron_[0-9a-f]{12}_[\w-]{43}$/);
  assert.match(made.stderr, /only time it is shown.* ci is operator \(service\), and holds for 30 days/);
  assert.equal(statSync(join(dataDir, "tokens.json")).mode & 0o777, 0o600);
  const listed = await runChiron(["token", "list", "--json"], { dataDir });
  assert.equal(JSON.parse(listed.stdout)[0].name, "ci");
  assert.doesNotMatch(listed.stdout, new RegExp(`sha256|${token}`));
  const twice = await runChiron(["token", "create", "ci"], { dataDir });
  assert.equal(twice.code, 4);
  const revoked = await runChiron(["token", "revoke", "ci"], { dataDir });
  assert.deepEqual([revoked.code, revoked.stdout], [0, "Revoked: ci.\n"]);
  const none = await runChiron(["token", "list"], { dataDir });
  assert.equal(none.stdout, "There are no tokens.\n");
});

test("FACE-04: the formats that people write are documented by schema", async () => {
  for (const words of [
    ["runbook", "schema"],
    ["config", "schema"],
  ]) {
    const { code, stdout } = await runChiron(words);
    assert.equal(code, 0);
    const schema = JSON.parse(stdout);
    assert.equal(schema.type, "object", words.join(" "));
    assert.match(schema.$schema, /json-schema\.org/);
  }
});

test("FACE-03: `chiron config show` prints what a page of YAML comes to, which can be read again, without its secrets", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "chiron.yaml");
  const page = `packs:
  - openclaw:
      gateway: { every: 1500ms, environment: { OPENCLAW_GATEWAY_TOKEN: hunter22, OPENCLAW_STATE_DIR: /srv/claw } }
notify: { page: [ webhook: { url: "http://127.0.0.1:1/" } ] }
`;
  writeFileSync(file, page);
  const { code, stdout } = await runChiron(["config", "show", file], { dataDir: folder });
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /hunter22/);
  const shown = parse(stdout) as { targets: { id: string; pack?: string; probes: Record<string, unknown>[] }[] };
  const [gateway] = shown.targets;
  assert.deepEqual([gateway?.id, gateway?.pack], ["openclaw-gateway", "openclaw"]);
  assert.deepEqual(gateway?.probes[0]?.http, {
    every: "1s500ms",
    timeout: "5s",
    url: "http://127.0.0.1:18789/healthz",
    method: "GET",
    expect: { status: 200 },
    verifyCertificate: true,
  });
  const again = await runChiron(["config", "show", file, "--json"], { dataDir: folder });
  assert.deepEqual(JSON.parse(again.stdout), shown);
  writeFileSync(file, page.replace("every", "evry"));
  const wrong = await runChiron(["config", "show", file], { dataDir: folder });
  assert.equal(wrong.code, 2);
  assert.match(
    wrong.stderr,
    /chiron\.yaml:3:18 {2}packs\[0\]\.openclaw\.gateway\.evry is an unknown key; did you mean "every"\?/,
  );
});
