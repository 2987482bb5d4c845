/** The page about healing: its configuration is taken, and its session runs as it is shown, word for word but for ids and times. */
// needs: curl, git
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { startDrift } from "../support/drift-scene.ts";
import { chironIn } from "../support/emergency/chiron.ts";
import { contractText, goodReport, riskyReport } from "../support/gates.ts";
import { readGuide, runExample } from "../support/guides.ts";
import { makeRepository } from "../support/mender-scene.ts";

const guide = readGuide("contract-healing.md");

const id = /\b(?:(?:chain-|fix-)?[0-9a-f]{16}|fix-[0-9a-f]{12}|[0-9a-f]{12})\b/g;

/** What is another each time. */
function plain(text: string): string {
  return text
    .replace(id, "ID")
    .replace(/\b(?:just now|\d+s ago)\b/g, "AGO")
    .replace(/\bcli:\w+/g, "cli:YOU")
    .replace(/ +/g, " ")
    .trim();
}

test("CONTRACT-09: the configuration of the page about healing is taken as it is shown", async (t) => {
  const [yaml = "", ...others] = guide.yaml("chiron.yaml");
  assert.equal(others.length, 0);
  const chiron = chironIn(t);
  makeRepository(join(chiron.folder, "shop"), { "docs/CONTRACT.md": contractText });
  for (const name of ["CONTRACT.md", "FLOWS.md"]) writeFileSync(join(chiron.folder, name), contractText);
  chiron.write(yaml);
  const { code, out, err } = await chiron.run("validate");
  assert.equal(code, 0, out + err);
});

test("CONTRACT-10: the session of the page about healing goes as it is shown, from Fix now to 100", async (t) => {
  const scene = await startDrift(t, {
    files: { "CONTRACT.md": contractText, "check.sh": "grep -q 'Format 4.1' CONTRACT.md\n" },
    gates: "{ review: {} }",
    ofRepository: ["test: { command: [sh, check.sh] }"],
  });
  assert.equal(await scene.send("review", goodReport), "valid");
  assert.equal(await scene.send("review", riskyReport), "degraded");
  await scene.event("harmony:health-updated", ({ current }) => current === 92);
  assert.equal(guide.commands.length, guide.outputs.length);
  const meant = new Map<string, string>();
  for (const [index, command] of guide.commands.entries()) {
    if (command.includes("contract status")) {
      scene.deploy();
      const [chain] = (await scene.pattern()).chains;
      await until("it is in force", async () => (await scene.chain(chain?.id ?? "")).appliedAt ?? undefined);
      for (let next = 0; next < 3; next++) await scene.send("review", riskyReport);
      await scene.event("harmony:health-updated", ({ current }) => current === 100);
    }
    const real = command.replace(id, (one) => meant.get(one) ?? one);
    const said = await runExample(real, { folder: scene.chiron.folder, dataDir: scene.chiron.dataDir });
    const shown = guide.outputs[index] ?? "";
    assert.equal(plain(said), plain(shown), command);
    const ids = said.match(id) ?? [];
    for (const [at, one] of (shown.match(id) ?? []).entries()) meant.set(one, ids[at] ?? one);
    if (command.includes("approve"))
      await scene.reached([...meant.values()].find((one) => one.startsWith("chain-")) ?? "", "done");
  }
});
