/** Every decision about an incident, made in a real browser on a real engine with a real incident. */
// needs: chromium
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "#core/platform/test";
import { openBrokenWeb } from "../support/browser/index.ts";
import { human } from "../support/engine.ts";

const approver = { as: { role: "approver" } } as const;

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const wanted = (page: Page, sentence: string | RegExp) => page.locator("#wanted").getByText(sentence).first().waitFor();
const dialog = (page: Page) => page.getByRole("dialog");

test("FACE-11: a low risk is approved by one press, and the repair is watched to its verified end", async (t) => {
  const { world, incident, open } = await openBrokenWeb(t);
  const { page, assertClean } = await open({ ...approver, at: `/incidents/${incident}` });
  await wanted(page, "Decide whether rb-restart-service (restart) may run on web.");
  await wanted(page, /What needs web, and may notice: api and shop\./);
  await press(page, "Let it run");
  await wanted(page, "Nothing: it is over.");
  await page.locator("#story").getByText("token:reader-1 approved it.").waitFor();
  await page.locator("#story").getByRole("heading", { name: "Looked at afresh" }).waitFor();
  const [answered] = world.events.filter(({ type }) => type === "approval.answered");
  assert.equal(answered?.actor, "token:reader-1");
  await page.getByRole("figure").first().getByText("verified").waitFor();
  assertClean();
});

