import assert from "node:assert/strict";
import { test } from "node:test";
import { readWritten } from "../../../test/support/configuration.ts";

const model = (options: string) => `model: { name: m, ${options} }\n`;

for (const [options, url] of [
  ["provider: openai", "https://api.openai.com/v1/chat/completions"],
  ["provider: anthropic", "https://api.anthropic.com/v1/messages"],
  ["provider: openai, url: 'http://localhost:11434/v1'", "http://localhost:11434/v1/chat/completions"],
  ["provider: openai, url: 'http://localhost:11434'", "http://localhost:11434/v1/chat/completions"],
  ["provider: openai, url: 'https://x.example/v1beta/openai/'", "https://x.example/v1beta/openai/chat/completions"],
  ["provider: openai, url: 'https://x.example/v1/chat/completions'", "https://x.example/v1/chat/completions"],
  ["provider: anthropic, url: 'https://x.example/anthropic'", "https://x.example/anthropic/v1/messages"],
  ["provider: anthropic, url: 'https://x.example/v1/'", "https://x.example/v1/messages"],
] as const) {
  test(`REASON-07: ${options} leads to ${url}`, async (t) => {
    assert.equal((await readWritten(t, model(options))).settings?.model?.url, url);
  });
}

for (const [what, options, said] of [
  ["two places for the key", "provider: openai, keyEnv: A, keyFile: b", /the key has two places/],
  ["a key in the address", "provider: openai, url: 'https://u:p@x.example/v1'", /may hold no name and password/],
  [
    "a key over a line that others read",
    "provider: openai, keyEnv: A, url: 'http://x.example/v1'",
    /would send the key where everybody/,
  ],
  ["a key in the open", "provider: openai, key: sk-1", /key is an unknown key/],
  ["another provider", "provider: oracle", /must be one of openai, anthropic/],
  ["a use twice", "provider: openai, uses: [propose, propose]", /names one twice/],
] as const) {
  test(`REASON-07: a model with ${what} is refused`, async (t) => {
    const read = await readWritten(t, model(options));
    assert.match(read.said, said);
    assert.equal(read.settings, undefined);
  });
}

test("REASON-07: none is configured unless it is written; then logs are not shared, and the limits are low", async (t) => {
  assert.equal((await readWritten(t, "node: n\n")).settings?.model, undefined);
  const { settings, folder } = await readWritten(t, model("provider: openai, keyFile: ./key"));
  assert.deepEqual(settings?.model?.key, { file: `${folder}/key`, env: undefined });
  assert.deepEqual(settings?.model?.share, ["evidence", "history"]);
  assert.deepEqual([settings?.model?.budget, settings?.model?.atOnce], [{ perHour: 10, perDay: 50 }, 1]);
  assert.equal(settings?.model?.tokenLimit, "max_completion_tokens");
});
