/** Signing in with a token, staying signed in, and being nobody again: in a real browser, at a real engine. */
// needs: chromium
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { createTokenStore } from "#surface/api";
import { assertAccessible, openWorkbench } from "../support/browser/index.ts";
import { startWorld } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const nothing = "node: workshop\ntargets: []\npacks: [service]\n";

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel("Token", { exact: true }).fill(token);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("FACE-06: one signs in by pasting a token, comes back to where one was, and the page keeps nothing of it", async (t) => {
  const { open, token, world } = await openWorkbench(t, nothing);
  const { page, context, go, assertClean } = await open({ at: "/settings" });
  await page.getByRole("link", { name: "Sign in to decide" }).click();
  await page.getByText("chiron token create NAME --kind human --role approver").waitFor();
  await assertAccessible(page, "sign in");
  const secret = token({ role: "operator", name: "ann" });
  await signIn(page, secret);
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/settings");
  await page.getByRole("link", { name: "ann", exact: true }).first().waitFor();

  const kept = await page.evaluate(
    "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, document.documentElement.outerHTML])",
  );
  assert.ok(!String(kept).includes(secret), "the token is nowhere in the page");
  const [cookie] = await context.cookies();
  assert.ok(cookie !== undefined && !String(kept).includes(cookie.value), "no script can read the cookie");
  assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, "Strict", "/"]);

  await page.getByRole("button", { name: "Pause all healing" }).click();
  await page.getByRole("textbox", { name: "Why" }).fill("the disk is being replaced");
  await page.getByRole("dialog").getByRole("button", { name: "Pause all healing" }).click();
  const paused = await world.event("healing.paused");
  assert.deepEqual([paused.actor, paused.data.reason], ["token:ann", "the disk is being replaced"]);

  await go("/sign-in");
  await page.getByRole("heading", { level: 1, name: "Signed in as ann" }).waitFor();
  await assertAccessible(page, "signed in");
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { level: 1, name: "Sign in", exact: true }).waitFor();
  assert.deepEqual(await context.cookies(), []);
  assertClean();
});

test("FACE-06: a token that is wrong, or has expired, is refused in words, and the field is free for the next", async (t) => {
  const { open, token } = await openWorkbench(t, nothing);
  const { page } = await open({ at: "/sign-in?to=//evil.example/" });
  const problem = page.getByRole("main").getByRole("alert");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await problem.getByText("Paste a token first").waitFor();
  await signIn(page, "chiron_000000000000_".padEnd(63, "A"));
  await problem.getByText("this token is not known").waitFor();
  const field = page.getByLabel("Token", { exact: true });
  assert.equal(await field.inputValue(), "");
  assert.equal(await page.evaluate("document.activeElement.getAttribute('name')"), "token");
  await signIn(page, token({ role: "viewer", name: "old", expiresInMs: -1 }));
  await problem.getByText("the token old has expired").waitFor();
  await signIn(page, token({ role: "viewer", name: "eyes" }));
  await page.getByRole("heading", { level: 1, name: "Nothing is watched yet." }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/", "an address never leads out of the Workbench");
});

test("FACE-06: whoever may not decide something sees why, whether they are a viewer, a program or nobody", async (t) => {
  const { open } = await openWorkbench(t, nothing);
  const why = async (page: Page) => {
    const button = page.getByRole("button", { name: "Pause all healing" });
    await button.waitFor();
    assert.equal(await button.isDisabled(), true);
    return await button.getAttribute("title");
  };
  const nobody = await open({ at: "/settings" });
  assert.equal(await why(nobody.page), "Sign in to decide.");
  const viewer = await open({ at: "/settings", as: { role: "viewer" } });
  await viewer.page.getByRole("button", { name: "Sign out" }).waitFor();
  assert.equal(await why(viewer.page), "Your role, viewer, does not allow this.");
  const program = await open({ at: "/settings", as: { role: "admin", kind: "service" } });
  await program.page.getByRole("button", { name: "Sign out" }).waitFor();
  assert.equal(await program.page.getByRole("button", { name: "Pause all healing" }).isDisabled(), false);
  const grant = program.page.getByRole("button", { name: "New grant" });
  assert.match((await grant.getAttribute("title")) ?? "", /this takes a human/);
  for (const { assertClean } of [nobody, viewer, program]) assertClean();
});

test("FACE-06: who is revoked while looking is told at once that they only look, and a decision begun before is refused", async (t) => {
  const { open, world } = await openWorkbench(t, nothing);
  const { page } = await open({ as: { role: "operator", name: "gone" }, at: "/settings" });
  await page.getByRole("button", { name: "Pause all healing" }).click();
  await page.getByRole("textbox", { name: "Why" }).fill("too late");
  createTokenStore(join(world.dataDir, "tokens.json")).revoke("gone");
  await page.getByRole("dialog").getByRole("button", { name: "Pause all healing" }).click();
  await page.getByText("this session is over. Sign in again.").waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Why" }).inputValue(), "too late", "what was typed stays");
  await page.getByText("Looking only").waitFor();
  assert.equal(world.facade.status().paused, null);
});

test("FACE-06: an engine that shows nothing to strangers asks for a token first, on whatever page", async (t) => {
  const { open, token } = await openWorkbench(t, `api: { anonymousRead: false }\n${nothing}`);
  const { page, go } = await open({ at: "/sign-in" });
  await go("/audit");
  await page.getByRole("heading", { level: 1, name: "Sign in", exact: true }).waitFor();
  assert.equal(page.url().endsWith("/sign-in?to=%2Faudit"), true, page.url());
  await signIn(page, token({ role: "viewer" }));
  await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
  await page.getByText("Chiron 0.1.0 started on workshop").waitFor();
});

test("FACE-11: the engine is started anew under an open page: the page says so, comes back, and one is still signed in", async (t) => {
  const port = await freePort();
  const { world, open } = await openWorkbench(t, nothing, { port });
  const { page } = await open({ as: { role: "operator", name: "ann" }, at: "/settings" });
  await page.getByRole("button", { name: "Pause all healing" }).click();
  await page.getByRole("textbox", { name: "Why" }).fill("written before the restart");
  await world.stop();
  await page.getByText("Not connected since").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Pause all healing" }).click();
  await page.getByRole("dialog").getByText("the engine does not answer").waitFor();
  const again = await startWorld(t, nothing, { folder: world.folder, port });
  await page.getByText("Not connected since").waitFor({ state: "hidden" });
  await page.getByRole("dialog").getByRole("button", { name: "Pause all healing" }).click();
  const paused = await again.event("healing.paused");
  assert.deepEqual([paused.actor, paused.data.reason], ["token:ann", "written before the restart"]);
  await page.getByText("Healing is paused").waitFor();
  await page.getByRole("link", { name: "ann", exact: true }).first().waitFor();
});
