/** The pages of an incident and of the questions: readable for everybody, live, and down to the records. */
// needs: chromium
import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { assertAccessible, openBrokenWeb, openWorkbench } from "../support/browser/index.ts";
import { human } from "../support/engine.ts";
import { fillStore, largeYaml } from "../support/large-store.ts";

const beyondTheEdge = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

for (const theme of ["light", "dark"] as const)
  for (const widthPx of [1_280, 390])
    test(`FACE-11: an incident and the queue are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
      const { world, incident, open } = await openBrokenWeb(t, "critical");
      const { page, go, assertClean } = await open({ as: { role: "approver" }, theme, widthPx });
      const look = async (path: string, text: string, name: string) => {
        await go(path);
        await page.getByText(text).first().waitFor();
        await assertAccessible(page, name);
        assert.equal(await page.evaluate(beyondTheEdge), 0, `${name}: nothing stands beyond the edge`);
      };
      await look(`/incidents/${incident}`, "Decide whether", "waiting");
      await page.getByRole("figure").first().waitFor();
      await page.getByText("every record").click();
      for (const summary of await page.locator("details > summary").all()) await summary.click();
      await assertAccessible(page, "all unfolded");
      assert.equal(await page.evaluate(beyondTheEdge), 0, "all unfolded");
      for (const name of ["Let it run", "Ask for another way", "Reject", "I am on it", "Record what mended it"]) {
        await page.getByRole("button", { name, exact: true }).click();
        await page.getByRole("dialog").getByRole("heading", { name }).waitFor();
        await assertAccessible(page, `dialog: ${name}`);
        await page.keyboard.press("Escape");
      }
      await look("/approvals", "May rb-restart-service", "queue");
      await world.facade.command({ kind: "approve", incident }, human);
      await page.getByText("Nobody waits for your word.").waitFor();
      await assertAccessible(page, "empty queue");
      await look(`/incidents/${incident}`, "Nothing: it is over.", "over");
      assertClean();
    });

test("FACE-11: each sentence of the story opens to the record that it tells, with its hash", async (t) => {
  const { world, incident, open } = await openBrokenWeb(t);
  const { page, assertClean } = await open({ at: `/incidents/${incident}` });
  const story = page.locator("#story");
  await story.getByText("A human is asked").click();
  const asked = world.events.find(({ type }) => type === "approval.asked");
  await story.getByText(asked?.hash ?? "").waitFor();
  await story.getByText("approval.asked", { exact: true }).waitFor();
  const plan = world.facade.incident(incident)?.plan?.hash ?? "";
  await story.getByText(plan).waitFor();
  const moves = () => story.getByText("Chiron looks into it.").count();
  assert.equal(await moves(), 0, "a detail");
  await page.getByText("every record").click();
  await story.getByText("Chiron looks into it.").waitFor();
  assertClean();
});

test("FACE-11: the page of an incident that is not there says so, and an empty queue explains itself", async (t) => {
  const { open } = await openWorkbench(t, "targets: []\n");
  const { page } = await open({ at: "/approvals" });
  await page.getByText("Nobody waits for your word.").waitFor();
  await page.getByText(/Silence is always a no/).waitFor();
  await page.goto("/incidents/inc-none");
  await page.getByText(/there is no incident inc-none/).waitFor();
});

test("FACE-11: in the list those that need a human are found by one box, and by words", async (t) => {
  const folder = temporaryFolder(t);
  fillStore(folder, { incidents: 300, open: 20, targets: 10 });
  const { world, open } = await openWorkbench(t, largeYaml({ targets: 10 }), { folder });
  const { page, assertClean } = await open({ at: "/incidents?all=true" });
  await page.getByLabel("Only those that need a human").check();
  const rows = page.getByRole("row");
  await until("20 rows and the head", async () => (await rows.count()) === 21);
  await world.facade.command({ kind: "dismiss", incident: "inc-000299", reason: "known" }, human);
  await until("one less, without a reload", async () => (await rows.count()) === 20);
  await page.getByLabel("Only those that need a human").uncheck();
  await page.getByLabel("Search").fill("NUMBER 42 ");
  await until("one", async () => (await rows.count()) === 2);
  await page.getByRole("link", { name: "trouble 42" }).click();
  await page.getByRole("heading", { level: 1, name: "trouble 42 on t2" }).waitFor();
  assertClean();
});
