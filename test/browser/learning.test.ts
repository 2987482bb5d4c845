/** What was learned, as a person reads it, and what is proposed because of it, as a person decides. */
// needs: chromium
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { boxRunbook, boxYaml, healBox, make, search } from "../support/browser/box.ts";
import { assertAccessible, openWorkbench } from "../support/browser/index.ts";
import { human } from "../support/engine.ts";

/** The first strategy fails, a human is called, the second one helps: its post-mortem proposes to begin with that. */
async function openTaught(t: TestContext) {
  const files = { "rb.yaml": boxRunbook("Get it back", [search, make]), wanted: "" };
  const workbench = await openWorkbench(t, boxYaml, { files });
  const { world } = workbench;
  await world.event("runbook.registered", (one) => one.data.runbook === "rb-file");
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-file" }, human);
  await healBox(world);
  await world.event("postmortem.written");
  return workbench;
}

const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const proposed = "A change is proposed, and waits for you";

test("FACE-11: what was learned tells times, strategies with their intervals, what comes back, calls for a human, and what is not made yet", async (t) => {
  const { world, open } = await openTaught(t);
  await healBox(world);
  const { page, go, assertClean } = await open();
  await go("/learning");
  const times = region(page, "How long healing takes");
  await times.getByText("2 incidents opened in the last 24 hours; 2 of them came to a human.").waitFor();
  for (const part of ["Detection", "Decision", "Repair", "Verification", "In all"])
    assert.match((await times.locator("tr", { hasText: part }).textContent()) ?? "", /\d+(\.\d)? (ms|s)/, part);
  assert.match((await times.locator("tr", { hasText: "A human's answer" }).textContent()) ?? "", /nonenone0/);
  await times.getByRole("button", { name: "7 days" }).click();
  await times.getByText("2 incidents opened in the last 7 days").waitFor();
  const strategies = region(page, "What works").locator("tbody tr");
  const helps = async (name: string) =>
    (await strategies.filter({ hasText: name }).getByRole("img").getAttribute("aria-label")) ?? "";
  assert.match(await helps("make it anew"), /^it helps: 75 %, between 37 % and 98 %$/);
  assert.match(await helps("search the attic"), /^it helps: 25 %, between 2 % and 63 %$/);
  await region(page, "What comes back").getByText("2 times").waitFor();
  assert.equal(await region(page, "Calls for a human").locator("li").count(), 2);
  await page.getByText("are not made yet").waitFor();
  assertClean();
});

test("FACE-11: a proposed change is put in force by whoever may, and the runbook's page shows it as a version", async (t) => {
  const { world, open } = await openTaught(t);
  const { page, go, assertClean } = await open({ as: { role: "approver" } });
  await go("/learning");
  await region(page, proposed).getByText('try "make it anew" first').waitFor();
  await page.getByRole("button", { name: "Put it in force" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("becomes another version").waitFor();
  await assertAccessible(page, "the question");
  await dialog.getByRole("button", { name: "Put it in force" }).click();
  const amended = await world.event("runbook.amended");
  assert.match(amended.actor, /reader-1/);
  await region(page, proposed).waitFor({ state: "detached" });
  await region(page, "Post-mortems").locator(".badge", { hasText: "put in force" }).waitFor();
  await go("/runbooks/rb-file");
  await region(page, "Versions").getByText("A post-mortem proposed it").waitFor();
  assertClean();
});

test("FACE-11: a proposed change is refused with a reason, which stays beside it", async (t) => {
  const { world, open } = await openTaught(t);
  const { page, go, assertClean } = await open({ as: { role: "approver" } });
  await go("/learning");
  await page.getByRole("button", { name: "Refuse it" }).click();
  const dialog = page.getByRole("dialog");
  assert.ok(await dialog.getByRole("button", { name: "Refuse it" }).isDisabled(), "not without a reason");
  await dialog.getByLabel("Why; it is kept in the log").fill("it makes an empty file");
  await dialog.getByRole("button", { name: "Refuse it" }).click();
  const { data } = await world.event("amendment.rejected");
  assert.equal(data.reason, "it makes an empty file");
  await region(page, proposed).waitFor({ state: "detached" });
  await region(page, "Post-mortems").getByText("it makes an empty file").waitFor();
  assertClean();
});

test("FACE-11: where nothing has happened yet, learning says so", async (t) => {
  const { open } = await openWorkbench(t, "targets: []\n");
  const { page, go, assertClean } = await open();
  await go("/learning");
  for (const words of [
    "Nothing was tried yet.",
    "Nothing came back.",
    "Nobody had to be called.",
    "None was written yet.",
  ])
    await page.getByText(words).waitFor();
  await go("/targets");
  await page.getByText("Nothing is watched yet").waitFor();
  await go("/runbooks");
  await page.getByText("There is no runbook").waitFor();
  await assertAccessible(page, "no runbook");
  assertClean();
});

for (const theme of ["light", "dark"] as const)
  for (const widthPx of [1_280, 390])
    test(`FACE-11: what was learned is readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
      const { open } = await openTaught(t);
      const { page, go, assertClean } = await open({ theme, widthPx, as: { role: "approver" } });
      await go("/learning");
      await region(page, proposed).waitFor();
      await region(page, "What works").waitFor();
      await assertAccessible(page, "learning");
      const beyond = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assert.equal(beyond, 0, "nothing stands beyond the edge");
      assertClean();
    });
