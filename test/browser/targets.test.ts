/** Targets as a person meets them: whose trouble is whose, what one of them reads, and what may be done about it. */
// needs: chromium
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { until } from "#core/platform/test";
import { assertAccessible, openWorkbench } from "../support/browser/index.ts";
import { webService } from "../support/engine.ts";

const chain = `
node: workshop
targets:
  - { id: disk, kind: file, criticality: critical, autonomy: approve, group: rack, owner: ann, thresholds: { oldest: 90000 }, probes: [ file: { path: DIR/disk, every: 200ms } ] }
  - { id: shop, kind: file, autonomy: auto, group: front, dependsOn: [disk], probes: [ file: { path: DIR/shop, every: 200ms } ] }
  - { id: basket, kind: file, autonomy: auto, group: front, dependsOn: [shop], probes: [ file: { path: DIR/basket, every: 200ms } ] }
  - { id: clock, kind: file, autonomy: observe, probes: [ file: { path: DIR/clock, every: 200ms } ] }
anomalies:
  - type: file_gone
    title: The file is not there
    severity: high
    probes: [file]
    when: reading.values.exists == false
    clear: { readings: 1, every: 200ms }
  - type: file_old
    title: The file is old
    severity: low
    probes: [file]
    thresholds: { oldest: 60000 }
    when: reading.values.exists && reading.values.ageMs > thresholds.oldest * 1000.0
runbooks: [rb.yaml]
notify: { notice: [ log ], page: [ log ] }
`;
const runbook = `id: rb-file
title: Get the file back
version: 1
matches: [file_gone]
strategies:
  - { name: make, steps: [ { action: command, with: { argv: [touch, DIR/made] } } ] }
`;

/** The disk's file is gone, and with it those that need it. */
async function openBroken(t: TestContext) {
  const files = { "rb.yaml": runbook, disk: "", shop: "", basket: "", clock: "" };
  const workbench = await openWorkbench(t, chain, { files });
  const { world } = workbench;
  for (const file of ["disk", "shop", "basket"]) rmSync(join(world.folder, file));
  const opened = new Map<string, string>();
  for (const id of ["disk", "shop", "basket"]) {
    const { data } = await world.event("incident.opened", (one) => one.data.target === id);
    opened.set(id, data.incident);
    if (id !== "disk") await world.event("incident.inhibited", (one) => one.data.incident === data.incident);
  }
  return { ...workbench, incidentOf: (id: string) => opened.get(id) ?? "" };
}

const node = (page: Page, id: string) => page.locator(`a.node[href="/targets/${id}"]`).first();

test("FACE-11: root and inhibited are seen at once in the graph, told the same in the list, and gone when it is mended", async (t) => {
  const { world, open } = await openBroken(t);
  const { page, go, assertClean } = await open();
  await go("/targets");
  await page.getByText("root cause · 2 wait").waitFor();
  assert.match((await node(page, "disk").getAttribute("class")) ?? "", /node-root/);
  for (const id of ["shop", "basket"]) assert.match((await node(page, id).textContent()) ?? "", /waits for disk/);
  assert.equal(await page.locator("path.line-blamed").count(), 2, "along the way from the disk to the basket");
  assert.equal(await node(page, "clock").count(), 0, "what nothing is joined to is not drawn");
  const rows = await page.locator("tbody tr").allTextContents();
  assert.deepEqual(
    rows.map((row) => /^[a-z]+/.exec(row)?.[0].replace(/file$/, "")),
    ["disk", "basket", "shop", "clock"],
    "trouble first",
  );
  assert.match(rows[0] ?? "", /root cause: 2 incidents wait for its repair/);

  await node(page, "disk").focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate("document.activeElement.getAttribute('href')"), "/targets/shop");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "shop" }).waitFor();
  await page.getByText("is put down to").waitFor();

  await go("/targets?health=good");
  await page.getByText("1 of 4").waitFor();
  await page.getByRole("searchbox").fill("rack");
  await page.getByText("None fits.").waitFor();
  await page.getByLabel("Health").selectOption("");
  await page.locator("tbody").getByRole("link", { name: "disk", exact: true }).waitFor();
  await page.waitForURL("**/targets?search=rack");

  await go("/targets");
  for (const file of ["disk", "shop", "basket"]) writeFileSync(join(world.folder, file), "");
  await page.getByText("4 good").waitFor();
  const troubled = page.locator(".node-root, .node-waits, path.line-blamed");
  await until("the graph has followed", async () => (await troubled.count()) === 0);
  assertClean();
});

test("FACE-11: a target's page tells what it reads, over what time, by which thresholds, and what hangs on it", async (t) => {
  const { open, incidentOf } = await openBroken(t);
  const { page, go, assertClean } = await open();
  await go("/targets/disk");
  const now = page.getByRole("region", { name: "Right now" });
  await now.getByText("awaiting approval").waitFor();
  for (const id of ["shop", "basket"]) await now.locator(`a[href="/incidents/${incidentOf(id)}"]`).waitFor();
  await page.getByRole("region", { name: "What it is" }).getByText("ann").waitFor();
  const probe = page.getByRole("region", { name: "file", exact: true });
  await probe.getByText("exists").waitFor();
  await probe.locator("canvas").first().waitFor();
  for (const [name, span] of [
    ["24 hours", "24h"],
    ["7 days", "7d"],
    ["1 hour", "1h"],
  ] as const) {
    const read = page.waitForResponse((response) => response.url().includes("/v1/readings?"));
    await page.getByRole("button", { name }).click();
    const { searchParams } = new URL((await read).url());
    const hours = (Number(searchParams.get("to")) - Number(searchParams.get("from"))) / 3_600_000;
    assert.equal(hours, { "1h": 1, "24h": 24, "7d": 168 }[span]);
    await page.waitForURL(`**/targets/disk?span=${span}`);
    assert.equal(await page.getByRole("button", { name }).getAttribute("aria-pressed"), "true");
  }
  await probe.getByText("The same as a table").first().click();
  await probe.locator("tbody tr").first().waitFor();
  const rule = page.getByRole("region", { name: "Watched for" }).locator("tr", { hasText: "file_old" });
  assert.match((await rule.textContent()) ?? "", /90,000 \(set for this target\)/);
  await page.getByRole("region", { name: "What it needs, and what needs it" }).locator("a.node-focus").waitFor();
  await page.getByRole("region", { name: "Incidents" }).getByRole("link", { name: "file gone" }).waitFor();
  assertClean();
  await page.goto("/targets/none");
  await page.getByText("there is no target none").waitFor();
});

