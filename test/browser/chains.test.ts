/** Drift healed from the Workbench, from Fix now to 100, by a real mender in a real repository. */
// needs: chromium, git
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "#core/platform/test";
import { assertAccessible, type Looking, lookAt } from "../support/browser/index.ts";
import { type DriftOptions, type DriftScene, startDrift } from "../support/drift-scene.ts";
import { contractText, goodReport } from "../support/gates.ts";
import { git } from "../support/repositories.ts";

const riskyReport = goodReport.replace("**Summary**", "**RiskFactors**: a release on a Friday\n**Summary**");
const approver = { role: "approver", name: "bert" } as const;
const patienceMs = 90_000;

interface Scene extends Looking {
  readonly drift: DriftScene;
}

async function drifting(t: TestContext, options: Partial<DriftOptions> = {}): Promise<Scene> {
  const drift = await startDrift(t, {
    files: { "CONTRACT.md": contractText, "check.sh": "echo checked; grep -q 'Format 4.1' CONTRACT.md\n" },
    gates: "{ review: {} }",
    ofRepository: ["test: { command: [sh, check.sh] }"],
    ...options,
  });
  assert.equal(await drift.send("review", goodReport), "valid");
  assert.equal(await drift.send("review", riskyReport), "degraded");
  await drift.event("harmony:health-updated", ({ current }) => current === 92);
  const { dataDir } = drift.chiron;
  const { address } = JSON.parse(readFileSync(join(dataDir, "engine.json"), "utf8")) as { readonly address: string };
  return { drift, ...(await lookAt(t, { address, dataDir })) };
}

/** The chain that the page shows. */
async function fixNow(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Fix now" }).click();
  const dialog = page.getByRole("dialog", { name: "Fix now" });
  await dialog.getByText("nothing runs before you approve that").waitFor();
  await dialog.getByLabel("Because").selectOption("contract_stale");
  await dialog.getByRole("button", { name: "Fix now" }).click();
  await page.waitForURL(/\/harmony\/chains\/chain-/);
  return chainOf(page);
}

function chainOf(page: Page): string {
  return decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1) ?? "");
}

async function confirm(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.getByRole("dialog", { name }).getByRole("button", { name, exact: true }).click();
}

