/** The page on notifications shows configurations: each is one that Chiron takes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { channels } from "#surface/notify";
import { readWritten } from "../support/configuration.ts";

const page = readFileSync(new URL("../../docs/notifications.md", import.meta.url), "utf8");
const blocks = (kind: string) =>
  [...page.matchAll(/^```(\S.*)\n([\s\S]+?)^```$/gmu)].flatMap(([, of, text = ""]) => (of === kind ? [text] : []));

test("HOST-21: every channel has a configuration on the page, and Chiron takes each of them", async (t) => {
  const shown = blocks("yaml channel");
  const names = shown.map((text) => /^- (\w+)/.exec(text)?.[1] ?? "");
  assert.deepEqual([...names].sort(), [...channels.keys()].sort());
  for (const text of shown) {
    const indented = text.replace(/^/gm, "    ");
    const { settings, said } = await readWritten(t, `notify:\n  page:\n${indented}`);
    assert.equal(settings?.notify.page.length, 1, `${text}\n${said}`);
  }
  const [whole = ""] = blocks("yaml");
  assert.deepEqual((await readWritten(t, whole)).settings?.notify.budget.page, { messages: 10, windowMs: 60_000 });
});

test("HOST-21: the Workbench as a channel is refused with a clear word, and a secret in the file is no option", async (t) => {
  const { said } = await readWritten(t, "notify: { page: [ workbench ] }\n");
  assert.match(said, /the channel "workbench" is not available in this version/);
  const open = await readWritten(t, 'notify: { page: [ webhook: { url: "https://example.org/", secret: open } ] }\n');
  assert.match(open.said, /secret/);
  assert.equal(open.settings, undefined);
});
