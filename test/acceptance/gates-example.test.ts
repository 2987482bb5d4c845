/** The example orchestrator, as the process that people start: honest, and drifting in each of its ways. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ViolationKind, violationKinds } from "#core/model";
import { until, within } from "#core/platform/test";
import { drifts } from "../../examples/orchestrator/outputs.ts";
import { type GatesWorld, startGates } from "../support/gates.ts";

const contract = readFileSync("examples/orchestrator/CONTRACT.md", "utf8");
const usualYaml = readFileSync("examples/orchestrator/chiron.yaml", "utf8");
const withWindow = (time: string) => usualYaml.replace("migrationWindow: 30s", `migrationWindow: ${time}`);

/** At which gate the example drifts so, and what exactly is to be written down of it. */
const expected: Readonly<Record<ViolationKind, readonly [gate: string, path: string, format: string | null]>> = {
  missing_field: ["review", "Score", "1.1"],
  missing_column: ["plan", "Chain plan table", "2.1"],
  unknown_field: ["review", "RiskFactors", "1.1"],
  wrong_type: ["review", "Reviewed", "1.1"],
  wrong_enum: ["review", "Verdict", "1.1"],
  out_of_range: ["review", "Score", "1.1"],
  wrong_order: ["plan", "Goal", "2.1"],
  unparseable: ["review", "Format 1.1", "1.1"],
  version_mismatch: ["handover", "Format 3.1", "3.1"],
  orphan_event: ["events", "chain:gate_checkpoint", null],
  unknown_event: ["events", "billing:charged", null],
};

async function orchestrator({ dataDir }: GatesWorld, ...words: readonly string[]): Promise<string> {
  const args = ["examples/orchestrator/main.ts", "--socket", join(dataDir, "chiron.sock"), ...words];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      said += part;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  assert.equal(await within(`the orchestrator with ${words.join(" ")}`, ended, 60_000), 0, said);
  return said;
}

/** What the engine has written down of a session. */
function recorded({ events }: GatesWorld, session: string): readonly unknown[] {
  return events.flatMap((one) =>
    one.type === "harmony:violation" && one.data.session === session
      ? one.data.findings.map(({ kind, path, advisory }) => [one.data.gate, one.data.format, kind, path, advisory])
      : [],
  );
}

test("CONTRACT-04: the example orchestrator can drift in every way there is, and the engine writes down exactly that, in its place", async (t) => {
  assert.deepEqual(Object.keys(drifts).toSorted(), [...violationKinds].toSorted());
  assert.notEqual(withWindow("1s"), usualYaml);
  const world = await startGates(t, withWindow("1s"), { files: { "CONTRACT.md": contract } });
  const honest = await orchestrator(world, "--session", "honest");
  assert.equal(honest.match(/: valid$/gm)?.length, 5, honest);
  assert.equal((await world.ask("GET", "harmony")).body.score, 100);
  await until(
    "the migration window is over",
    async () => (await orchestrator(world, "--drift", "version_mismatch")).includes(": degraded: version_mismatch"),
    60_000,
  );
  for (const kind of violationKinds) {
    const [gate, path, format] = expected[kind];
    const said = await orchestrator(world, "--drift", kind, "--session", kind);
    assert.match(said, new RegExp(`^1 ${gate} \\w+: (degraded|violation): ${kind} ${path}$`, "m"));
    assert.equal(said.match(/: valid$/gm)?.length, 4, said);
    assert.deepEqual(recorded(world, kind), [[gate, format, kind, path, false]]);
  }
  const { patterns } = (await world.ask("GET", "harmony")).body;
  assert.deepEqual(
    patterns
      .map((one: { gate: string; kind: string; path: string }) => [one.gate, one.kind, one.path].join(" "))
      .sort(),
    violationKinds.map((kind) => [expected[kind][0], kind, expected[kind][1]].join(" ")).sort(),
  );
});

test("CONTRACT-12: a contract that changes its version while agents work: the old outputs pass, also after a restart, until the window is over", async (t) => {
  const [before, old, after] = contract.split(/(?=^## Format 3\.1: Handover, as|^## Events)/m);
  const older = [before?.split(/(?=^## Format 3\.1)/m)[0], old, after].join("");
  const newer = [before, after].join("");
  assert.ok(older.includes("**Version**: 1") && !older.includes("**Version**: 2"), older);
  const first = await startGates(t, withWindow("1h"), { files: { "CONTRACT.md": older } });
  const drifted = ["--drift", "version_mismatch", "--session"] as const;
  assert.match(await orchestrator(first, ...drifted, "older"), /^1 handover handover: valid$/m);
  writeFileSync(join(first.folder, "CONTRACT.md"), newer);
  await first.event("contract.read", ({ data }) => data.text === newer);
  await first.stop();
  const second = await startGates(t, withWindow("1h"), { folder: first.folder });
  assert.match(
    await orchestrator(second, ...drifted, "window"),
    /^1 handover handover: valid: version_mismatch Format 3\.1$/m,
  );
  assert.match(await orchestrator(second), /^1 handover handover: valid$/m);
  assert.deepEqual([...recorded(second, "older"), ...recorded(second, "window")], []);
  await second.stop();
  const third = await startGates(t, withWindow("1s"), { folder: first.folder });
  await until("the migration window is over", async () =>
    /degraded/.test(await orchestrator(third, ...drifted, "over")),
  );
  assert.deepEqual(recorded(third, "over"), [["handover", "3.1", "version_mismatch", "Format 3.1", false]]);
});
