/** Repairs of code from the Workbench, by a real mender in a real repository. */
// needs: chromium, git
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { assertAccessible, type Looking, lookAt } from "../support/browser/index.ts";
import { broken, healthy, type MenderScene, type SceneOptions, startScene } from "../support/mender-scene.ts";
import { commitOnMain, git } from "../support/repositories.ts";

const patienceMs = 90_000;
const approver = { role: "approver", name: "anna" } as const;

interface Scene extends Looking {
  readonly scene: MenderScene;
}

async function repairing(t: TestContext, options: SceneOptions = {}): Promise<Scene> {
  const more = ["autonomy: approve", "scan: { every: 0 }", "test: { command: [sh, check.sh] }"];
  const files = { "a.json": broken, "b.json": healthy, "check.sh": "echo '<b>looked at</b> all of it'\n" };
  const scene = await startScene(t, { files, more, ...options });
  return { scene, ...(await lookAt(t, { address: scene.world.running.address, dataDir: scene.world.dataDir })) };
}

test("FACE-11: without a repository the page explains what is done to one", async (t) => {
  const { openWorkbench } = await import("../support/browser/index.ts");
  const { open } = await openWorkbench(t, "targets: []\n");
  const { page, assertClean } = await open({ at: "/repair" });
  await page.getByRole("heading", { name: "No repository is declared" }).waitFor();
  await assertAccessible(page, "repair without a repository");
  assertClean();
});

test("FACE-11: scan, look at the diff and at what the tests said, approve exactly that commit: it becomes part of the branch", async (t) => {
  const { scene, open } = await repairing(t);
  const { page, assertClean } = await open({ at: "/repair", as: approver });
  await page.getByRole("button", { name: "Scan site now" }).click();
  await page.getByRole("link", { name: "a.json" }).waitFor({ timeout: patienceMs });
  const { id, proposal } = await scene.task("a.json", "proposed");
  await page.getByRole("cell", { name: "waits for you" }).waitFor();
  await page.getByRole("link", { name: "a.json" }).click();
  await page.getByRole("heading", { level: 1, name: "a.json in site" }).waitFor();
  const diff = page.getByRole("region", { name: "The diff" });
  assert.equal((await diff.locator(".patch-removed code").textContent())?.trim(), 'removed: { "a": 1, }');
  await diff.locator(".patch-added").waitFor();
  await page.getByText("● tests passed").click();
  await page.getByText("<b>looked at</b> all of it").waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve" });
  await dialog.getByText(`Exactly the commit ${proposal?.commit.slice(0, 12)}`).waitFor();
  await dialog.getByRole("button", { name: "Approve" }).click();
  await page.locator(".page-head").getByText("merged").waitFor({ timeout: patienceMs });
  assert.equal(git(scene.repository, "rev-parse", "main"), proposal?.commit);
  assert.match(scene.world.facade.mending.task(id)?.approvedBy ?? "", /anna/);
  await page.getByRole("region", { name: "What happened" }).getByText(/anna/).first().waitFor();
  assertClean();
});

test("FACE-11: reject with a reason: nothing lands, and the same content is not taken up again", async (t) => {
  const { scene, open } = await repairing(t);
  const { page, assertClean } = await open({ at: "/repair", as: approver });
  await page.getByRole("button", { name: "Mend a file …" }).click();
  const dialog = page.getByRole("dialog", { name: "Mend a file …" });
  await dialog.getByText("Which file?").waitFor();
  await dialog.getByLabel(/File, from the top/).fill("a.json");
  await dialog.getByRole("button", { name: "Mend a file …" }).click();
  const before = git(scene.repository, "rev-parse", "main");
  await scene.task("a.json", "proposed");
  await page.getByRole("link", { name: "a.json" }).click();
  await page.getByRole("button", { name: "Reject" }).click();
  const reject = page.getByRole("dialog", { name: "Reject" });
  assert.equal(await reject.getByRole("button", { name: "Reject" }).isDisabled(), true);
  await reject.getByLabel(/Why/).fill("it is meant to be broken");
  await reject.getByRole("button", { name: "Reject" }).click();
  await page.locator(".page-head").getByText("rejected").waitFor({ timeout: patienceMs });
  assert.equal(git(scene.repository, "rev-parse", "main"), before);
  await page.getByRole("link", { name: "Repair", exact: true }).first().click();
  await page.getByText("None.", { exact: true }).waitFor();
  await page.getByLabel("Those that are over, too").check();
  await page.getByRole("cell", { name: "rejected" }).waitFor();
  assertClean();
});

const name = "<img src=x onerror=window.struck=1>.json";

for (const [theme, widthPx] of [
  ["light", 390],
  ["dark", 1_280],
] as const)
  test(`FACE-11: repairs are readable for everybody, whatever files are called: ${theme}, ${widthPx} px`, async (t) => {
    const { scene, open } = await repairing(t);
    commitOnMain(scene.repository, { [name]: `{ "${"long ".repeat(400)}": "<script>window.struck=1</script>", }\n` });
    const { page, assertClean } = await open({ at: "/repair", as: approver, theme, widthPx });
    await page.getByRole("button", { name: "Scan site now" }).click();
    await page.getByRole("link", { name }).waitFor({ timeout: patienceMs });
    await scene.task(name, "proposed");
    await assertAccessible(page, "repair");
    await page.getByRole("link", { name }).click();
    await page.getByRole("region", { name: "The diff" }).waitFor({ timeout: patienceMs });
    await assertAccessible(page, "one repair");
    assert.equal(await page.evaluate("window.struck"), undefined);
    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert.equal(overflow, 0, "nothing stands beyond the edge");
    assertClean();
  });
