import assert from "node:assert/strict";
import { test } from "node:test";
import { workedMs } from "../../platform/test/index.ts";
import { formatProblems } from "../problems.ts";
import { parseSource } from "./index.ts";

function problems(text: string): string {
  return formatProblems(parseSource("f.yaml", text).problems);
}

function value(text: string): unknown {
  const { source, problems: found } = parseSource("f.yaml", text);
  assert.ok(source !== undefined, formatProblems(found));
  return source.value;
}

/** The same as somebody would see it. */
function golden(...lines: readonly string[]): string {
  return lines.join("\n");
}

test("FACE-03: what is wrong with the YAML is told in plain words, with line, column and a caret", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["node: a\nnode: b\n", golden('f.yaml:2:1  node the key "node" stands here twice', "  2 | node: b", "      ^")],
    ["a:\n\t- b", golden("f.yaml:2:1  this line is indented with a tab; YAML wants spaces", "  2 |  - b", "      ^")],
    [
      "a: [1, 2\nb: 3\n",
      golden(
        "f.yaml:2:1  a [ or { before this is not closed; close it, and indent what is inside of it",
        "  2 | b: 3",
        "      ^",
      ),
    ],
    [
      "a: !!js/function 'x'",
      golden(
        "f.yaml:1:4  this has a tag (!…), and tags are not used here; remove it",
        "  1 | a: !!js/function 'x'",
        "         ^",
      ),
    ],
    [
      "a: 1\nb: *nope",
      golden("f.yaml:2:4  b *nope stands for nothing: there is no &nope before it", "  2 | b: *nope", "         ^"),
    ],
    ["a: &a [*a]", golden("f.yaml:1:8  a[0] *a would hold itself", "  1 | a: &a [*a]", "             ^")],
    ["a: 1\n---\nb: 2", golden("f.yaml:2:1  a second document begins here; a file holds one", "  2 | ---", "      ^")],
    ["a: .inf", golden("f.yaml:1:4  a is not a finite number", "  1 | a: .inf", "         ^")],
    ["a: 1\n<<: 5", golden("f.yaml:2:1  << merges maps, and this is none", "  2 | <<: 5", "      ^")],
    [
      "a: b\0c",
      golden("f.yaml:1:5  there is a NUL byte here; is this a text file?", "  1 | a: b\uFFFDc", "          ^"),
    ],
    [
      "a: \u001b[31mred",
      golden("f.yaml:1:4  there is a control character here (U+001B)", "  1 | a: \uFFFD[31mred", "         ^"),
    ],
    [
      "a: \uFFFD",
      golden("f.yaml:1:4  this is not valid UTF-8; save the file as UTF-8", "  1 | a: \uFFFD", "         ^"),
    ],
  ];
  for (const [text, expected] of cases) assert.equal(problems(text), expected);
});

