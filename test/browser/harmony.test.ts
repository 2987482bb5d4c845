/** Outputs beside their contract, and what a human decides about them, in a real browser over real gates. */
// needs: chromium
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import type { HarmonyView } from "#core/model";
import { until } from "#core/platform/test";
import { assertAccessible, type Looking, lookAt, openWorkbench } from "../support/browser/index.ts";
import { contractText, type GatesWorld, goodReport, narrowPlan, riskyReport, startGates } from "../support/gates.ts";

interface Scene extends Looking {
  readonly world: GatesWorld;
}

async function gatesInBrowser(t: TestContext): Promise<Scene> {
  const world = await startGates(t);
  return { world, ...(await lookAt(t, { address: world.running.address, dataDir: world.dataDir })) };
}

const approver = { role: "approver", name: "anna" } as const;
const harmonyOf = async ({ world }: Scene) => (await world.ask("GET", "harmony")).body as HarmonyView;

/** The marked words of a text that is shown, each with its kind. */
async function marksIn(text: Locator): Promise<readonly string[]> {
  const marks = await text.locator("mark").all();
  return Promise.all(
    marks.map(async (mark) => {
      const kind = (await mark.getAttribute("class"))?.replace("mark mark-", "");
      return `${kind} ${await mark.textContent()}`;
    }),
  );
}

async function rowNames(page: Page): Promise<readonly string[]> {
  return (await page.locator(".pattern a.row-title").allTextContents()).map((name) => name.trim());
}

test("CONTRACT-08: without a contract the page explains what one is, and offers the next step", async (t) => {
  const { open } = await openWorkbench(t, "targets: []\n");
  const { page, assertClean } = await open({ at: "/harmony" });
  await page.getByRole("heading", { name: "No contract is declared" }).waitFor();
  await page.getByText("chiron reload").waitFor();
  await assertAccessible(page, "harmony without a contract");
  assertClean();
});

test("CONTRACT-08: score, trend, gates and patterns, the heaviest first, live as outputs come", async (t) => {
  const scene = await gatesInBrowser(t);
  const { world } = scene;
  const { page, assertClean } = await scene.open({ at: "/harmony", as: approver });
  await page.getByText("No output has come through a gate yet.").waitFor();
  await world.check("review", goodReport);
  await page.getByText("Outputs are as agreed.").waitFor();
  await world.check("review", riskyReport, { session: "s-1" });
  await page.locator(".score-number", { hasText: /^92 of/ }).waitFor();
  await page.getByRole("link", { name: "unknown field: RiskFactors" }).waitFor();
  for (let times = 0; times < 3; times++) await world.check("plan", narrowPlan, { session: "s-1" });
  await until("the plan's pattern weighs more", async () => (await rowNames(page))[0]?.startsWith("missing column"));
  assert.deepEqual(await rowNames(page), ["missing column: Chain plan table", "unknown field: RiskFactors"]);
  await page.locator(".score-number", { hasText: new RegExp(`^${(await harmonyOf(scene)).score} of`) }).waitFor();
  const plan = page.getByRole("row", { name: /^plan / });
  await plan.getByText("▲ 87").waitFor();
  await plan.getByRole("img", { name: /to 87/ }).waitFor();
  await page.getByRole("region", { name: "Sessions" }).getByText("s-1").waitFor();
  const [heaviest] = await page.locator(".pattern").all();
  for (const name of ["Fix now", "Investigate", "Ignore"])
    await heaviest?.getByRole("button", { name, exact: true }).waitFor();
  assertClean();
});

