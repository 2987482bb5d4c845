/** Runbooks as a person meets them: how far each can be trusted, what it was before, and what may be done with it. */
// needs: chromium
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { boxRunbook, boxYaml, breakBox, healBox, make, rewriteBox, search } from "../support/browser/box.ts";
import { assertAccessible, openWorkbench } from "../support/browser/index.ts";
import { human } from "../support/engine.ts";

const open = async (t: TestContext, runbook = boxRunbook("Get it back", [search, make])) => {
  const workbench = await openWorkbench(t, boxYaml, { files: { "rb.yaml": runbook, wanted: "" } });
  await workbench.world.event("runbook.registered", (one) => one.data.runbook === "rb-file");
  return workbench;
};

const approve = { kind: "approve_runbook", runbook: "rb-file" } as const;

/** Two versions, three attempts. */
async function openTried(t: TestContext) {
  const workbench = await open(t);
  const { world } = workbench;
  await world.facade.command(approve, human);
  const incident = await healBox(world);
  await rewriteBox(world, boxRunbook("Make it anew at once", [make]));
  await world.facade.command(approve, human);
  await healBox(world);
  return { ...workbench, incident };
}

const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();

test("FACE-11: runbooks are found by what they are for, with their mode, risk, and confidence as an interval", async (t) => {
  const { open: browse } = await openTried(t);
  const { page, go, assertClean } = await browse();
  await go("/runbooks");
  const row = page.locator("tbody tr", { hasText: "rb-file" });
  await row.getByText("runs by itself").waitFor();
  await row.getByText("low risk").waitFor();
  const interval = await row.getByRole("img").getAttribute("aria-label");
  assert.match(interval ?? "", /^confidence: 67 %, between 22 % and 97 %$/);
  await row.getByText("1 outcome").waitFor();
  await page.getByRole("searchbox").fill("file gone");
  await row.waitFor();
  await page.getByLabel("Mode").selectOption("dry_run");
  await page.getByText("None fits.").waitFor();
  await page.waitForURL("**/runbooks?mode=dry_run");
  assertClean();
});

test("FACE-11: a runbook's page tells what it does, what its attempts came to, and what changed from one version to the next", async (t) => {
  const { open: browse, incident } = await openTried(t);
  const { page, go, assertClean } = await browse();
  await go("/runbooks/rb-file");
  await region(page, "What it does").getByText("make it anew", { exact: true }).waitFor();
  const outcomes = region(page, "Outcomes").locator("tbody tr");
  await outcomes.nth(2).waitFor();
  assert.equal(await outcomes.count(), 3);
  const told = await outcomes.allTextContents();
  assert.deepEqual(
    told.map((row) => /not recovered|recovered/.exec(row)?.[0]),
    ["recovered", "recovered", "not recovered"],
  );
  assert.equal(await outcomes.locator(`a[href="/incidents/${incident}"]`).count(), 2);
  await region(page, "Confidence").getByText("With 90 % certainty between 22 % and 97 %, after 1 outcome.").waitFor();

  const versions = region(page, "Versions");
  assert.equal(await versions.locator("ol.versions > li").count(), 2);
  await versions.getByText("in force").waitFor();
  const removed = await versions.locator("del code").allTextContents();
  const added = await versions.locator("ins code").allTextContents();
  assert.deepEqual(added, ["title: Make it anew at once"]);
  assert.equal(removed[0], "title: Get it back");
  assert.ok(removed.some((line) => line.includes("name: search the attic")));
  assert.ok(!removed.some((line) => line.includes("make it anew")), "what stayed is not told as changed");
  await versions.getByText(`${removed.length} lines taken away (−), 1 line added (+).`).waitFor();
  assert.equal(await versions.locator("table.diff-sides").count(), 1, "side by side where there is room");
  await versions.getByRole("button", { name: "Show all of it" }).click();
  await versions.locator("td.diff-same", { hasText: "id: rb-file" }).first().waitFor();
  await versions.getByRole("combobox").nth(1).selectOption("1");
  await versions.getByText("Word for word the same.").waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await versions.getByRole("combobox").nth(1).selectOption("0");
  await versions.locator("ol.diff-unified").waitFor();
  assertClean();
});

