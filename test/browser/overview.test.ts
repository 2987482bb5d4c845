/** Is anything wrong? The first page, over a real engine on which real things break. */
// needs: chromium
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, openWorkbench } from "../support/browser/index.ts";
import { webService } from "../support/engine.ts";

const services = (autonomy: string) => `
packs: [service]
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: ${autonomy}
    supervisor: { direct: { command: [${process.execPath}, ${webService}, "0"], cwd: DIR } }
`;

test("FACE-11: an installation that watches nothing explains itself, and offers the next step", async (t) => {
  const { open } = await openWorkbench(t, "targets: []\npacks: [service]\n");
  const { page, assertClean } = await open();
  await page.getByRole("heading", { level: 1, name: "Nothing is watched yet." }).waitFor();
  await page.getByText("chiron validate").first().waitFor();
  await assertAccessible(page, "empty overview");
  assertClean();
});

test("FACE-11: at a glance: all is well, then something needs you, live, without a reload", async (t) => {
  const { world, open } = await openWorkbench(t, services("approve"));
  const { page, assertClean } = await open();
  const heading = page.getByRole("heading", { level: 1 });
  await page.getByRole("heading", { level: 1, name: "All is well." }).waitFor();
  process.kill(world.pid("web"), "SIGKILL");
  await page.getByRole("heading", { level: 1, name: "One thing needs you." }).waitFor();
  const incident = await world.incident("awaiting_approval");
  await page.getByRole("link", { name: /May rb-restart-service .* run on web\?/ }).waitFor();
  assert.equal(await page.locator("link[rel=icon]").getAttribute("href"), "/mark-alarm.svg");
  assert.ok((await page.locator(`a[href="/incidents/${incident}"]`).count()) > 0);
  await world.facade.command({ kind: "approve", incident }, { kind: "human", id: "test:human" });
  await page.getByRole("heading", { level: 1, name: "All is well." }).waitFor();
  assert.equal(await heading.count(), 1);
  await page
    .getByText(/healed it/)
    .first()
    .waitFor();
  assertClean();
});

for (const theme of ["light", "dark"] as const)
  for (const widthPx of [1_280, 390])
    test(`FACE-11: the overview and the list are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
      const { world, open } = await openWorkbench(t, services("approve"));
      process.kill(world.pid("web"), "SIGKILL");
      await world.incident("awaiting_approval");
      const { page, go, assertClean } = await open({ theme, widthPx });
      await page.getByRole("heading", { level: 1, name: "One thing needs you." }).waitFor();
      await assertAccessible(page, "overview");
      await go("/incidents");
      await page.getByRole("link", { name: "process dead" }).waitFor();
      await assertAccessible(page, "incidents");
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.equal(overflow, 0, "nothing stands beyond the edge");
      assertClean();
    });
