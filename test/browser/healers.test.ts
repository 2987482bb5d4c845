/** The three healers as a picture that lives: one is killed under the open page, then the engine that serves it. */
// needs: chromium
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { assertAccessible, type Looking, lookAt } from "../support/browser/index.ts";
import { allWell, oneService, pidOf } from "../support/healer-scene.ts";
import { type Outside, outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const patienceMs = 90_000;
const admin = { role: "admin", name: "anna" } as const;

interface Scene extends Looking {
  readonly world: Outside;
}

/** On a port of its own, so that the engine is found again when another one has its place. */
async function threeHealers(t: TestContext): Promise<Scene> {
  const world = outside(t, oneService);
  await world.up("--port", String(await freePort()));
  await allWell(world);
  return { world, ...(await lookAt(t, { address: world.address(), dataDir: world.dataDir })) };
}

test("FACE-11: who watches whom, and a recovery as a story: the mender is killed under the open page, and comes back", async (t) => {
  const scene = await threeHealers(t);
  const { world } = scene;
  const { page, assertClean } = await scene.open({ at: "/healers", as: admin });
  const words = page.locator(".watch-words li");
  await until("six sights are told", async () => (await words.count()) === 6);
  await page.locator(".healer-good").nth(2).waitFor();
  const beat = page.locator(".healer text", { hasText: "beat" }).first();
  const seen = new Set<string | null>();
  await until("the heartbeat's age ticks", async () => seen.add(await beat.textContent()).size > 1);
  await page.getByText("None yet.").first().waitFor();

  const before = pidOf(world, "mender");
  process.kill(before, "SIGKILL");
  await page
    .getByText("The mender was recovered by the engine within", { exact: false })
    .waitFor({ timeout: patienceMs });
  await page.getByText("Its 5 steps").click();
  for (const step of ["verify self", "restart", "verify", "test mutual recovery", "audit"])
    await page.getByRole("cell", { name: step, exact: true }).waitFor();
  await allWell(world);
  const now = pidOf(world, "mender");
  assert.notEqual(now, before);
  await page.locator(".healer", { hasText: `pid ${now}` }).waitFor();
  await until(
    "all sights are whole again",
    async () => (await page.locator(".watch-words .sight-sees").count()) === 6,
    patienceMs,
  );
  const row = page.getByRole("row", { name: /^mender / });
  assert.equal((await row.getByRole("cell").last().textContent())?.trim(), "1", "one restart");
  assertClean();
});

test("FACE-11: while the engine itself is gone the page says that what it shows is old, and since when; and goes on by itself", async (t) => {
  const scene = await threeHealers(t);
  const { world } = scene;
  const { page } = await scene.open({ at: "/healers" });
  await page.locator(".healer-good").nth(2).waitFor();
  const before = pidOf(world, "engine");
  process.kill(before, "SIGKILL");
  const alert = page.getByRole("alert").filter({ hasText: "The mender restarts it" });
  await alert.getByText(/What stands below is as it was/).waitFor({ timeout: patienceMs });
  await alert.waitFor({ state: "detached", timeout: patienceMs });
  await page
    .getByText("The engine was recovered by the mender within", { exact: false })
    .waitFor({ timeout: patienceMs });
  await allWell(world);
  const now = pidOf(world, "engine");
  assert.notEqual(now, before);
  await page.locator(".healer", { hasText: `pid ${now}` }).waitFor();
  await page.getByText(/generation 2, held by pid/).waitFor();
});

test("FACE-11: an admin gives a grant and takes it back, each with a reason; drills are begun where they outlive what they strike", async (t) => {
  const scene = await threeHealers(t);
  const { world } = scene;
  const { page, assertClean } = await scene.open({ at: "/healers", as: admin });
  await page.getByText("Nothing is granted.").waitFor();
  await page.getByRole("button", { name: "New grant" }).click();
  const dialog = page.getByRole("dialog", { name: "New grant" });
  await dialog.getByText("A delegate is named delegate:NAME.").waitFor();
  await dialog.getByLabel("To whom").fill("delegate:night-shift");
  await dialog.getByLabel("For how long").selectOption("15m");
  await dialog.getByLabel(/Only these targets/).fill("worker");
  await dialog.getByLabel(/Why/).fill("while <i>I</i> sleep");
  await dialog.getByRole("button", { name: "New grant" }).click();
  await page.getByText("delegate:night-shift", { exact: true }).waitFor();
  await page.getByText("while <i>I</i> sleep").waitFor();
  const { json } = await world.ask("GET", "/v1/grants");
  assert.deepEqual([json.items[0].delegate, json.items[0].targets], ["delegate:night-shift", ["worker"]]);
  await page.getByRole("button", { name: /^Take back/ }).click();
  await page.getByRole("dialog").getByLabel(/Why/).fill("I am awake");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Take back/ })
    .click();
  await page.getByText("Nothing is granted.").waitFor();
  assert.equal((await world.ask("GET", "/v1/grants")).json.items.length, 0);

  await page.getByText("None was held yet.").waitFor();
  const drilled = await world.chiron("drill", "healers", "--who", "mender", "--pause", "0", "--yes", "--json");
  assert.equal(drilled.code, 0, drilled.err);
  await page.getByText("went well", { exact: false }).first().waitFor();
  await page.getByRole("cell", { name: "1 of 1" }).waitFor();
  assertClean();
});

for (const [theme, widthPx] of [
  ["light", 390],
  ["dark", 1_280],
  ["light", 1_280],
  ["dark", 390],
] as const)
  test(`FACE-11: the healers are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
    const scene = await threeHealers(t);
    process.kill(pidOf(scene.world, "mender"), "SIGKILL");
    const { page, assertClean } = await scene.open({ at: "/healers", as: admin, theme, widthPx });
    await page.getByText("The mender was recovered", { exact: false }).waitFor({ timeout: patienceMs });
    await page.getByText("Its 5 steps").click();
    await assertAccessible(page, "healers");
    await page.getByRole("button", { name: "New grant" }).click();
    await assertAccessible(page, "new grant");
    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert.equal(overflow, 0, "nothing stands beyond the edge");
    assertClean();
  });