test("FACE-11: a runbook is let to run by itself with exactly the content that was shown, and its plan that waits runs at once", async (t) => {
  const { world, open: browse } = await open(t, boxRunbook("Get it back", [make]));
  breakBox(world);
  await world.incident("awaiting_approval");
  const { page, go, troubles } = await browse({ as: { role: "approver" } });
  await go("/runbooks/rb-file");
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Let it run by itself" });
  await press(page, "Let it run by itself");
  await dialog.getByText("That is good for exactly this content").waitFor();
  await assertAccessible(page, "the question");

  // It changes while the question stands open.
  await page.route("**/v1/runbooks/rb-file", (route) => route.abort());
  await rewriteBox(world, boxRunbook("Get it back, another way", [make]));
  await confirm.click();
  await dialog.getByText("It was refused:").waitFor();
  assert.ok(!world.events.some(({ type }) => type === "runbook.approved"), "another content is not approved");
  await page.unroute("**/v1/runbooks/rb-file");
  await dialog.getByRole("button", { name: "Back" }).click();
  await page.reload();
  await page.getByText("Get it back, another way").first().waitFor();
  await press(page, "Let it run by itself");
  await confirm.click();
  const approved = await world.event("runbook.approved");
  assert.match(approved.actor, /reader-1/);
  await world.event("incident.moved", (one) => one.data.to === "resolved");
  await page.getByText("runs by itself").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Let it run by itself" }).count(), 0);
  assert.ok(existsSync(join(world.folder, "wanted")));
  assert.deepEqual(
    troubles.filter((trouble) => !/412|ERR_FAILED/.test(trouble)),
    [],
    "nothing but the refusal, and what was kept from the page on purpose",
  );
});

test("FACE-11: a dry run says what would be done and does nothing; a run does it, once it was confirmed as its risk deserves", async (t) => {
  const { world, open: browse } = await open(t, boxRunbook("Get it back", [make], "high"));
  const { page, go, assertClean } = await browse({ as: { role: "approver" } });
  breakBox(world);
  const incident = await world.incident("awaiting_approval");
  await go("/runbooks/rb-file");
  const dialog = page.getByRole("dialog");
  const confirm = (name: string) => dialog.getByRole("button", { name, exact: true });

  await press(page, "Dry run");
  assert.ok(await confirm("Dry run").isDisabled(), "for what?");
  await dialog.getByLabel("For an open incident").selectOption(incident);
  await confirm("Dry run").click();
  const said = page.getByRole("region", { name: "Dry run on box: make it anew" });
  await said.getByText("Nothing was changed. It would:").waitFor();
  assert.match((await said.locator("ol.steps > li").first().textContent()) ?? "", /touch/);
  assert.ok(!existsSync(join(world.folder, "wanted")));
  assert.ok(!world.events.some(({ type }) => type === "step.started"));
  await assertAccessible(page, "after a dry run");

  await press(page, "Run it now");
  await dialog.getByLabel("Or for a target").fill("box");
  assert.ok(await confirm("Run it now").isDisabled(), "its risk is high: its name is asked for");
  await dialog.getByLabel("To be sure, type").fill("rb-file");
  await confirm("Run it now").click();
  await world.event("incident.moved", (one) => one.data.to === "resolved" && one.data.incident === incident);
  assert.ok(existsSync(join(world.folder, "wanted")));
  await region(page, "Outcomes").locator("tbody tr", { hasText: "recovered" }).waitFor();
  assertClean();
});

test("FACE-11: a long history is turned over page by page, and compared within each", async (t) => {
  const { world, open: browse } = await open(t);
  for (let version = 1; version <= 22; version++) await rewriteBox(world, boxRunbook(`Attempt ${version}`, [make]));
  const { page, go, assertClean } = await browse();
  await go("/runbooks/rb-file");
  const versions = region(page, "Versions");
  const items = versions.locator("ol.versions > li");
  await versions.getByText("in force").waitFor();
  assert.equal(await items.count(), 20);
  assert.deepEqual(await versions.locator("ins code").allTextContents(), ["title: Attempt 22"]);
  await versions.getByRole("button", { name: "Older ones" }).click();
  await versions.locator("del code", { hasText: "Attempt 1" }).waitFor();
  assert.equal(await items.count(), 3);
  assert.deepEqual(await versions.locator("ins code").allTextContents(), ["title: Attempt 2"]);
  assert.equal(await versions.getByText("in force").count(), 0);
  await versions.getByRole("button", { name: "Newer ones" }).click();
  await versions.getByText("in force").waitFor();
  assertClean();
});

test("FACE-11: who may not decide about a runbook sees what could be done, and why it is not for them", async (t) => {
  const { open: browse } = await open(t);
  const { page, go } = await browse({ as: { role: "viewer" } });
  await go("/runbooks/rb-file");
  for (const name of ["Let it run by itself", "Run it now"])
    assert.ok(await page.getByRole("button", { name }).isDisabled(), name);
});

for (const theme of ["light", "dark"] as const)
  for (const widthPx of [1_280, 390])
    test(`FACE-11: runbooks are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
      const { open: browse } = await openTried(t);
      const { page, go, assertClean } = await browse({ theme, widthPx, as: { role: "approver" } });
      for (const [path, sign] of [
        ["/runbooks", "tbody tr"],
        ["/runbooks/rb-file", ".diff"],
      ] as const) {
        await go(path);
        await page.locator(sign).first().waitFor();
        await assertAccessible(page, path);
        const beyond = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert.equal(beyond, 0, `nothing of ${path} stands beyond the edge`);
      }
      assertClean();
    });
