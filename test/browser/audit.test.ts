/** The log as people look through it: found by words, opened to the hash, proved whole. */
// needs: chromium
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { assertAccessible, openWorkbench } from "../support/browser/index.ts";
import { human, webService } from "../support/engine.ts";

const shop = `
node: workshop
packs: [service]
targets:
  - id: web
    kind: service
    autonomy: approve
    supervisor: { direct: { command: [${process.execPath}, ${webService}, "0"], cwd: DIR } }
`;
const hostile = `<img src=x onerror="window.ran=true"> "quoted" \u202Egnol ${"x".repeat(1_500)}`;

test("FACE-11: what was decided is found by its words, and opens to all that was written down, with its hash", async (t) => {
  const { world, open } = await openWorkbench(t, shop);
  await world.facade.command({ kind: "pause", reason: hostile }, { kind: "human", id: "token:ann" });
  await world.facade.command({ kind: "resume", reason: "over" }, human);
  const { page, go, assertClean } = await open({ at: "/audit" });
  const records = page.locator(".record");
  await page.getByText("That is the beginning of the log.").waitFor();
  await page.getByLabel("Words").fill("onerror quoted");
  await page.waitForURL(/text=onerror/);
  const paused = records.filter({ hasText: "ann paused healing" });
  await paused.waitFor();
  assert.equal(await records.count(), 1);
  await paused.locator("summary").click();
  const { hash, seq } = (await world.event("healing.paused")) as { hash: string; seq: number };
  await paused.getByText(hash).first().waitFor();
  await paused.getByText(`"seq": ${seq}`).waitFor();
  assert.equal(await page.evaluate("window.ran"), undefined);
  await assertAccessible(page, "audit with a record open");

  await page.getByLabel("Words").fill("");
  await page.getByLabel("By whom").fill("ANN");
  await page.waitForURL(/actor=ANN/);
  await until("1 of them", async () => (await records.count()) === 1);
  await page.getByLabel("By whom").fill("");
  await page.getByRole("combobox", { name: /^What/ }).selectOption({ label: "Pauses, silences, windows, stops" });
  await until("2 of them", async () => (await records.count()) === 2);
  await page.getByLabel("Words").fill("there is no such word");
  await page.getByText("Nothing that fits is in the log.").waitFor();

  await go(`/audit?kind=switches&from=${new Date(Date.now() + 3_600_000).toISOString()}`);
  await page.getByText("Nothing that fits is in the log.").waitFor();
  assert.notEqual(await page.getByLabel("From").inputValue(), "", "the address shows in the fields");
  assertClean();
});

test("FACE-11: a long log comes page by page, and what is newer is offered, not pushed", async (t) => {
  const { world, open } = await openWorkbench(t, shop);
  for (let number = 1; number <= 60; number++)
    await world.facade.command(
      { kind: "silence_add", matchers: { targets: ["web"] }, reason: `no. ${number}.` },
      human,
    );
  const { page, assertClean } = await open({ at: "/audit?kind=switches" });
  const records = page.locator(".record");
  await page.getByRole("button", { name: "Look further back" }).waitFor();
  assert.equal(await records.count(), 50);
  await page.getByRole("button", { name: "Look further back" }).click();
  await page.getByText("That is the beginning of the log.").waitFor();
  assert.equal(await records.count(), 60);
  const sentences = await page.locator(".record-sentence").allTextContents();
  assert.equal(new Set(sentences).size, 60, "none twice");
  await world.facade.command({ kind: "pause", reason: "just now" }, human);
  await page.getByRole("button", { name: "There are newer ones: show them" }).click();
  await records.filter({ hasText: "just now" }).waitFor();
  assert.match((await page.locator(".record-sentence").first().textContent()) ?? "", /just now/);
  assertClean();
});

test("FACE-11: the log is proved whole at a press, by whoever is signed in", async (t) => {
  const { open } = await openWorkbench(t, shop);
  const stranger = await open({ at: "/audit" });
  await stranger.page.getByText("Sign in to have it verified from here.").waitFor();
  assert.equal(await stranger.page.getByRole("button", { name: "Verify every record" }).isDisabled(), true);
  const { page, assertClean } = await open({ as: { role: "viewer" }, at: "/audit" });
  await page.getByText("has not been verified since the engine started").waitFor();
  await page.getByRole("button", { name: "Verify every record" }).click();
  await page.getByText(/The log is whole: \d+ records/).waitFor();
  await assertAccessible(page, "verified");
  assertClean();
});

for (const theme of ["light", "dark"] as const)
  for (const widthPx of [1_280, 390])
    test(`FACE-11: the log and its records are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
      const { open } = await openWorkbench(t, shop);
      const { page, assertClean } = await open({ theme, widthPx, at: "/audit?from=2026-01-01T00:00:00.000Z" });
      await page.locator(".record summary").first().click();
      await assertAccessible(page, "audit");
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.equal(overflow, 0, "nothing stands beyond the edge");
      assertClean();
    });
