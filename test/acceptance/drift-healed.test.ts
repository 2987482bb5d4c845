// needs: git
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { startDrift } from "../support/drift-scene.ts";
import { contractText, goodPlan, goodReport, narrowPlan } from "../support/gates.ts";
import { git } from "../support/repositories.ts";

const riskyReport = goodReport.replace("**Summary**", "**RiskFactors**: a release on a Friday\n**Summary**");

test("CONTRACT-A1: a chain table without two columns at gate 4: degraded, critical at 87, fixed by a chain that a human approves; both shapes pass, 100", async (t) => {
  const scene = await startDrift(t, {
    files: { "CONTRACT.md": contractText, "README.md": "# Shop\n" },
    gates: '{ "4": { format: "4.2" } }',
    checkedOut: true,
  });
  assert.equal(await scene.send("4", goodPlan), "valid");
  for (const score of [92, 89, 87]) {
    assert.equal(await scene.send("4", narrowPlan), "degraded");
    await scene.event("harmony:health-updated", ({ current }) => current === score);
  }
  const pattern = await scene.pattern();
  assert.deepEqual([pattern.gate, pattern.kind, pattern.isCritical, pattern.count], ["4", "missing_column", true, 3]);
  const { chain: id } = await scene.decide(`patterns/${pattern.id}/fix`, { because: "contract_stale" });
  const proposed = await scene.event("harmony:chain-proposed");
  assert.deepEqual([proposed.data.id, proposed.data.chain.flow], [id, "contract-drift-fix"]);
  assert.deepEqual(
    proposed.data.chain.steps.map(({ kind }: { kind: string }) => kind),
    ["analyze", "code", "review", "commit"],
  );
  const before = git(scene.repository, "rev-parse", "main");
  assert.equal((await scene.chain(id)).state, "proposed", "nothing runs before a human approves it");
  await scene.decide(`chains/${id}/approve`);
  // The branch is checked out: what is in somebody's work tree is theirs to move.
  const ready = await scene.reached(id, "ready");
  const commanded =
    ready.command ?? (await until("the command", async () => (await scene.chain(id)).command ?? undefined));
  assert.equal(git(scene.repository, "rev-parse", "main"), before);
  assert.equal(git(scene.repository, "status", "--porcelain"), "");
  assert.equal((await scene.view()).score, 87);
  execFileSync("sh", ["-c", commanded], { stdio: "pipe" });
  const done = await scene.reached(id, "done");
  await until("it is in force", async () => (await scene.chain(id)).appliedAt ?? undefined);
  for (const step of ["analyze", "code", "review"])
    assert.equal(done.steps.find((one) => one.step === step)?.state, "done", step);
  assert.equal((await scene.view()).scoreByReplay, 100);
  const diff = git(scene.repository, "diff", before, "main", "--", "CONTRACT.md");
  assert.deepEqual(
    diff.split("\n").filter((line) => /^[-+][^-+]/.test(line)),
    ["-| Step | Agent | Inputs | Waits For |", "+| Step | Agent | Inputs (optional) | Waits For (optional) |"],
  );
  for (const output of [narrowPlan, goodPlan, narrowPlan]) assert.equal(await scene.send("4", output), "valid");
  const cleared = await scene.event("harmony:health-updated", ({ current }) => current === 100);
  assert.deepEqual(cleared.data.cleared, [pattern.id]);
});

