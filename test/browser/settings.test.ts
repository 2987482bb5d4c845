/** What people switch, decided in a real browser and done by a real engine. */
// needs: chromium
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { until } from "#core/platform/test";
import { assertAccessible, openWorkbench } from "../support/browser/index.ts";
import { human, webService } from "../support/engine.ts";
import { startModelServer } from "../support/model-server.ts";

const service = (id: string) => `
  - id: ${id}
    kind: service
    group: shop
    autonomy: approve
    supervisor: { direct: { command: [${process.execPath}, ${webService}, "0"], cwd: DIR } }`;
const shop = `packs: [service]\ntargets:${service("web")}`;

/** A card of the page, by its heading. */
const card = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true });

/** Presses a button, fills what its dialog asks for, and presses the button of the dialog. */
async function decide(
  page: Page,
  where: Locator,
  label: string,
  fill?: (dialog: Locator) => Promise<void>,
): Promise<void> {
  await where.getByRole("button", { name: label, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await fill?.(dialog);
  await dialog.getByRole("button", { name: label, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

const because = (why: string) => async (dialog: Locator) => dialog.getByRole("textbox", { name: "Why" }).fill(why);

test("FACE-11: healing is paused with a reason, is said to be on every page, and goes on again", async (t) => {
  const { world, open } = await openWorkbench(t, shop);
  const { page, go, assertClean } = await open({ as: { role: "operator", name: "ann" }, at: "/settings" });
  const healing = card(page, "Healing");
  await healing.getByRole("button", { name: "Pause all healing" }).click();
  const sure = page.getByRole("dialog").getByRole("button", { name: "Pause all healing" });
  await page.getByText("Nothing is repaired any more, on no target").waitFor();
  assert.equal(await sure.isDisabled(), true, "not without a reason");
  await assertAccessible(page, "the dialog");
  await page.getByRole("textbox", { name: "Why" }).fill("a new disk");
  await sure.click();
  await healing.getByText("by ann").waitFor();
  assert.equal(world.facade.status().paused?.by, "token:ann");
  await go("/incidents");
  await page.getByText("Healing is paused").waitFor();
  await go("/settings");
  await card(page, "Healing").getByRole("button", { name: "Resume healing" }).click();
  await world.event("healing.resumed");
  await card(page, "Healing").getByText("Chiron repairs what its runbooks may repair.").waitFor();
  assertClean();
});

test("FACE-11: a silence is added for what is named and as long as is chosen, and is ended", async (t) => {
  const { world, open } = await openWorkbench(t, shop);
  const { page, troubles } = await open({ as: { role: "operator", name: "ann" }, at: "/settings" });
  const silences = card(page, "Silences");
  await silences.getByText("Nothing is silenced.").waitFor();
  await silences.getByRole("button", { name: "Add a silence" }).click();
  const dialog = page.getByRole("dialog");
  const add = dialog.getByRole("button", { name: "Add a silence" });
  await because("known to be slow")(dialog);
  assert.equal(await add.isDisabled(), true, "not of everything");
  await dialog.getByLabel("Targets").fill("nobody");
  await add.click();
  await dialog.getByText("there is no target nobody").waitFor();
  assert.equal(await dialog.getByRole("textbox", { name: "Why" }).inputValue(), "known to be slow");
  await dialog.getByLabel("Targets").fill("web");
  await dialog.getByLabel("Types of trouble").fill("http_*, disk_full");
  await dialog.getByLabel("For how long").selectOption("30m");
  await dialog.getByLabel("high").check();
  await add.click();
  await silences.getByText("target web, type http_* or disk_full, severity high").waitFor();
  const [silence] = world.facade.silences();
  assert.deepEqual(silence?.matchers, { targets: ["web"], types: ["http_*", "disk_full"], severities: ["high"] });
  assert.equal(Math.round((Date.parse(silence?.until ?? "") - Date.parse(silence?.since ?? "")) / 60_000), 30);
  await decide(page, silences, "End");
  await silences.getByText("Nothing is silenced.").waitFor();
  assert.deepEqual(world.facade.silences(), []);
  // The browser itself notes that the slip of the pen was refused.
  assert.deepEqual(
    troubles.filter((line) => !line.includes("status of 404")),
    [],
  );
});

test("FACE-11: maintenance and a freeze are opened and ended, and each says what it does before it is pressed", async (t) => {
  const { world, open } = await openWorkbench(t, shop);
  const { page, assertClean } = await open({ as: { role: "operator" }, at: "/settings" });
  const windows = card(page, "Maintenance and freezes");
  await decide(page, windows, "Open a window", async (dialog) => {
    await dialog.getByText("As it stands it is of everything that is watched.").waitFor();
    await dialog.getByLabel("Groups").fill("shop");
    await dialog.getByText("As it stands it is of everything").waitFor({ state: "detached" });
    await because("a new database")(dialog);
  });
  await windows.getByText("a new database").waitFor();
  assert.deepEqual(world.facade.maintenance()[0]?.matchers, { groups: ["shop"] });
  await decide(page, windows, "End");
  await windows.getByText("No window is open").waitFor();
  await decide(page, windows, "Open a window", async (dialog) => {
    await dialog.getByLabel("What kind of window").selectOption("freeze");
    await dialog.getByText("so it is told as ever").waitFor();
    await dialog.getByLabel("For how long").selectOption("");
    await because("the sale of the year")(dialog);
  });
  await windows.getByText("when somebody ends it").waitFor();
  const [freeze] = world.facade.maintenance();
  assert.deepEqual([freeze?.kind, freeze?.matchers, freeze?.until, freeze?.messages], ["freeze", null, null, "send"]);
  assertClean();
});

test("FACE-11: what was stopped on purpose is started again", async (t) => {
  const { world, open } = await openWorkbench(t, shop);
  await world.facade.command({ kind: "stop", target: "web", reason: "moved" }, human);
  const { page, assertClean } = await open({ as: { role: "operator" }, at: "/settings" });
  const stopped = card(page, "Stopped on purpose");
  await stopped.getByText("moved").waitFor();
  assert.equal(world.pid("web"), 0);
  await decide(page, stopped, "Start");
  await until("the service runs", () => world.pid("web") > 0);
  await stopped.getByText("Nothing is stopped on purpose.").waitFor();
  assertClean();
});

test("FACE-11: a configuration that is wrong changes nothing and says where; one that is right is in force at once", async (t) => {
  const { world, open } = await openWorkbench(t, shop);
  const { page } = await open({ as: { role: "operator" }, at: "/settings" });
  const configuration = card(page, "Configuration");
  const file = join(world.folder, "chiron.yaml");
  const right = `${shop}${service("db")}`.replaceAll("DIR", world.folder);
  writeFileSync(file, right.replace("autonomy", "autonmy"));
  await configuration.getByRole("button", { name: "Read it anew" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Read it anew" }).click();
  await page.getByRole("dialog").getByText("It was refused:").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Back" }).click();
  await configuration.getByText("what was in force still is").waitFor();
  await configuration.getByText(/chiron\.yaml:\d+:\d+.*autonmy/).waitFor();
  await assertAccessible(page, "a configuration refused");
  assert.equal(world.facade.targets().length, 1);
  writeFileSync(file, right);
  await decide(page, configuration, "Read it anew");
  await page.getByText("Reloaded: 2 targets").waitFor();
  await configuration.getByText("what was in force still is").waitFor({ state: "detached" });
  assert.equal(world.facade.targets().length, 2);
});

test("FACE-11: the ways to people are tried out, and what came back is shown for each", async (t) => {
  const dead = "{ webhook: { url: http://127.0.0.1:9/ } }";
  const { open } = await openWorkbench(t, `${shop}\nnotify: { notice: [${dead}], page: [${dead}] }`);
  const { page, assertClean } = await open({ as: { role: "operator" }, at: "/settings" });
  const messages = card(page, "Messages to people");
  await decide(page, messages, "Send a test message", async (dialog) => {
    await dialog.getByLabel("Through").selectOption("notice");
  });
  await messages.getByText("failed").waitFor();
  await messages.getByText(/ECONNREFUSED|refused/).waitFor();
  assert.equal(await messages.locator("tbody tr").count(), 1, "only those that were asked for");
  assertClean();
});

test("FACE-11: the language model's state, what would be sent to it, and a question to it", async (t) => {
  const proposal = { hypothesis: "none", proposal: null };
  const server = await startModelServer(t, "openai", [{ kind: "value", value: proposal }]);
  const model = `model: { provider: openai, url: "${server.url}", name: small }`;
  const { open } = await openWorkbench(t, `${shop}\n${model}`);
  const { page, assertClean } = await open({ as: { role: "operator" }, at: "/settings" });
  const about = card(page, "Language model");
  await about.getByText("small (openai)").waitFor();
  await about.getByRole("button", { name: "Show what would be sent" }).click();
  await about.getByText("nothing was sent").waitFor();
  assert.equal(server.asked.length, 0);
  await decide(page, about, "Ask it something");
  await about.getByText("1 in the last hour").waitFor();
  assert.equal(server.asked.length, 1);
  assertClean();
});

test("FACE-11: an admin gives a grant for named things and a while; whoever operates takes it back", async (t) => {
  const { world, open } = await openWorkbench(t, shop);
  const admin = await open({ as: { role: "admin", name: "ann" }, at: "/settings" });
  const grants = card(admin.page, "Grants");
  await grants.getByText("Nothing is granted.").waitFor();
  await decide(admin.page, grants, "New grant", async (dialog) => {
    await dialog.getByLabel("To whom").fill("delegate:night-watch");
    await dialog.getByLabel("Only these targets").fill("web");
    await because("nobody is on call")(dialog);
  });
  await grants.getByText("nobody is on call").waitFor();
  const { actor, data } = await world.event("grant.given");
  assert.deepEqual([actor, data.grant.targets], ["token:ann", ["web"]]);
  const operator = await open({ as: { role: "operator" }, at: "/settings" });
  const seen = card(operator.page, "Grants");
  await operator.page.getByRole("button", { name: "Sign out" }).waitFor();
  assert.equal(await seen.getByRole("button", { name: "New grant" }).isDisabled(), true);
  await decide(operator.page, seen, `Take back ${data.grant.id}`, because("somebody is again"));
  await world.event("grant.revoked");
  await grants.getByText("Nothing is granted.").waitFor();
  for (const { assertClean } of [admin, operator]) assertClean();
});

test("FACE-11: where the log goes besides, and how far that has come", async (t) => {
  const { open } = await openWorkbench(t, `${shop}\nsinks: [ { jsonl: { file: DIR/events.jsonl } } ]`);
  const { page, assertClean } = await open({ at: "/settings" });
  await card(page, "Where the log goes besides").getByText("has everything").waitFor();
  assertClean();
});

for (const theme of ["light", "dark"] as const)
  for (const widthPx of [1_280, 390])
    test(`FACE-11: the settings are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
      const { world, open } = await openWorkbench(t, shop);
      const silenced = { targets: ["web"] };
      await world.facade.command({ kind: "silence_add", matchers: silenced, reason: "known", forMs: 3_600_000 }, human);
      await world.facade.command(
        { kind: "maintenance_start", windowKind: "freeze", matchers: null, reason: "a sale" },
        human,
      );
      const { page, assertClean } = await open({ theme, widthPx, as: { role: "admin" }, at: "/settings" });
      await card(page, "Silences").getByText("known").waitFor();
      await card(page, "Maintenance and freezes").getByText("a sale").waitFor();
      await assertAccessible(page, "settings");
      for (const label of ["Add a silence", "Open a window", "New grant"]) {
        await page.getByRole("button", { name: label }).click();
        await assertAccessible(page, label);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.equal(overflow, 0, "nothing stands beyond the edge");
      assertClean();
    });