test("FACE-11: on a critical target the name is typed first, and all of it can be done by keyboard alone", async (t) => {
  const { world, incident, open } = await openBrokenWeb(t, "critical");
  const { page, assertClean } = await open({ ...approver, at: `/incidents/${incident}` });
  await wanted(page, /Decide whether/);
  const focused = () => page.evaluate("document.activeElement.textContent") as Promise<string>;
  for (let presses = 0; (await focused()) !== "Let it run"; presses++) {
    assert.ok(presses < 40, "the button is not reached by Tab");
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  const submit = dialog(page).getByRole("button", { name: "Let it run" });
  assert.equal(await submit.isDisabled(), true);
  for (let presses = 0; (await page.evaluate("document.activeElement.tagName")) !== "INPUT"; presses++) {
    assert.ok(presses < 10, "the field is not reached by Tab");
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("wep");
  await page.keyboard.press("Enter");
  assert.equal(await submit.isDisabled(), true, "another name is no name");
  assert.equal(
    world.events.some(({ type }) => type === "approval.answered"),
    false,
  );
  await page.keyboard.press("Backspace");
  await page.keyboard.type("b");
  await page.keyboard.press("Enter");
  await wanted(page, "Nothing: it is over.");
  assertClean();
});

test("FACE-11: a no needs its reason; then the runbook can be run on the reader's word", async (t) => {
  const { world, incident, open, state } = await openBrokenWeb(t);
  const { page, assertClean } = await open({ ...approver, at: `/incidents/${incident}` });
  await press(page, "Reject");
  const no = dialog(page).getByRole("button", { name: "Reject" });
  assert.equal(await no.isDisabled(), true);
  await dialog(page).getByLabel(/^Why/).fill("not before noon");
  await no.click();
  await wanted(page, "Put it right. It ends by itself once it reads good again.");
  assert.equal(state(), "escalated");
  await page.locator("#ways").getByText("token:reader-1 rejected it (“not before noon”).").waitFor();
  await press(page, "Run rb-restart-service");
  await dialog(page)
    .getByText(/on your word, guarded and verified/)
    .waitFor();
  await dialog(page).getByRole("button", { name: "Run rb-restart-service" }).click();
  await wanted(page, "Nothing: it is over.");
  await until("it runs", () => world.pid("web") > 0);
  assert.equal(state(), "resolved");
  assertClean();
});

test("FACE-11: another way is asked for by strategy, and is asked about anew", async (t) => {
  const { world, incident, open } = await openBrokenWeb(t);
  const { page, troubles } = await open({ ...approver, at: `/incidents/${incident}` });
  await press(page, "Ask for another way");
  const ask = dialog(page).getByRole("button", { name: "Ask for another way" });
  await dialog(page).getByText("Say what the next plan has to keep to.").waitFor();
  assert.equal(await ask.isDisabled(), true);
  await dialog(page).getByLabel("Strategy").selectOption("clean start");
  await dialog(page)
    .getByLabel(/^A note/)
    .fill("the pid file is stale");
  await ask.click();
  await wanted(page, "Decide whether rb-restart-service (clean start) may run on web.");
  const answered = world.events.find((one) => one.type === "approval.answered");
  assert.equal(answered?.type === "approval.answered" && answered.data.status, "modified");
  assert.equal(world.facade.incident(incident)?.plan?.strategy, "clean start");
  await press(page, "Ask for another way");
  await dialog(page)
    .getByLabel(/^Other inputs/)
    .fill("{grace");
  await dialog(page)
    .getByText(/Inputs are written like/)
    .waitFor();
  await dialog(page)
    .getByLabel(/^Other inputs/)
    .fill("");
  await dialog(page).getByLabel("service.stop").check();
  await dialog(page).getByRole("button", { name: "Ask for another way" }).click();
  await dialog(page).getByText("It was refused:").waitFor();
  assert.equal(await dialog(page).getByLabel("service.stop").isChecked(), true, "what was filled in stays");
  assert.deepEqual(troubles, ["Failed to load resource: the server responded with a status of 400 (Bad Request)"]);
});

test("FACE-11: a strategy is done without, and the next plan keeps to that", async (t) => {
  const { world, incident, open } = await openBrokenWeb(t);
  const { page, assertClean } = await open({ ...approver, at: `/incidents/${incident}` });
  await press(page, "Ask for another way");
  const without = dialog(page).getByRole("group", { name: "Without these strategies" });
  await without.getByLabel("restart", { exact: true }).check();
  await dialog(page).getByRole("button", { name: "Ask for another way" }).click();
  await wanted(page, "Decide whether rb-restart-service (clean start) may run on web.");
  const { epistemic } = world.facade.incident(incident) ?? {};
  assert.deepEqual(epistemic?.humanOverrideInstructions?.withoutStrategies, ["restart"]);
  assertClean();
});

test("FACE-11: whoever is on it says so, until when; a dismissal says for how long it is quiet", async (t) => {
  const { world, incident, open } = await openBrokenWeb(t);
  const { page, assertClean } = await open({ ...approver, at: `/incidents/${incident}` });
  await press(page, "I am on it");
  await dialog(page).getByLabel("For how long").selectOption("8h");
  await dialog(page).getByLabel(/^Why/).fill("driving home first");
  await dialog(page).getByRole("button", { name: "I am on it" }).click();
  await page.getByText("token:reader-1 is on it", { exact: true }).waitFor();
  const { acknowledged } = world.facade.incident(incident) ?? {};
  assert.equal(acknowledged?.until, (acknowledged?.at ?? 0) + 8 * 3_600_000);
  await press(page, "Dismiss");
  await dialog(page)
    .getByText(/For 24 hours the same on web opens no incident/)
    .waitFor();
  await dialog(page).getByLabel(/^Why/).fill("it is being rebuilt");
  await dialog(page).getByRole("button", { name: "Dismiss" }).click();
  await wanted(page, "Nothing: it is over.");
  assert.equal(world.facade.incident(incident)?.state, "dismissed");
  assertClean();
});

test("FACE-11: it is rehearsed, put right by hand, recorded as a draft, and learned from", async (t) => {
  const { world, incident, open, state } = await openBrokenWeb(t);
  const { page, assertClean } = await open({ ...approver, at: `/incidents/${incident}` });
  await press(page, "What would rb-restart-service do?");
  await dialog(page)
    .getByText(/Would start web/)
    .waitFor();
  await dialog(page).getByText("Nothing was changed to find this out.").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(state(), "awaiting_approval");
  await world.facade.command({ kind: "reject", incident, reason: "by hand" }, human);
  await wanted(page, /Put it right/);
  await press(page, "It is put right");
  await dialog(page).getByLabel(/^Why/).fill("restarted it by hand");
  await dialog(page).getByRole("button", { name: "It is put right" }).click();
  await wanted(page, "Nothing: it is over.");
  await page.locator("#story").getByRole("heading", { name: "The end" }).waitFor();
  await press(page, "Record what mended it");
  const record = dialog(page).getByRole("button", { name: "Record what mended it" });
  await dialog(page)
    .getByLabel(/^What was run/)
    .fill("systemctl restart 'web");
  await dialog(page)
    .getByText(/A quote is not closed/)
    .waitFor();
  assert.equal(await record.isDisabled(), true);
  await dialog(page)
    .getByLabel(/^What was run/)
    .fill("touch '/tmp/a b'\nsystemctl restart web");
  await dialog(page)
    .getByLabel(/^Or a script/)
    .fill("sync && echo done");
  await record.click();
  const { data } = await world.event("fix.recorded");
  assert.deepEqual(data.commands, [
    ["touch", "/tmp/a b"],
    ["systemctl", "restart", "web"],
  ]);
  assert.match(data.description, /sync && echo done/);
  await page.locator("#postmortem").getByText("What worked").waitFor();
  assertClean();
});

test("FACE-11: whoever may not decide sees what could be decided, and why it is not for them", async (t) => {
  const { incident, open } = await openBrokenWeb(t);
  const { page } = await open({ as: { role: "viewer" }, at: `/incidents/${incident}` });
  const button = page.getByRole("button", { name: "Let it run" });
  await button.waitFor();
  assert.equal(await button.isDisabled(), true);
  assert.match((await button.getAttribute("title")) ?? "", /viewer, does not allow this/);
  const nobody = await open({ at: `/incidents/${incident}` });
  const same = nobody.page.getByRole("button", { name: "Let it run" });
  await same.waitFor();
  assert.equal(await same.getAttribute("title"), "Sign in to decide.");
});
