import assert from "node:assert/strict";
import { test } from "node:test";
import { workedMs } from "#core/platform/test";
import { maskSecrets, maskValues, secretValues } from "./masking.ts";

test("what looks like a secret is masked, and the rest of the line is kept", () => {
  const lines: readonly (readonly [string, string])[] = [
    ["DB_PASSWORD=hunter22 next", "DB_PASSWORD=*** next"],
    ['{"api_key": "abc def", "user": "ada"}', '{"api_key": ***, "user": "ada"}'],
    ["Authorization: Bearer abc.def-ghi", "Authorization: *** ***"],
    ["postgres://ada:hunter22@db/app", "postgres://ada:***@db/app"],
    ["mysqldump --password hunter22 app", "mysqldump --password *** app"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nend", "***\nend"],
    ["3 files were removed in 20 ms", "3 files were removed in 20 ms"],
  ];
  for (const [text, masked] of lines) assert.equal(maskSecrets(text), masked);
});

test("a secret whose text is known is masked wherever it stands", () => {
  const known = secretValues({ APP_TOKEN: "s3cr3t-value", HOME_FOLDER: "somewhere" });
  assert.deepEqual(known, ["s3cr3t-value"]);
  assert.equal(maskSecrets("got s3cr3t-value!", known), "got ***!");
  assert.deepEqual(maskValues({ env: { APP_TOKEN: "x", PORT: "1" }, list: [{ password: "y" }] }), {
    env: { APP_TOKEN: "***", PORT: "1" },
    list: [{ password: "***" }],
  });
});

test("long and hostile text takes no longer than its length", () => {
  for (const piece of [
    "a",
    "token",
    "token=",
    "--password ",
    "://",
    "://a:",
    "-----BEGIN PRIVATE KEY-----",
    '"',
    " ",
  ]) {
    const before = workedMs();
    maskSecrets(piece.repeat(200_000 / piece.length));
    assert.ok(workedMs() - before < 5_000, piece);
  }
});
