/** What there is to learn from an incident, read and decided about in the browser. */
// needs: chromium
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { assertAccessible, openWorkbench } from "../support/browser/index.ts";
import { human } from "../support/engine.ts";

const yaml = `
targets:
  - { id: box, kind: file, autonomy: auto, probes: [{ file: { path: DIR/wanted, every: 200ms } }] }
anomalies:
  - { type: file_gone, title: The file is not there, severity: low, probes: [file], when: reading.values.exists == false, clear: { readings: 1, every: 200ms } }
runbooks: [rb.yaml, other.yaml]
escalation: { rules: [{ on: file_gone, afterAttempts: 1 }] }
notify: { notice: [log], page: [log] }
`;
const strategy = (name: string, file: string) =>
  `  - { name: ${name}, verifyWithin: 2s, steps: [{ action: command, with: { argv: [touch, DIR/${file}] } }] }\n`;
const runbook = (id: string, priority: number, strategies: string) => `id: ${id}
title: Get the file back
version: 1
matches: [file_gone]
risk: low
priority: ${priority}
limits: { attempts: 5, within: 10m, cooldown: 1s, timeout: 1m }
strategies:
${strategies}`;

/** The first strategy fails, a human is called, the second one helps: the post-mortem proposes to begin with that. */
async function learned(t: TestContext) {
  const files = {
    wanted: "",
    "rb.yaml": runbook("rb-file", 0, strategy("search", "searched") + strategy("make", "wanted")),
    "other.yaml": runbook("rb-other", 3, strategy("elsewhere", "elsewhere")),
  };
  const workbench = await openWorkbench(t, yaml, { files });
  const { world } = workbench;
  await until("the file was seen", () => world.facade.target("box")?.health === "good");
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-file" }, human);
  rmSync(join(world.folder, "wanted"));
  const incident = await world.incident("resolved");
  await world.event("postmortem.written");
  return { ...workbench, incident };
}

test("FACE-11: a post-mortem is read, and what it proposes is put in force", async (t) => {
  const { world, incident, open } = await learned(t);
  const { page, assertClean } = await open({ as: { role: "approver" }, at: `/incidents/${incident}` });
  const card = page.locator("#postmortem");
  await card.getByText('try "make" first').waitFor();
  await assertAccessible(page, "post-mortem");
  await page
    .locator("#ways")
    .getByText(/^It did not help/)
    .waitFor();
  await card.getByRole("button", { name: "Put it in force" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Put it in force" }).click();
  await card.getByText("approved").waitFor();
  assert.deepEqual(world.facade.runbook("rb-file")?.strategies, ["make", "search"]);
  assertClean();
});

test("FACE-11: what it proposes is rejected with a reason, and stays as it is", async (t) => {
  const { world, incident, open } = await learned(t);
  const { page, assertClean } = await open({ as: { role: "approver" }, at: `/incidents/${incident}` });
  const card = page.locator("#postmortem");
  await card.getByRole("button", { name: "Reject the change" }).click();
  await page.getByRole("dialog").getByLabel(/^Why/).fill("searching costs nothing");
  await page.getByRole("dialog").getByRole("button", { name: "Reject the change" }).click();
  await card.getByText("searching costs nothing").first().waitFor();
  assert.deepEqual(world.facade.runbook("rb-file")?.strategies, ["search", "make"]);
  assertClean();
});