test("CONTRACT-08: Investigate shows the output beside the contract's words, the differences marked, with history and hypotheses", async (t) => {
  const scene = await gatesInBrowser(t);
  await scene.world.check("review", riskyReport, { session: "s-1", step: "3" });
  for (let times = 0; times < 4; times++) await scene.world.check("plan", narrowPlan);
  const { page, assertClean } = await scene.open({ at: "/harmony", as: approver });
  const row = page.locator(".pattern", { hasText: "RiskFactors" });
  await row.getByRole("button", { name: "Investigate" }).click();
  await page.getByRole("heading", { level: 1, name: "unknown field: RiskFactors" }).waitFor();
  const came = page.locator(".marked").nth(0);
  await came.waitFor();
  assert.deepEqual(await marksIn(came), ["differs **RiskFactors**: none that we know of"]);
  await came.getByText("the contract says nothing of RiskFactors").waitFor();
  const contract = page.locator(".marked").nth(1);
  await contract.getByText("## Format 4.1: Review report (P1)").waitFor();
  assert.deepEqual(await marksIn(contract), ["missing "]);
  // The sign of a mark is there without any colour.
  const sign = await page.evaluate("getComputedStyle(document.querySelector('.marked mark'), '::before').content");
  assert.match(String(sign), /≠/);
  await page.getByText("session s-1 · step 3").waitFor();
  await page.getByRole("region", { name: "What was decided" }).getByText("investigate").waitFor();
  await page.getByRole("region", { name: "Why that may be" }).getByText("contract stale").waitFor();
  await page.goto("/harmony");
  await page.getByRole("link", { name: "missing column: Chain plan table" }).click();
  await page.getByRole("button", { name: "Older ones" }).click();
  await until("the last page has one output", async () => (await page.locator(".comparison").count()) === 1);
  assert.deepEqual(await marksIn(page.locator(".beside")), [
    "missing | Step | Agent |",
    "demands Inputs",
    "demands Waits For",
  ]);
  assertClean();
});