test("CONTRACT-A2: an undocumented RiskFactors: degraded, 92, documented as optional by contract-drift-fix without any model, 100", async (t) => {
  const scene = await startDrift(t, {
    files: { "CONTRACT.md": contractText, "check.sh": "grep -q 'Format 4.1' CONTRACT.md\n" },
    gates: "{ review: {} }",
    ofRepository: ["test: { command: [sh, check.sh] }"],
  });
  assert.equal(await scene.send("review", goodReport), "valid");
  assert.equal(await scene.send("review", riskyReport), "degraded");
  await scene.event("harmony:health-updated", ({ current }) => current === 92);
  const pattern = await scene.pattern();
  assert.equal(pattern.hypotheses[0]?.kind, "contract_stale");
  const { chain: id, flow } = await scene.decide(`patterns/${pattern.id}/fix`);
  assert.equal(flow, "contract-drift-fix");
  await scene.decide(`chains/${id}/approve`, { reason: "it is worth knowing" });
  const done = await scene.reached(id, "done");
  assert.deepEqual(
    done.steps.map(({ step, state }) => [step, state]),
    ["analyze", "code", "review", "commit"].map((step) => [step, "done"]),
  );
  const message = git(scene.repository, "log", "-1", "--format=%B", "main");
  assert.match(message, /unknown field RiskFactors/);
  assert.match(message, /1 output differed at gate review/);
  assert.match(message, /Approved by token:anna/);
  assert.deepEqual(git(scene.repository, "diff", "--name-only", "main~1", "main").split("\n"), [
    "CONTRACT.md",
    "LEARNINGS.md",
  ]);
  const added = git(scene.repository, "diff", "main~1", "main", "--", "CONTRACT.md").split("\n");
  assert.deepEqual(
    added.filter((line) => /^[-+][^-+]|^[-+]- /.test(line)),
    ["+- RiskFactors (one-line string, optional)"],
  );
  assert.match(git(scene.repository, "show", "main:LEARNINGS.md"), /unknown field RiskFactors at gate review/);
  for (const step of ["analyze", "code", "review", "commit"])
    await scene.event("harmony:chain-progress", ({ report }) => report?.step === step && report.state === "done");
  assert.equal((await scene.chain(id)).appliedAt, null, "outputs are held against the old text still");
  assert.equal(await scene.send("review", goodReport), "valid");
  scene.deploy();
  await until("it is in force", async () => (await scene.chain(id)).appliedAt ?? undefined);
  assert.equal((await scene.view()).score, 92, "nothing is closed by a commit alone");
  for (const output of [riskyReport, goodReport, riskyReport])
    assert.equal(await scene.send("review", output), "valid");
  await scene.event("harmony:health-updated", ({ current }) => current === 100);
});

test("CONTRACT-A3: the back end emits an event that nobody listens to: 45, critical with the third; the chain renames it, 100", async (t) => {
  const [sent, meant] = ["chain:gate_checkpoint", "chain:gate_updated"];
  const scene = await startDrift(t, {
    files: {
      "CONTRACT.md": contractText,
      "backend.mjs": `export const update = (id) => ({ event: "${sent}", payload: { id } });\nexport const other = "${sent}_old";\n`,
      "frontend.mjs": `export const listens = { "${meant}": (id) => id };\n`,
      "test.mjs": `import { update } from "./backend.mjs";\nimport { listens } from "./frontend.mjs";\nif (listens[update("c-1").event]?.("c-1") !== "c-1") process.exit(1);\n`,
    },
    gates: "{ events: {} }",
    ofRepository: [`test: { command: [${process.execPath}, test.mjs] }`],
  });
  // What the back end emits, as it is on the branch at this moment.
  const emit = () => {
    const program = git(scene.repository, "show", "main:backend.mjs");
    const run = `${program}\nprocess.stdout.write(JSON.stringify(update("c-1")));`;
    return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", run], { encoding: "utf8" }));
  };
  assert.equal(await scene.send("events", emit()), "violation");
  await scene.event("harmony:health-updated", ({ current }) => current === 45);
  for (let more = 0; more < 2; more++) await scene.send("events", emit());
  const pattern = await scene.pattern();
  assert.deepEqual([pattern.kind, pattern.path, pattern.isCritical], ["orphan_event", sent, true]);
  const { chain: id, flow } = await scene.decide(`patterns/${pattern.id}/fix`);
  assert.equal(flow, "bug-triage");
  await scene.decide(`chains/${id}/approve`);
  await scene.reached(id, "done");
  const backend = git(scene.repository, "show", "main:backend.mjs");
  assert.ok(backend.includes(`"${meant}"`) && backend.includes(`"${sent}_old"`), backend);
  assert.equal(
    readFileSync(join(scene.repository, "backend.mjs"), "utf8").includes(`"${sent}"`),
    true,
    "the work tree is untouched",
  );
  assert.equal(await scene.send("events", emit()), "valid");
  await scene.event("harmony:health-updated", ({ current }) => current === 100);
});
