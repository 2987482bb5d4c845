/** Two people at one question, each with a browser of their own. */
// needs: chromium
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openBrokenWeb } from "../support/browser/index.ts";

const dialog = (page: Page) => page.getByRole("dialog");

test("FACE-11: who comes second is told who was first, and nothing is done twice", async (t) => {
  const { world, incident, open } = await openBrokenWeb(t, "critical");
  const first = await open({ as: { role: "approver", name: "ann" }, at: `/incidents/${incident}` });
  const second = await open({ as: { role: "approver", name: "bob" }, at: `/incidents/${incident}` });
  for (const { page } of [first, second]) {
    await page.getByRole("button", { name: "Let it run", exact: true }).click();
    await dialog(page)
      .getByLabel(/^To be sure, type/)
      .fill("web");
  }
  await dialog(first.page).getByRole("button", { name: "Let it run" }).click();
  await first.page.locator("#wanted").getByText("Nothing: it is over.").waitFor();
  // What bob has open stays open, with what he typed, and says what has happened.
  await dialog(second.page).getByText("token:ann approved it.").waitFor();
  assert.equal(
    await dialog(second.page)
      .getByLabel(/^To be sure, type/)
      .inputValue(),
    "web",
  );
  await dialog(second.page).getByRole("button", { name: "Let it run" }).click();
  await dialog(second.page).getByText("It was refused:").waitFor();
  assert.equal(world.events.filter(({ type }) => type === "approval.answered").length, 1);
  await dialog(second.page).getByRole("button", { name: "Back" }).click();
  await second.page.locator("#wanted").getByText("Nothing: it is over.").waitFor();
  first.assertClean();
  assert.deepEqual(second.foreign, []);
});

test("FACE-11: a press that comes too late, by a page that has heard nothing yet, says who was first", async (t) => {
  const { world, incident, open } = await openBrokenWeb(t);
  const first = await open({ as: { role: "approver", name: "ann" }, at: "/approvals" });
  const second = await open({ as: { role: "approver", name: "bob" } });
  // His page hears nothing: its line to the engine is cut as soon as it is made.
  await second.page.routeWebSocket(/\/v1\/events/, () => undefined);
  await second.go("/approvals");
  const button = (page: Page) => page.getByRole("button", { name: "Let it run", exact: true });
  await button(second.page).waitFor();
  await button(first.page).click();
  await first.page.getByText("Nobody waits for your word.").waitFor();
  await world.event("incident.moved", ({ data }) => data.incident === incident && data.to === "resolved");
  await button(second.page).click();
  await second.page.getByText("Nothing was done:").waitFor();
  await second.page.getByText("token:ann approved it.").waitFor();
  assert.equal(world.events.filter(({ type }) => type === "approval.answered").length, 1);
  first.assertClean();
});

test("FACE-11: what is typed in the queue is not lost when the question is answered by somebody else", async (t) => {
  const { incident, open, world } = await openBrokenWeb(t);
  const { page } = await open({ as: { role: "approver", name: "bob" }, at: "/approvals" });
  await page.getByRole("button", { name: "Reject", exact: true }).click();
  await dialog(page).getByLabel(/^Why/).fill("a long thought about why not");
  await world.facade.command({ kind: "approve", incident }, { kind: "human", id: "cli:ann" });
  await dialog(page).getByText("cli:ann approved it.").waitFor();
  await page.getByText("It is not asked any more").waitFor();
  assert.equal(await dialog(page).getByLabel(/^Why/).inputValue(), "a long thought about why not");
  await dialog(page).getByRole("button", { name: "Back" }).click();
  await page.getByText("Nobody waits for your word.").waitFor();
});
