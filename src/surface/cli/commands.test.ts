import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandResult } from "#core/model";
import { temporaryFolder } from "#core/platform/test";
import { commandTable } from "./commands/index.ts";
import { runChiron, sampleRunbook, startFakeEngine } from "./testing/index.ts";

const done = (message: string, data?: CommandResult["data"]) => () => ({
  body: { message, changed: true, ...(data ? { data } : {}) },
});
const planHash = "0123456789abcdef".repeat(4);

/** Those that only hold others: each of these has its own example. */
const holders = [
  "audit",
  "config",
  "contract",
  "drill",
  "eval",
  "maintenance",
  "model",
  "notify",
  "repair",
  "silence",
  "store",
  "token",
  "traces",
];

test("FACE-04: every command has help with an example, and ends with 0", async (t) => {
  const dataDir = temporaryFolder(t);
  const helpOf = async (...words: string[]): Promise<string> => {
    const { code, stdout } = await runChiron([...words, "--help"], { dataDir });
    assert.equal(code, 0, words.join(" "));
    assert.match(stdout, /^Usage: chiron /, words.join(" "));
    return stdout;
  };
  for (const { name, summary } of commandTable) {
    assert.ok(summary.length < 70, name);
    const help = await helpOf(name);
    if (!holders.includes(name)) {
      assert.match(help, /Example:\n {2}chiron /, name);
      continue;
    }
    const held = [...(help.split("\nCommands:\n")[1] ?? "").matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(
      ([, one = ""]) => one,
    );
    assert.ok(held.length > 0, `${name} holds no commands`);
    for (const one of held) {
      if (one !== "help") assert.match(await helpOf(name, one), /Example:\n {2}chiron /, `${name} ${one}`);
    }
  }
});

test("FACE-04: wrong use exits with 2 and says what was probably meant", async (t) => {
  const dataDir = temporaryFolder(t);
  const unknown = await runChiron(["incidnets"], { dataDir });
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
  assert.match(unknown.stderr, /unknown command 'incidnets'\n\(Did you mean incidents\?\)/);
  const option = await runChiron(["incidents", "--al"], { dataDir });
  assert.equal(option.code, 2);
  assert.match(option.stderr, /unknown option '--al'\n\(Did you mean --all\?\)/);
  const without = await runChiron(["pause"], { dataDir });
  assert.equal(without.code, 2);
  assert.match(without.stderr, /required option '--reason <text>' not specified/);
  const address = await runChiron(["resume", "--url", "engine:7717"], { dataDir });
  assert.equal(address.code, 2);
});

test("FACE-04: without an engine commands exit with 3 and one clear line", async (t) => {
  const dataDir = temporaryFolder(t);
  const { code, stdout, stderr } = await runChiron(["resume"], { dataDir });
  assert.deepEqual([code, stdout], [3, ""]);
  assert.match(
    stderr,
    /^chiron: Chiron is not running: nobody answers at .+\/chiron\.sock\n {2}Start it with `chiron up`/,
  );
  const machine = await runChiron(["resume", "--json"], { dataDir });
  assert.equal(JSON.parse(machine.stderr).code, "not_running");
});

test("FACE-04: pause, resume, reload, dismiss, resolve and reject say what was done", async (t) => {
  const dataDir = temporaryFolder(t);
  const engine = await startFakeEngine(
    t,
    { dataDir },
    {
      "POST /v1/pause": done("Healing is paused."),
      "DELETE /v1/pause": done("Healing is on again."),
      "POST /v1/reload": done("Reloaded."),
      "POST /v1/incidents/inc-1/dismiss": done("Dismissed."),
      "POST /v1/incidents/inc-1/resolve": done("Resolved."),
      "POST /v1/incidents/inc-1/reject": done("Rejected."),
    },
  );
  const why = ["--reason", "because of that"];
  const asked = [
    ["pause", ...why],
    ["resume"],
    ["reload"],
    ["dismiss", "inc-1", ...why],
    ["resolve", "inc-1", ...why],
    ["reject", "inc-1", ...why],
  ];
  const told: string[] = [];
  for (const words of asked) {
    const { code, stdout, stderr } = await runChiron(words, { dataDir });
    assert.deepEqual([code, stderr], [0, ""], words.join(" "));
    told.push(stdout.trim());
  }
  assert.deepEqual(told, [
    "Healing is paused.",
    "Healing is on again.",
    "Reloaded.",
    "Dismissed.",
    "Resolved.",
    "Rejected.",
  ]);
  for (const { what, body } of engine.asked) {
    const wantsReason = !/resume|reload|DELETE/.test(what);
    if (wantsReason) assert.deepEqual(body, { reason: "because of that" }, what);
  }
});

test("FACE-04: `chiron approve` with an incident approves the plan that was shown, and no other", async (t) => {
  const dataDir = temporaryFolder(t);
  const engine = await startFakeEngine(
    t,
    { dataDir },
    {
      "GET /v1/incidents/inc-1": () => ({ body: { id: "inc-1", approval: { planHash, status: "waiting" } } }),
      "POST /v1/incidents/inc-1/approve": done("Approved."),
    },
  );
  const plain = await runChiron(["approve", "inc-1", "--reason", "go"], { dataDir });
  assert.deepEqual([plain.code, plain.stdout], [0, "Approved.\n"]);
  assert.deepEqual(engine.asked.at(-1)?.body, { planHash, reason: "go" });
  const shown = await runChiron(["approve", "inc-1", "--plan", planHash.slice(0, 12)], { dataDir });
  assert.equal(shown.code, 0);
  const before = engine.asked.length;
  const stale = await runChiron(["approve", "inc-1", "--plan", "ffffffffffff"], { dataDir });
  assert.equal(stale.code, 4);
  assert.match(stale.stderr, /asks about another plan than the one you were shown/);
  assert.equal(engine.asked.length, before + 1, "nothing was approved");
});

test("FACE-04: `chiron approve` with a runbook approves exactly the content it has now", async (t) => {
  const dataDir = temporaryFolder(t);
  const runbook = sampleRunbook();
  const engine = await startFakeEngine(
    t,
    { dataDir },
    {
      "GET /v1/runbooks/rb-restart-service": () => ({ body: runbook }),
      "POST /v1/runbooks/rb-restart-service/approve": done("Approved."),
    },
  );
  for (const words of [
    ["approve", "rb-restart-service"],
    ["runbook", "approve", "rb-restart-service", "--hash", "5f2a77c01b9e"],
  ]) {
    const { code } = await runChiron(words, { dataDir });
    assert.equal(code, 0);
    assert.deepEqual(engine.asked.at(-1)?.body, { hash: runbook.hash });
  }
});

test("FACE-04: `chiron execute` without --confirm only says what it would do, and exits with 2", async (t) => {
  const dataDir = temporaryFolder(t);
  const states = ["resolved", "escalated", "remediating"];
  const engine = await startFakeEngine(
    t,
    { dataDir },
    {
      "POST /v1/runbooks/rb-x/dry-run": done("1. It would restart web.\n2. It would wait 5s."),
      "POST /v1/runbooks/rb-x/execute": () => done("It was run.", { state: states.shift() })(),
    },
  );
  const unconfirmed = await runChiron(["execute", "rb-x", "--target", "web"], { dataDir });
  assert.deepEqual([unconfirmed.code, unconfirmed.stdout], [2, "1. It would restart web.\n2. It would wait 5s.\n"]);
  assert.match(unconfirmed.stderr, /Nothing was done\. Add --confirm/);
  assert.deepEqual(
    engine.asked.map(({ what }) => what),
    ["POST /v1/runbooks/rb-x/dry-run"],
  );
  const codes: (number | null)[] = [];
  for (let run = 0; run < 3; run++) {
    codes.push((await runChiron(["execute", "rb-x", "--target", "web", "--confirm"], { dataDir })).code);
  }
  assert.deepEqual(codes, [0, 5, 1]);
  assert.deepEqual(engine.asked.at(-1)?.body, { target: "web", confirm: true });
  const aimless = await runChiron(["execute", "rb-x", "--confirm"], { dataDir });
  assert.equal(aimless.code, 2);
});

test("FACE-04: what policy refuses exits with 4, what needs a human with 5", async (t) => {
  const dataDir = temporaryFolder(t);
  await startFakeEngine(
    t,
    { dataDir },
    {
      "DELETE /v1/pause": () => ({ problem: "refused_by_policy", detail: "healing is paused", help: "chiron resume" }),
      "POST /v1/reload": () => ({ problem: "human_needed", detail: "somebody must look" }),
      "POST /v1/targets/web/probe": () => ({
        problem: "not_found",
        detail: "there is no target web",
        help: "GET /v1/targets lists them.",
      }),
    },
  );
  assert.equal((await runChiron(["resume"], { dataDir })).code, 4);
  assert.equal((await runChiron(["reload"], { dataDir })).code, 5);
  const { code, stderr } = await runChiron(["probe", "web"], { dataDir });
  assert.deepEqual([code, stderr], [1, "chiron: there is no target web\n  chiron status lists them.\n"]);
});

test("FACE-04: --url and --token reach an engine elsewhere", async (t) => {
  const dataDir = temporaryFolder(t);
  const engine = await startFakeEngine(
    t,
    { dataDir, onNetwork: true },
    {
      "GET /v1/runbooks": () => ({ body: { items: [sampleRunbook()], next: null } }),
    },
  );
  const { code, stdout } = await runChiron(["runbooks", "--url", engine.url, "--token", "secret"]);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `runbook             mode     risk  confidence   version  source        for
rb-restart-service  dry_run  low   not yet run  1        pack:service  process_dead
`,
  );
  const byEnvironment = await runChiron(["runbooks", "--json"], {
    env: { CHIRON_URL: engine.url, CHIRON_TOKEN: "secret" },
  });
  assert.deepEqual(JSON.parse(byEnvironment.stdout), [sampleRunbook()]);
  assert.deepEqual(
    engine.asked.map(({ authorization }) => authorization),
    ["Bearer secret", "Bearer secret"],
  );
});

test("FACE-04: `chiron probe` shows fresh readings", async (t) => {
  const dataDir = temporaryFolder(t);
  const readings = [
    {
      target: "web",
      probe: "process",
      takenAt: 1,
      available: true,
      values: { running: true, pid: 4711 },
      latencyMs: 0.25,
    },
    {
      target: "web",
      probe: "http",
      takenAt: 1,
      available: false,
      values: { serving: false },
      latencyMs: 1000,
      error: "no answer in 1s",
    },
  ];
  await startFakeEngine(t, { dataDir }, { "POST /v1/targets/web/probe": done("2 readings of web.", { readings }) });
  const { stdout } = await runChiron(["probe", "web"], { dataDir });
  assert.equal(
    stdout,
    `probe    answer  ms      values
process  yes     0.3     running true, pid 4711
http     no      1000.0  no answer in 1s; serving false
`,
  );
});
