/** Another runbook than the one that Chiron has chosen, and healing that is paused, both from an incident's page. */
// needs: chromium
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { openWorkbench } from "../support/browser/index.ts";
import { human } from "../support/engine.ts";

const yaml = `
targets:
  - { id: box, kind: file, criticality: critical, autonomy: approve, probes: [{ file: { path: DIR/wanted, every: 200ms } }] }
anomalies:
  - { type: file_gone, title: The file is not there, severity: low, probes: [file], when: reading.values.exists == false, clear: { readings: 1, every: 200ms } }
runbooks: [one.yaml, two.yaml]
`;
const runbook = (id: string, priority: number, file: string) => `id: ${id}
title: Get the file back
version: 1
matches: [file_gone]
risk: low
priority: ${priority}
strategies:
  - { name: make, verifyWithin: 2s, steps: [{ action: command, with: { argv: [touch, DIR/${file}] } }] }
`;
const files = { wanted: "", "one.yaml": runbook("rb-one", 0, "elsewhere"), "two.yaml": runbook("rb-two", 3, "wanted") };

test("FACE-11: another runbook is run for it on the reader's word, with the name typed for a critical target", async (t) => {
  const { world, open } = await openWorkbench(t, yaml, { files });
  await until("the file was seen", () => world.facade.target("box")?.health === "good");
  rmSync(join(world.folder, "wanted"));
  const incident = await world.incident("awaiting_approval");
  const { page, assertClean } = await open({ as: { role: "approver" }, at: `/incidents/${incident}` });
  const other = page.locator("#ways li").filter({ hasText: "rb-two" });
  await other.getByText("rb-one comes before it.").waitFor();
  await page.locator("#also").getByRole("button", { name: "Run rb-two" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/rb-two is run on box at once, on your word/).waitFor();
  await dialog.getByLabel(/^To be sure, type/).fill("box");
  await dialog.getByRole("button", { name: "Run rb-two" }).click();
  await page.locator("#wanted").getByText("Nothing: it is over.").waitFor();
  assert.equal(world.facade.incident(incident)?.outcome?.runbook, "rb-two");
  assert.equal(existsSync(join(world.folder, "elsewhere")), false);
  assertClean();
});

test("FACE-11: what is held because healing is paused says so, and lets healing go on", async (t) => {
  const { world, open } = await openWorkbench(t, yaml, { files });
  await until("the file was seen", () => world.facade.target("box")?.health === "good");
  await world.facade.command({ kind: "pause", reason: "the release is going out" }, human);
  rmSync(join(world.folder, "wanted"));
  const { data } = await world.event("incident.held");
  const { page, assertClean } = await open({ as: { role: "operator" }, at: `/incidents/${data.incident}` });
  const wanted = page.locator("#wanted");
  await wanted.getByText(/Nothing is done about it: .*the release is going out/).waitFor();
  await wanted.getByRole("button", { name: "Let healing go on" }).click();
  await page
    .getByRole("dialog")
    .getByText(/Healing goes on for everything that is watched/)
    .waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Let healing go on" }).click();
  await wanted.getByText(/Decide whether rb-one/).waitFor();
  assert.equal(world.facade.status().paused, null);
  const approve = wanted.getByRole("button", { name: "Let it run" });
  assert.match((await approve.getAttribute("title")) ?? "", /operator, does not allow this/);
  assertClean();
});