const service = `
packs: [service]
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    supervisor: { direct: { command: [${process.execPath}, ${webService}, "0"], cwd: DIR } }
  - { id: shop, kind: file, dependsOn: [web], probes: [ file: { path: DIR/shop, every: 10s } ] }
`;

test("FACE-11: a target is looked at, stopped, started, and kept quiet by whoever may, each with as much asked as it deserves", async (t) => {
  const { world, open } = await openWorkbench(t, service, { files: { shop: "" } });
  const { page, go, assertClean } = await open({ as: { role: "operator" } });
  await go("/targets/web");
  const dialog = page.getByRole("dialog");
  const press = (name: string) => page.getByRole("button", { name, exact: true }).first().click();
  const confirm = (name: string) => dialog.getByRole("button", { name, exact: true }).click();

  await press("Look now");
  await page.getByRole("status").getByText("readings of web").waitFor();

  await press("Stop");
  await dialog.getByText("stays so until somebody starts it").waitFor();
  await dialog.getByText("1 target needs it").waitFor();
  await dialog.getByLabel("Why; it is kept in the log").fill("new disks");
  assert.ok(await dialog.getByRole("button", { name: "Stop" }).isDisabled(), "it is critical: its name is asked for");
  await dialog.getByLabel("To be sure, type").fill("web");
  await confirm("Stop");
  const stopped = await world.event("target.stopped");
  assert.deepEqual([stopped.data.target, stopped.data.reason], ["web", "new disks"]);
  assert.match(stopped.actor, /reader-1/);
  await page.getByText("stopped it on purpose").waitFor();
  await assertAccessible(page, "a stopped target");

  await press("Start");
  await confirm("Start");
  await world.event("target.started");
  await page.getByText("stopped it on purpose").waitFor({ state: "detached" });

  for (const [name, type] of [
    ["Silence", "silence.added"],
    ["Maintenance", "maintenance.started"],
  ] as const) {
    await press(name);
    assert.ok(await dialog.getByRole("button", { name, exact: true }).isDisabled(), "a reason is needed");
    await dialog.getByLabel("Why; it is kept in the log").fill("moving house");
    await dialog.getByLabel("For how long").selectOption("8h");
    await confirm(name);
    const { data } = await world.event(type);
    assert.deepEqual([data.matchers, data.reason], [{ targets: ["web"] }, "moving house"]);
    assert.ok(Math.abs((data.until ?? 0) - Date.now() - 8 * 3_600_000) < 60_000);
  }
  const quiet = page.getByRole("region", { name: "Right now" }).locator("li", { hasText: "moving house" });
  await quiet.nth(1).waitFor();
  await quiet.first().getByRole("button", { name: "End it" }).click();
  await confirm("End it");
  await world.event("silence.ended");
  await quiet.first().getByRole("button", { name: "End it" }).click();
  await confirm("End it");
  await world.event("maintenance.ended");
  await quiet.first().waitFor({ state: "detached" });

  await press("Report trouble");
  await dialog.getByLabel("What kind of trouble").fill("service_unresponsive");
  await dialog.getByLabel("Why; it is kept in the log").fill("customers call");
  await confirm("Report trouble");
  const opened = await world.event("incident.opened");
  assert.deepEqual([opened.data.target, opened.data.type], ["web", "service_unresponsive"]);
  assertClean();
});

test("FACE-11: who may not decide about a target sees what could be done, and why it is not for them", async (t) => {
  const { world, open } = await openWorkbench(t, service, { files: { shop: "" } });
  for (const [as, why] of [
    [undefined, "Sign in to decide."],
    [{ role: "viewer" }, "Your role, viewer, does not allow this."],
  ] as const) {
    const { page, go, assertClean } = await open(as === undefined ? {} : { as });
    await go("/targets/web");
    for (const name of ["Stop", "Silence", "Maintenance"]) {
      const button = page.getByRole("button", { name });
      assert.ok(await button.isDisabled());
      assert.equal(await button.getAttribute("title"), why);
    }
    assertClean();
  }
  assert.ok(!world.events.some(({ type }) => type === "target.stopped"));
});

for (const theme of ["light", "dark"] as const)
  for (const widthPx of [1_280, 390])
    test(`FACE-11: targets are readable for everybody: ${theme}, ${widthPx} px`, async (t) => {
      const { open } = await openBroken(t);
      const { page, go, assertClean } = await open({ theme, widthPx, as: { role: "operator" } });
      for (const path of ["/targets", "/targets/disk", "/targets/shop"]) {
        await go(path);
        await page.locator(".node").first().waitFor();
        await assertAccessible(page, path);
        const beyond = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert.equal(beyond, 0, `nothing of ${path} stands beyond the edge`);
      }
      assertClean();
    });