test("CONTRACT-08: Ignore asks for a reason, silences the pattern, and is taken back by Restore", async (t) => {
  const scene = await gatesInBrowser(t);
  await scene.world.check("review", riskyReport);
  const { page, assertClean } = await scene.open({ at: "/harmony", as: approver });
  await page.getByRole("button", { name: "Ignore", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Ignore" });
  await dialog.getByText("it goes on counting, and that can be taken back").waitFor();
  const submit = dialog.getByRole("button", { name: "Ignore" });
  assert.equal(await submit.isDisabled(), true);
  await dialog.getByText("A reason is needed.").waitFor();
  await dialog.getByLabel(/Why/).fill("until the new reviewer is out");
  await submit.click();
  await page.locator(".score-number", { hasText: /^100 of/ }).waitFor();
  await page.getByText("until the new reviewer is out").waitFor();
  assert.equal((await harmonyOf(scene)).patterns[0]?.state, "ignored");
  assert.match((await harmonyOf(scene)).patterns[0]?.ignored?.by ?? "", /anna/);
  await page.getByRole("button", { name: "Restore" }).click();
  await page.locator(".score-number", { hasText: /^92 of/ }).waitFor();
  assert.equal((await harmonyOf(scene)).patterns[0]?.state, "open");
  assertClean();
});

for (const [who, wanted, explanation] of [
  ["a service", { role: "admin", kind: "service" }, /Only a human decides what becomes of drift/],
  ["a viewer", { role: "viewer" }, /may look\. Deciding what becomes of drift takes the role approver/],
  ["nobody", undefined, /Drift is healed by people alone/],
] as const)
  test(`CONTRACT-08: ${who} sees everything, can press nothing, and is told why`, async (t) => {
    const scene = await gatesInBrowser(t);
    await scene.world.check("review", riskyReport);
    const options = wanted === undefined ? {} : { as: wanted };
    const { page, context, assertClean } = await scene.open({ at: "/harmony", ...options });
    await page.getByText(explanation).waitFor();
    for (const name of ["Fix now", "Investigate", "Ignore"])
      assert.equal(await page.getByRole("button", { name, exact: true }).isDisabled(), true, name);
    assertClean();
    // Nor by going around the page.
    const [pattern] = (await harmonyOf(scene)).patterns;
    const session = await (await context.request.get("/v1/session")).json().catch(() => ({}));
    const answer = await context.request.post(`/v1/harmony/patterns/${pattern?.id}/ignore`, {
      data: { nonce: "nonce-by-hand-1", reason: "around the page" },
      headers: { "chiron-csrf": String(session.csrf ?? "none"), origin: scene.world.running.address },
    });
    assert.ok([401, 403].includes(answer.status()), `${answer.status()}`);
    assert.equal((await harmonyOf(scene)).patterns[0]?.state, "open");
  });

test("CONTRACT-08: two browsers decide at once: one decision is made, the other is told, and both show the same", async (t) => {
  const scene = await gatesInBrowser(t);
  await scene.world.check("review", riskyReport);
  const one = await scene.open({ at: "/harmony", as: { role: "approver", name: "anna" } });
  const two = await scene.open({ at: "/harmony", as: { role: "approver", name: "bert" } });
  for (const { page } of [one, two]) {
    await page.getByRole("button", { name: "Ignore", exact: true }).click();
    await page.getByLabel(/Why/).fill("it is known");
  }
  await Promise.all(
    [one, two].map(({ page }) => page.getByRole("dialog").getByRole("button", { name: "Ignore" }).click()),
  );
  const refusal = ({ page }: typeof one) => page.getByText(/It was refused:.* only one that is open can be ignored/);
  const counts = await until("one of them is refused", async () => {
    const refused = await Promise.all([one, two].map((browsing) => refusal(browsing).count()));
    return refused.includes(1) ? refused : undefined;
  });
  assert.deepEqual([...counts].sort(), [0, 1]);
  const late = counts[0] === 1 ? one : two;
  assert.equal(await late.page.getByLabel(/Why/).inputValue(), "it is known", "what was typed stays");
  await late.page.keyboard.press("Escape");
  for (const { page } of [one, two]) await page.getByRole("button", { name: "Restore" }).waitFor();
  const decided = scene.world.events.filter(({ type }) => type === "harmony:decided");
  assert.equal(decided.length, 1);
});

const hostile = [
  `# Review report\n\n**Verdict**: approve\n**Score**: 88\n**Summary**: all is well\n`,
  `**<img src=x onerror="window.struck=1">**: <script>window.struck=1</script>\n`,
  `**Mood**: \u202Eevil\u202C שלום 👩‍👩‍👧‍👦 &lt;b&gt; javascript:window.struck=1\n`,
].join("");

test("CONTRACT-08: hostile outputs are text and nothing else: markup, scripts, a megabyte, other directions, emoji", async (t) => {
  const scene = await gatesInBrowser(t);
  const { world } = scene;
  await world.check("review", hostile, { session: "<script>window.struck=1</script>", step: "🙂" });
  await world.check("review", `${goodReport}**Long**: ${"<b>x</b>".repeat(120_000)}\n`);
  const { page, go, assertClean } = await scene.open({ at: "/harmony", as: approver });
  const { patterns } = await harmonyOf(scene);
  assert.ok(patterns.length >= 3, JSON.stringify(patterns.map(({ path }) => path)));
  await page
    .locator(".pattern")
    .nth(patterns.length - 1)
    .waitFor();
  for (const { id } of patterns) {
    await go(`/harmony/patterns/${id}`);
    await page.locator(".marked mark").first().waitFor();
    assert.equal(await page.locator("main :is(img, script, b:not(.marks b))").count(), 0);
  }
  assert.equal(await page.evaluate("window.struck"), undefined);
  const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  assert.equal(overflow, 0, "nothing stands beyond the edge");
  await go(`/harmony/patterns/${patterns.find(({ path }) => path === "Long")?.id}`);
  await page.getByText(/1 long line is cut\. Of this output the first/).waitFor();
  assertClean();
});

for (const theme of ["light", "dark"] as const)
  for (const widthPx of [1_280, 390])
    test(`CONTRACT-08: harmony and a pattern are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
      const scene = await gatesInBrowser(t);
      await scene.world.check("review", riskyReport, { session: "s-1" });
      await scene.world.check("plan", narrowPlan);
      const { page, assertClean } = await scene.open({ at: "/harmony", theme, widthPx, as: approver });
      await page.locator(".pattern").nth(1).waitFor();
      await page.getByText("Its formats").click();
      await assertAccessible(page, "harmony");
      await page.getByRole("button", { name: "Fix now" }).first().click();
      await page.getByRole("dialog").waitFor();
      await assertAccessible(page, "fix now");
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "missing column: Chain plan table" }).click();
      await page.locator(".marked mark").first().waitFor();
      await assertAccessible(page, "pattern");
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.equal(overflow, 0, "nothing stands beyond the edge");
      assertClean();
    });

test("CONTRACT-08: a contract that cannot be used is said where the score stands, whatever that is", async (t) => {
  const scene = await gatesInBrowser(t);
  const { page } = await scene.open({ at: "/harmony" });
  await page.getByRole("heading", { name: "Contract agents" }).waitFor();
  const { writeFileSync } = await import("node:fs");
  writeFileSync(`${scene.world.folder}/CONTRACT.md`, contractText.replaceAll("## Format", "## Was"));
  await page.getByText(/It is not in force as it stands/).waitFor();
});