test("HOST-17: keys that could change what objects are, are refused", () => {
  for (const key of ["__proto__", "constructor", "prototype"]) {
    assert.match(
      problems(`a: { ${key}: { polluted: true } }`),
      new RegExp(`f.yaml:1:6 {2}a.${key} the key "${key}" is not allowed`),
    );
  }
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test("FACE-03: the caret stands right under tabs, in long lines and behind carriage returns", () => {
  assert.equal(
    problems("a: {b: 1,\t\t\tb: 2}"),
    golden('f.yaml:1:13  a.b the key "b" stands here twice', "  1 | a: {b: 1,   b: 2}", "                  ^"),
  );
  assert.equal(
    problems("a: 1\r\na: 2\r\n"),
    golden('f.yaml:2:1  a the key "a" stands here twice', "  2 | a: 2", "      ^"),
  );
  const [first = "", line = "", caret = ""] = problems(
    `a: ["${"x".repeat(100_000)}", *b, "${"y".repeat(100_000)}"]`,
  ).split("\n");
  assert.equal(first, "f.yaml:1:100009  a[1] *b stands for nothing: there is no &b before it");
  assert.ok(line.length < 200);
  assert.equal(line[caret.indexOf("^")], "*");
});

test("anchors, merge keys, a byte order mark and carriage returns are read as meant", () => {
  const text =
    "base: &base { a: 1, b: 2 }\nmore: &more { b: 3, c: 4 }\nboth:\n  <<: [*base, *more]\n  a: 9\nlist: [*base]\n";
  const expected = { base: { a: 1, b: 2 }, more: { b: 3, c: 4 }, both: { a: 9, b: 2, c: 4 }, list: [{ a: 1, b: 2 }] };
  assert.deepEqual(value(text), expected);
  assert.deepEqual(value(`\uFEFF${text.replaceAll("\n", "\r\n")}`), expected);
  assert.deepEqual(value(""), null);
  assert.deepEqual(value("a: 1 # [[[[{{{{"), { a: 1 });
});

test("FACE-03: a problem in what an alias or a merge brings in points to where it was written", () => {
  const { source } = parseSource("f.yaml", "base: &base\n  every: soon\nprobe:\n  <<: *base\nother: *base\n");
  assert.equal(source?.problem(["probe", "every"], "x").line, 2);
  assert.equal(source?.problem(["other", "every"], "x").line, 2);
  assert.equal(source?.problem(["other", "nothing"], "x").line, 5);
});

test("HOST-17: brackets in comments and in strings are no nesting, and real nesting is found behind them", () => {
  assert.deepEqual(value(`# ${"[".repeat(5_000)}\na: "${"[{".repeat(5_000)}"\n`), { a: "[{".repeat(5_000) });
  assert.deepEqual(value(`a: |\n  ${"[".repeat(5_000)}\n`), { a: `${"[".repeat(5_000)}\n` });
  assert.match(problems(`a: ${'["]",'.repeat(20_000)}`), /nested deeper than 100/);
  assert.equal(problems(`a: ${"[".repeat(99)}${"]".repeat(99)}`), "");
});

test("HOST-17: no text takes longer than a few seconds, whatever is in it", () => {
  const fill = (part: string, characters: number) => part.repeat(Math.floor(characters / part.length));
  const parts = ["[", "{a: ", "- ", "? ", "?\n", "&a ", "!x ", '"a"\n', ": ", "#\n", "\n", "a:\n", "---\n", "...\n"];
  const more = ["]", "%YAML 1.2\n", "a: [\n", "a: b: c\n", "- - - a\n", "\t", ",", "a\n", "a: |\n x\n", "\\"];
  for (const part of [...parts, ...more]) {
    for (const text of [fill(part, 150_000), `["${fill(part, 20_000)}`, `[${fill(part, 20_000)}`]) {
      const before = workedMs();
      parseSource("f.yaml", text);
      assert.ok(workedMs() - before < 10_000, JSON.stringify(text.slice(0, 20)));
    }
  }
});

test("HOST-17: aliases of aliases cannot fill the memory, and the error points at the one too many", () => {
  const tenfold = (name: string, other: string) => `${name}: &${name} [${Array(10).fill(`*${other}`).join(",")}]\n`;
  const names = [..."abcdefghij"];
  const text = `a: &a [${Array(10).fill("x").join(",")}]\n${names
    .slice(1)
    .map((name, at) => tenfold(name, names[at] ?? ""))
    .join("")}`;
  const before = workedMs();
  assert.match(problems(text), /^f\.yaml:\d:\d+ {2}\S+ brings it to more than 250000 values, with what aliases repeat/);
  const merges = `a0: &a0 { x: 1 }\n${Array.from({ length: 5_000 }, (_, at) => `a${at + 1}: &a${at + 1} { <<: *a${at}, y${at}: 1 }\n`).join("")}`;
  assert.match(problems(merges), /nested deeper than 100/);
  assert.ok(workedMs() - before < 10_000);
});

test("HOST-17: very many keys are read in linear time, and one that stands twice is still found", () => {
  const keys = Array.from({ length: 60_000 }, (_, at) => `k${at}: 1\n`).join("");
  const before = workedMs();
  assert.equal(Object.keys(value(keys) as object).length, 60_000);
  assert.match(problems(`${keys}k59999: 2\n`), /^f\.yaml:60001:1 {2}k59999 the key "k59999" stands here twice/);
  assert.ok(workedMs() - before < 10_000);
});

test("FACE-03: no more problems are told than anybody reads", () => {
  const said = problems(Array.from({ length: 1_000 }, () => "a: 1\n").join(""));
  assert.equal(said.match(/stands here twice/g)?.length, 100);
  assert.match(said, /… and there may be more; put these right first$/);
});
