/** What axe-core finds wrong with a page, by WCAG 2.2 AA. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function assertAccessible(page: Page, where: string): Promise<void> {
  // As a debugger would: the page's own policy lets no foreign script in.
  await page.evaluate(`${source}; undefined`);
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ["violations"] })`,
  )) as AxeResults;
  const found = results.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary = "" }) =>
        `${where}: ${id}: ${html.slice(0, 200)}: ${failureSummary.split("\n")[1] ?? ""}`,
    ),
  );
  assert.deepEqual(found, []);
}
