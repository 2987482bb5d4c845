/** What the world says stands in the pages of an incident as text: whatever it holds, and however much it is. */
// needs: chromium
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openLog, standardProjections } from "#core/log";
import { event } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { temporaryFolder } from "#core/platform/test";
import { evolve } from "#loop/incident";
import { openWorkbench } from "../support/browser/index.ts";
import { human } from "../support/engine.ts";

/** Markup, a script, a template, an override of the direction without its end, combining marks, and no place to break a line. */
const hostile = `<img src=x onerror="window.broken=1"><script>window.broken=2</script>{{7*7}}\u202e\u2067evil\u0301${"\u0301".repeat(40)}${"W".repeat(400)}`;
const lengthOf = (characters: number) => hostile.repeat(Math.ceil(characters / hostile.length)).slice(0, characters);
/** The store takes no event of more than 1,048,576 characters as JSON. */
const megabyte = lengthOf(900_000);
const quarter = lengthOf(230_000);

const beyondTheEdge = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

async function assertUnbroken(page: Page, where: string): Promise<void> {
  assert.equal(await page.evaluate("window.broken"), undefined, where);
  assert.equal(await page.locator("main img, main script").count(), 0, where);
  assert.equal(await page.evaluate(beyondTheEdge), 0, `${where}: nothing stands beyond the edge`);
}

const yaml = `
targets:
  - id: box
    kind: host
    autonomy: approve
    probes: [{ command: { argv: [cat, DIR/said], every: 300ms, values: { said: { regex: "(?s)(.*)" } } } }]
anomalies:
  - { type: odd_words, title: It says odd things, severity: high, probes: [command], when: "reading.values.said != 'fine'", clear: { readings: 1, every: 300ms } }
runbooks: [rb.yaml]
`;
const runbook = `id: rb-words
title: Say it again
version: 1
matches: [odd_words]
risk: low
strategies:
  - name: again
    verifyWithin: 1s
    steps: [{ action: command, with: { argv: [cat, DIR/said] } }]
`;

for (const widthPx of [1_280, 390])
  test(`FACE-11: hostile text in readings, outputs and reasons is shown as text: ${widthPx} px`, async (t) => {
    const { world, open } = await openWorkbench(t, yaml, { files: { said: hostile, "rb.yaml": runbook } });
    const incident = await world.incident("awaiting_approval");
    const { page, go, assertClean } = await open({ as: { role: "approver" }, widthPx, at: `/incidents/${incident}` });
    await page.locator("#evidence").getByText("<img src=x onerror=").first().waitFor();
    await assertUnbroken(page, "waiting");
    await page.getByRole("button", { name: "Ask for another way" }).click();
    await page.getByRole("dialog").getByLabel("Strategy").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "I am on it" }).click();
    await page.getByRole("dialog").getByLabel(/^Why/).fill(hostile);
    await page.getByRole("dialog").getByRole("button", { name: "I am on it" }).click();
    await page.locator(".incident-head").getByText("<script>window.broken=2</script>").waitFor();
    await assertUnbroken(page, "acknowledged");
    await go("/approvals");
    await page.getByText("May rb-words").waitFor();
    await assertUnbroken(page, "queue");
    // A command may do anything: its risk is medium, and what comes of it is said once more.
    await page.getByRole("button", { name: "Let it run", exact: true }).click();
    await page
      .getByRole("dialog")
      .getByText(/It runs command on box at once/)
      .waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Let it run" }).click();
    await world.incident("escalated");
    await go(`/incidents/${incident}`);
    await page
      .locator("#story")
      .getByText(/^Step 1, command/)
      .first()
      .click();
    await page.locator("#story pre").getByText("onerror").first().waitFor();
    await assertUnbroken(page, "run");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("dialog").getByLabel(/^Why/).fill(hostile);
    await page.getByRole("dialog").getByRole("button", { name: "Dismiss" }).click();
    await page.locator("#wanted").getByText("Nothing: it is over.").waitFor();
    await assertUnbroken(page, "dismissed");
    await go("/incidents?all=true");
    await assertUnbroken(page, "list");
    await go("/");
    await page.getByText("What happened last").waitFor();
    await assertUnbroken(page, "overview");
    assertClean();
  });

/** As another version may have kept it: this one keeps no text of that length. */
function keepMegabytes(folder: string): void {
  const dataDir = join(folder, "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const { clock } = createRealPlatform();
  const projections = standardProjections({ evolve, version: 1 });
  const log = openLog({ path: join(dataDir, "chiron.db"), stream: "engine", clock, projections });
  const incident = "inc-megabyte";
  const reading = {
    target: "box",
    probe: "command",
    takenAt: Date.now(),
    available: true,
    latencyMs: 1,
    error: quarter,
  };
  const evidence = { condition: quarter, reading: { ...reading, values: { said: quarter } }, thresholds: {} };
  log.append([
    event("incident.opened", {
      ...{ incident, fingerprint: "odd_words@box", type: "odd_words", target: "box", severity: "high", title: quarter },
      ...{ since: Date.now(), evidence, flapping: false, episode: incident, recurrences: 0 },
    }),
    event("incident.moved", { incident, from: "detected", to: "diagnosing", reason: megabyte }),
    event("incident.moved", { incident, from: "diagnosing", to: "escalated", reason: megabyte }),
    event("incident.acknowledged", { incident, until: null, reason: megabyte }, "cli:ann"),
  ]);
  log.flush();
  log.close();
}

test("FACE-11: a megabyte in every field is shown in part, unfolds on demand, and freezes nothing", async (t) => {
  const folder = temporaryFolder(t);
  keepMegabytes(folder);
  const box = "targets: [{ id: box, kind: host, probes: [{ command: { argv: [cat, DIR/said], every: 10m } }] }]\n";
  const { world, open } = await openWorkbench(t, box, { folder, files: { said: "fine" } });
  const { page, go, assertClean } = await open({ as: { role: "approver" } });
  await assertUnbroken(page, "overview");
  await go("/incidents");
  await assertUnbroken(page, "list");
  await go("/incidents/inc-megabyte");
  const story = page.locator("#story");
  await story.getByRole("heading", { name: "Seen" }).waitFor();
  await assertUnbroken(page, "incident");
  assert.ok(((await page.locator("main").textContent()) ?? "").length < 50_000, "only a part of it is in the page");
  await story.locator("summary").first().click();
  await story.locator("pre").first().waitFor();
  await assertUnbroken(page, "a record");
  const before = performance.now();
  await page.getByRole("button", { name: "It is put right" }).click();
  await page.getByRole("dialog").getByLabel(/^Why/).fill("read it all");
  const took = performance.now() - before;
  t.diagnostic(`a dialog opened and filled in after ${took.toFixed(0)} ms`);
  assert.ok(took < 1_000, `${took.toFixed(0)} ms`);
  await page.getByRole("dialog").getByRole("button", { name: "It is put right" }).click();
  await page.locator("#wanted").getByText("Nothing: it is over.").waitFor();
  assert.equal(world.facade.incident("inc-megabyte")?.state, "resolved");
  await world.facade.command({ kind: "pause", reason: hostile }, human);
  await assertUnbroken(page, "paused");
  assertClean();
});
