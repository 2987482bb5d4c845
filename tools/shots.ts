/**
 * Pictures of every page of the Workbench, light and dark, wide and as a phone shows it, over a real Chiron on which real things have
 * gone wrong: `npm run workbench:shots -- --out FOLDER`. `--only overview,incident` takes some of them.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { launch } from "../test/support/browser/index.ts";
import { openScene, type Scene } from "./shots/scene.ts";

const { values: options } = parseArgs({
  options: { out: { type: "string", default: "shots" }, only: { type: "string", default: "" } },
});

const widths = { desktop: [1_280, 860], phone: [390, 844] } as const;
const tallestPx = 4_000;
const themes = ["light", "dark"] as const;

/** Name and address of every page; those of one thing are found through the API. */
async function pages({ world }: Scene): Promise<ReadonlyMap<string, string>> {
  const first = async (path: string, pick = "") => {
    const { json } = await world.ask("GET", path);
    const items = (pick === "" ? json.items : json[pick]) as readonly { readonly id: string }[] | undefined;
    return items?.[0]?.id;
  };
  const found: readonly (readonly [string, string | undefined])[] = [
    ["overview", ""],
    ["incidents", "incidents?all=true"],
    ["incident-waiting", await one("/incidents/", first("/v1/incidents?state=awaiting_approval"))],
    ["incident-healed", await one("/incidents/", first("/v1/incidents?all=true&state=resolved&target=search"))],
    ["incident-escalated", await one("/incidents/", first("/v1/incidents?state=escalated"))],
    ["approvals", "approvals"],
    ["targets", "targets"],
    ["target", "targets/shop"],
    ["runbooks", "runbooks"],
    ["runbook", "runbooks/rb-restart-service"],
    ["harmony", "harmony"],
    ["pattern", await one("/harmony/patterns/", first("/v1/harmony", "patterns"))],
    ["healers", "healers"],
    ["repair", "repair"],
    ["repair-task", await one("/repair/", first("/v1/repair/tasks"))],
    ["learning", "learning"],
    ["audit", "audit"],
    ["settings", "settings"],
    ["sign-in", "sign-in"],
  ];
  return new Map(found.flatMap(([name, path]) => (path === undefined ? [] : [[name, `/${path.replace(/^\//, "")}`]])));
}

async function one(prefix: string, id: Promise<string | undefined>): Promise<string | undefined> {
  const found = await id;
  return found === undefined ? undefined : `${prefix}${encodeURIComponent(found)}`;
}

async function shoot(page: Page, path: string, file: string): Promise<void> {
  await page.goto(path);
  await page.locator("main h1").first().waitFor();
  await page
    .locator(".loading")
    .waitFor({ state: "detached" })
    .catch(() => undefined);
  await page.waitForLoadState("networkidle").catch(() => undefined);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  // As tall as what is shown, so that what stands at the foot of the window stands at the foot of the picture.
  const tall = Number(await page.evaluate("document.documentElement.scrollHeight"));
  await page.setViewportSize({ width, height: Math.min(Math.max(height, tall), tallestPx) });
  await page.screenshot({ path: file, animations: "disabled" });
  await page.setViewportSize({ width, height });
}

async function shootAll(browser: Browser, scene: Scene, out: string): Promise<number> {
  const wanted = options.only.split(",").filter((name) => name !== "");
  const addresses = [...(await pages(scene))].filter(
    ([name]) => wanted.length === 0 || wanted.some((part) => name.startsWith(part)),
  );
  let count = 0;
  for (const colorScheme of themes)
    for (const [kind, [width, height]] of Object.entries(widths)) {
      const context = await browser.newContext({
        ...{ baseURL: scene.world.address(), colorScheme, viewport: { width, height }, locale: "en-GB" },
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      for (const [name, path] of addresses) {
        // Who is to sign in has not yet.
        if (name === "sign-in") await context.clearCookies();
        else await context.request.post("/v1/session", { data: { token: scene.token } });
        await shoot(page, path, join(out, `${name}-${colorScheme}-${kind}.png`));
        count += 1;
      }
      await context.close();
    }
  return count;
}

async function main(): Promise<void> {
  const closers: (() => unknown)[] = [];
  const scope = { after: (close: () => unknown) => void closers.push(close) } as unknown as TestContext;
  mkdirSync(options.out, { recursive: true });
  const browser = await launch();
  try {
    const count = await shootAll(browser, await openScene(scope), options.out);
    console.log(`${count} pictures in ${options.out}`);
  } finally {
    await browser.close();
    // What is closed may have more to close.
    for (let index = 0; index < closers.length; index++) await closers[index]?.();
  }
}

await main();