test("CONTRACT-08: Fix now, look, modify, approve, land: healed from the page, live, up to a score of 100", async (t) => {
  const scene = await drifting(t);
  const { drift } = scene;
  const { page, assertClean } = await scene.open({ at: "/harmony", as: approver });
  const first = await fixNow(page);
  await page.getByText(/Nothing has been done yet\. The contract's text is changed by rule/).waitFor();
  for (const step of ["analyze", "code", "review", "commit"])
    await page.getByRole("heading", { level: 3, name: step }).waitFor();
  const before = git(drift.repository, "rev-parse", "main");

  await page.getByRole("button", { name: "Modify" }).click();
  const dialog = page.getByRole("dialog", { name: "Modify" });
  await dialog.getByText("Nothing is changed yet.").waitFor();
  await dialog.getByLabel(/Leave out the commit/).check();
  await dialog.getByLabel("Say to review").fill("look at the <b>tests</b>, please");
  await dialog.getByRole("button", { name: "Modify" }).click();
  await until("another chain is shown", () => chainOf(page) !== first);
  const second = chainOf(page);
  assert.equal((await drift.chain(first)).state, "replaced");
  await page.getByText("look at the <b>tests</b>, please").waitFor();
  assert.equal(await page.getByRole("heading", { level: 3, name: "commit" }).count(), 0);
  assert.equal(git(drift.repository, "rev-parse", "main"), before, "nothing ran");

  await page.getByRole("button", { name: "Approve" }).click();
  await page
    .getByRole("dialog")
    .getByText((await drift.chain(second)).chain.hash.slice(0, 16))
    .waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  const review = page.locator(".chain-step", { has: page.getByRole("heading", { name: "review" }) });
  // The steps move by themselves: nothing is loaded again.
  await review.getByText(/1 recorded output that differed passes/).waitFor({ timeout: patienceMs });
  await page.getByText(/The review passed\. The change waits on/).waitFor({ timeout: patienceMs });
  const diff = page.getByRole("region", { name: "The diff" });
  await diff.getByText("added: - RiskFactors (one-line string, optional)").waitFor();
  await page.getByText(/tests passed/).click();
  await page.getByText("checked", { exact: true }).waitFor();
  assert.equal(git(drift.repository, "rev-parse", "main"), before, "nothing landed");

  await confirm(page, "Let it land");
  await drift.reached(second, "done");
  await page.getByText(/It has landed\./).waitFor({ timeout: patienceMs });
  assert.match(git(drift.repository, "show", "main:CONTRACT.md"), /RiskFactors \(one-line string, optional\)/);
  drift.deploy();
  await until("the new text is in force", async () => (await drift.chain(second)).appliedAt ?? undefined, patienceMs);
  await page.getByText(/Nothing is wanted from you/).waitFor();
  await page.goto("/harmony");
  await page.getByText(/It will be 100 once real outputs pass/).waitFor();
  // It closes only when real outputs pass, three of them.
  for (let times = 0; times < 3; times++) assert.equal(await drift.send("review", riskyReport), "valid");
  await page.locator(".score-number", { hasText: /^100 of/ }).waitFor({ timeout: patienceMs });
  await page.getByText("Nothing.", { exact: true }).waitFor();
  assertClean();
});

test("CONTRACT-08: with the branch checked out the page has the command that merges, and notices the merge by itself", async (t) => {
  const scene = await drifting(t, { checkedOut: true });
  const { page, assertClean } = await scene.open({ at: "/harmony", as: approver });
  const id = await fixNow(page);
  await confirm(page, "Approve");
  await page.getByText(/Somebody has the branch checked out/).waitFor({ timeout: patienceMs });
  const command = await page.locator(".command code").first().textContent();
  assert.equal(command, (await scene.drift.chain(id)).command);
  execFileSync("sh", ["-c", command ?? ""], { stdio: "pipe" });
  await page.getByText(/Nothing is wanted from you|It has landed/).waitFor({ timeout: patienceMs });
  assertClean();
});

test("CONTRACT-08: Cancel leaves all as it is; a chain that somebody else has cancelled is refused with what was typed kept", async (t) => {
  const scene = await drifting(t);
  const { drift } = scene;
  const { page } = await scene.open({ at: "/harmony", as: approver });
  const before = git(drift.repository, "rev-parse", "main");
  const id = await fixNow(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("dialog").getByLabel(/Why/).fill("it is wanted");
  await drift.decide(`chains/${id}/cancel`, { reason: "not before the release" });
  await page.getByText(/It is over; nothing of it came into shop\./).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await page.getByText(/It was refused:/).waitFor();
  assert.equal(await page.getByRole("dialog").getByLabel(/Why/).inputValue(), "it is wanted");
  await page.keyboard.press("Escape");
  await confirm(page, "Begin anew");
  // For the same drift the same chain: it waits again.
  await page.getByText(/It waits for you:/).waitFor();
  assert.equal((await drift.chain(chainOf(page))).state, "proposed");
  await confirm(page, "Cancel");
  await page.getByText(/It is over; nothing of it came into shop\./).waitFor();
  assert.equal(git(drift.repository, "rev-parse", "main"), before);
  assert.equal((await drift.view()).score, 92);
});

for (const [theme, widthPx] of [
  ["light", 390],
  ["dark", 1_280],
] as const)
  test(`CONTRACT-08: a chain and its change are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
    const scene = await drifting(t);
    const { page, assertClean } = await scene.open({ at: "/harmony", as: approver, theme, widthPx });
    await fixNow(page);
    await page.getByText("Given: pattern").click();
    await assertAccessible(page, "proposed chain");
    await page.getByRole("button", { name: "Modify" }).click();
    await assertAccessible(page, "modify");
    await page.keyboard.press("Escape");
    await confirm(page, "Approve");
    await page.getByRole("region", { name: "The diff" }).waitFor({ timeout: patienceMs });
    await page.getByText(/It has landed/).waitFor({ timeout: patienceMs });
    await assertAccessible(page, "done chain");
    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert.equal(overflow, 0, "nothing stands beyond the edge");
    assertClean();
  });
