/** A real engine, its Workbench as it was built, and Debian's Chromium to look at it with. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { createTokenStore, type NewToken } from "#surface/api";
import { startWorld, type World, type WorldOptions } from "../engine.ts";

const built = join(import.meta.dirname, "../../../web/dist/index.html");

/** Nothing is measured by it. */
const patienceMs = 20_000;

export interface OpenOptions {
  /** Whose token is signed in with; default: nobody. */
  readonly as?: Pick<NewToken, "role"> & Partial<NewToken>;
  readonly theme?: "light" | "dark";
  /** Default: 1280. */
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly reducedMotion?: boolean;
  /** Where to begin; default: the overview. */
  readonly at?: string;
}

/** One browser window of its own, with a session of its own. */
export interface Browsing {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong in the page: errors, refused requests, breaches of its policy. Looked at by `assertClean`. */
  readonly troubles: readonly string[];
  /** Requests to anything but the engine. */
  readonly foreign: readonly string[];
  /** Goes to a path, and waits until the view stands there. */
  go(path: string): Promise<void>;
  /** Nothing has gone wrong in the page, and nobody else was asked. */
  assertClean(): void;
}

/** A browser on a Chiron that runs already. */
export interface Looking {
  readonly browser: Browser;
  token(wanted: OpenOptions["as"] & object): string;
  open(options?: OpenOptions): Promise<Browsing>;
}

export interface Workbench extends Looking {
  readonly world: World;
  readonly address: string;
}

/** `yaml` as for `startWorld`. */
export async function openWorkbench(t: TestContext, yaml: string, options: WorldOptions = {}): Promise<Workbench> {
  const world = await startWorld(t, yaml, options);
  const { address } = world.running;
  return { world, address, ...(await lookAt(t, { address, dataDir: world.dataDir })) };
}

/** `address`: of its engine; `dataDir`: where its tokens are kept. */
export async function lookAt(
  t: TestContext,
  { address, dataDir }: { readonly address: string; readonly dataDir: string },
): Promise<Looking> {
  assert.ok(existsSync(built), "the Workbench is not built: npm run build");
  const browser = await launch();
  t.after(() => browser.close());
  const tokens = createTokenStore(join(dataDir, "tokens.json"));
  let names = 0;
  const token: Workbench["token"] = (wanted) => {
    names += 1;
    return tokens.create({ name: `reader-${names}`, kind: "human", ...wanted }).token;
  };
  return { browser, token, open: (wanted = {}) => browse(browser, address, token, wanted) };
}

/** As root there is no sandbox to be had; what is looked at is ours. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
}

async function browse(
  browser: Browser,
  address: string,
  token: Workbench["token"],
  { as, theme = "light", widthPx = 1_280, heightPx = 900, reducedMotion = true, at = "/" }: OpenOptions,
): Promise<Browsing> {
  const context = await browser.newContext({
    baseURL: address,
    colorScheme: theme,
    viewport: { width: widthPx, height: heightPx },
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
    locale: "en-GB",
  });
  if (as !== undefined) {
    const answer = await context.request.post("/v1/session", { data: { token: token(as) } });
    assert.ok(answer.ok(), `signing in: ${answer.status()} ${await answer.text()}`);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const troubles: string[] = [];
  const foreign: string[] = [];
  page.on("pageerror", (error) => void troubles.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  const go = async (path: string) => {
    await page.goto(path);
    await page.locator("main h1").first().waitFor();
  };
  await go(at);
  return {
    page,
    context,
    troubles,
    foreign,
    go,
    assertClean() {
      assert.deepEqual(troubles, []);
      assert.deepEqual(foreign, []);
    },
  };
}
