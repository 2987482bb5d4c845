import assert from "node:assert/strict";
import { test } from "node:test";
import { type Finding, parseSource, type Source } from "../lib/syntax.ts";
import { checkFolders } from "./folders.ts";
import { checkLanguage } from "./language.ts";
import { checkNeeds } from "./needs.ts";
import { checkPurity } from "./purity.ts";
import { checkSize } from "./size.ts";
import { checkTests } from "./tests.ts";
import { checkWords } from "./words.ts";

function check(rule: (source: Source) => Finding[], text: string, file = "src/loop/detect/rules.ts"): number[] {
  return rule(parseSource(file, text)).map(({ line }) => line);
}

test("the loop may not ask for the time, wait, or draw lots by itself", () => {
  const text =
    'import { randomUUID as id } from "node:crypto";\nDate.now();\nnew Date();\nsetTimeout(f, 1);\nMath.random();';
  assert.deepEqual(check(checkPurity, text), [1, 2, 3, 4, 5]);
  assert.deepEqual(check(checkPurity, "const later = globalThis.setTimeout;"), [1]);
});

test("a clock that is passed in, a given date and test files are left alone", () => {
  assert.deepEqual(check(checkPurity, "clock.setTimeout(f); new Date(at); const x = { setTimeout: 1 };"), []);
  assert.deepEqual(check(checkPurity, "Date.now();", "src/loop/detect/rules.test.ts"), []);
  assert.deepEqual(check(checkPurity, "Date.now();", "src/core/platform/clock.ts"), []);
});

test("enum, any, default exports and a file without an opening are found", () => {
  assert.deepEqual(check(checkLanguage, "/** x */\nenum A { B }\nconst a: any = 1;\nexport default a;"), [2, 3, 4]);
  assert.deepEqual(check(checkLanguage, "const a = 1;"), [1]);
  assert.deepEqual(check(checkLanguage, 'import a from "b";'), []);
});

test("long files and functions are found, but not the suites around tests", () => {
  const body = "\n".repeat(80);
  assert.deepEqual(check(checkSize, `function long() {${body}}`), [1]);
  assert.deepEqual(check(checkSize, `describe("x", () => {${body}});`), []);
  assert.deepEqual(check(checkSize, `${"let a;\n".repeat(301)}`), [1]);
});

test("tests that are marked are found, in every spelling", () => {
  const text = 'test.skip("a");\nit("b", { only: true }, f);\nt.todo();\ntest("c", { timeout: 5 }, f);';
  assert.deepEqual(check(checkTests, text, "src/a.test.ts"), [1, 2, 3]);
  assert.deepEqual(check(checkTests, 't.skip("later");\nreturn t.skip(found.missing);', "src/a.test.ts"), [1, 2]);
});

test("what a test file needs and does not declare is found, and what nobody knows", () => {
  const redis = 'import { startRedis } from "../support/servers.ts";';
  assert.deepEqual(check(checkNeeds, redis, "test/acceptance/a.test.ts"), [1]);
  assert.deepEqual(check(checkNeeds, `// needs: redis-server\n${redis}`, "test/acceptance/a.test.ts"), []);
  assert.deepEqual(check(checkNeeds, "// needs: root, git", "test/acceptance/a.test.ts"), [1], "sorted");
  assert.deepEqual(check(checkNeeds, "// needs: luck", "test/acceptance/a.test.ts"), [1]);
});

test("words that belong to one machine or to a later day are found", () => {
  const later = `// ${"TO"}${"DO"}: later`;
  const path = `const a = "/${"home"}/me/x";`;
  const host = `"resolved": "https://${"registry"}.npmjs.org/a"`;
  assert.equal(checkWords("a.ts", later).length, 1);
  assert.equal(checkWords("a.ts", path).length, 1);
  assert.equal(checkWords("package-lock.json", host).length, 2);
  assert.deepEqual(checkWords("a.md", "See https://example.org/home/page and ./work/."), []);
});

test("a folder needs a door, and a registry names exactly the members that lie there", () => {
  const registry = "src/loop/sense/probes/registry.ts";
  const files = ["src/loop/detect/rules.ts", registry, "src/loop/sense/probes/http/index.ts"];
  const messages = checkFolders(files, () => 'import { tcp } from "./tcp/index.ts";').map(
    ({ file, message }) => `${file} ${message.slice(0, 12)}`,
  );
  assert.deepEqual(messages, ["src/loop/detect No index.ts.", `${registry} Add "http": `, `${registry} Remove "tcp"`]);
});
