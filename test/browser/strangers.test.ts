/** Pages of other sites, and scripts that do not belong: a real browser keeps to what the engine tells it, and the engine trusts no browser. */
// needs: chromium
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { openWorkbench } from "../support/browser/index.ts";
import { startStranger } from "../support/browser/stranger.ts";

const nothing = "targets: []\npacks: [service]\n";
const pages = [
  ...["/", "/incidents", "/approvals", "/runbooks", "/targets", "/harmony", "/healers", "/repair", "/learning"],
  ...["/audit", "/settings", "/sign-in", "/incidents/x/y"],
];

/** All that a page can try without the engine's leave; what came of it stands in its title. */
const attack = (engine: string) => `<!doctype html><title>trying</title>
<form method="post" action="${engine}/v1/pause" enctype="text/plain" target="inside">
  <input name='{"reason":"by a form","x":"' value='"}'>
</form>
<iframe name="inside"></iframe>
<script>
  const tried = [];
  const json = { method: "POST", body: '{"reason":"by a fetch"}', credentials: "include" };
  const attempts = {
    simple: () => fetch("${engine}/v1/pause", { ...json, mode: "no-cors" }).then((answer) => answer.type),
    typed: () => fetch("${engine}/v1/pause", { ...json, headers: { "content-type": "application/json" } }).then(() => "sent"),
    removed: () => fetch("${engine}/v1/session", { method: "DELETE", credentials: "include" }).then(() => "sent"),
    read: () => fetch("${engine}/v1/session", { credentials: "include" }).then((answer) => answer.text()),
    listened: () => new Promise((resolve) => {
      const socket = new WebSocket("${engine}/v1/events?after=0".replace("http", "ws"));
      socket.onmessage = () => resolve("heard");
      socket.onclose = () => resolve("refused");
    }),
    framed: () => new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.src = "${engine}/";
      frame.onload = () => { try { resolve(frame.contentDocument === null ? "nothing to see" : "seen"); } catch { resolve("nothing to see"); } };
      document.body.append(frame);
    }),
  };
  addEventListener("load", async () => {
    for (const [name, attempt] of Object.entries(attempts))
      tried.push(name + ": " + await attempt().catch((error) => error.name));
    document.forms[0].submit();
    document.querySelector("iframe").addEventListener("load", () => { document.title = tried.join(", "); }, { once: true });
  });
</script>`;

test("FACE-06: a page of another origin or site can do nothing in the name of whoever is signed in, nor read anything", async (t) => {
  const { world, open, address } = await openWorkbench(t, nothing);
  const { context, page } = await open({ as: { role: "admin", name: "ann" }, at: "/settings" });
  const port = await startStranger(t, attack(address));
  // The first is of the same site for a browser, so that it sends the cookie along; the second is not.
  for (const host of ["127.0.0.1", "localhost"]) {
    const stranger = await context.newPage();
    const answers: string[] = [];
    // What a fetch is answered the browser keeps even from whoever drives it.
    stranger.on("response", (response) => {
      if (response.request().resourceType() === "document" && response.url().endsWith("/v1/pause"))
        answers.push(String(response.status()));
    });
    await stranger.goto(`http://${host}:${port}/`);
    await until("all was tried", async () => (await stranger.title()) !== "trying");
    assert.equal(
      await stranger.title(),
      "simple: TypeError, typed: TypeError, removed: TypeError, read: TypeError, listened: refused, framed: nothing to see",
      host,
    );
    assert.deepEqual(answers, ["403"], `the form of ${host}`);
    await stranger.close();
  }
  assert.equal(world.facade.status().paused, null);
  assert.equal(world.events.filter(({ type }) => type === "healing.paused").length, 0);
  await page.reload();
  await page.getByRole("link", { name: "ann", exact: true }).first().waitFor();
});

test("FACE-06: no page of the Workbench breaks its own policy, and none lets a foreign script or style in", async (t) => {
  const { open } = await openWorkbench(t, nothing);
  const { page, go, assertClean, troubles } = await open({ as: { role: "admin" } });
  for (const path of pages) {
    await go(path);
    await page.waitForLoadState("networkidle");
    assertClean();
  }
  await page.evaluate(`{
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", '<img src="x:" onerror="window.ran = true"><p id="styled" style="color: red">x</p>');
    const foreign = document.createElement("script");
    foreign.src = "http://127.0.0.1:1/foreign.js";
    document.body.append(foreign);
  }`);
  await page.locator("#styled").waitFor();
  assert.equal(await page.evaluate("window.ran"), undefined);
  assert.notEqual(await page.evaluate("getComputedStyle(document.querySelector('#styled')).color"), "rgb(255, 0, 0)");
  assert.ok(
    troubles.some((line) => line.includes("Content Security Policy")),
    troubles.join("\n"),
  );
});
