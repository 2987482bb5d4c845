/** Every way in which an output can differ, for every type that a field can have: found, named, and placed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileContract, readContract } from "#contract";
import type { Finding } from "#core/model";
import { everyType as contract } from "../support/contract-outputs/everything.ts";

const checker = compileContract(readContract(contract));

const everything: Readonly<Record<string, string>> = {
  Words: "a few words",
  Line: "one line",
  Count: "3",
  Share: "0.5",
  File: "a/b.ts",
  Day: "2026-03-04",
  Colour: "red",
  Ready: "yes",
  Names: "Ann, Bob",
  Files: "a/b.ts, c.ts",
};
const rows = "\n| A | B | C |\n|---|---|---|\n| 1 | 2 | 3 |\n";

function text(changes: Readonly<Record<string, string | null>> = {}, table = rows): string {
  const lines = Object.entries({ ...everything, ...changes }).flatMap(([name, value]) =>
    value === null ? [] : [`**${name}**: ${value}`],
  );
  return `# Everything\n\n${lines.join("\n")}\n${table}`;
}

/** Lines count from 1: the heading, a blank one, then the fields. */
const lineOf = (name: string) => Object.keys(everything).indexOf(name) + 3;
const only = (output: unknown, format?: string): Finding => {
  const { findings } = checker.check(output, format === undefined ? {} : { format });
  assert.equal(findings.length, 1, JSON.stringify(findings));
  return findings[0] as Finding;
};
const short = ({ kind, path, line }: Finding) => [kind, path, line];

test("CONTRACT-04: the output that all others are made of keeps to the contract", () => {
  assert.deepEqual(checker.check(text()), { status: "valid", format: "9.1", version: "1.2", findings: [] });
});

test("CONTRACT-04: a field of any type that is missing, or stands there empty, is named", () => {
  for (const name of Object.keys(everything)) {
    const missing = only(text({ [name]: null }));
    assert.deepEqual(short(missing), ["missing_field", name, null]);
    assert.notEqual(missing.expected, "");
    const empty = only(text({ [name]: "" }));
    assert.deepEqual(short(empty), ["wrong_type", name, lineOf(name)]);
    assert.equal(empty.received, "nothing");
  }
  assert.deepEqual(short(only(text({}, ""))), ["missing_field", "Rows", null]);
});

test("CONTRACT-04: a value of another type is named, with what was expected, what was received, and its line", () => {
  const wrong: Readonly<Record<string, string>> = {
    Line: "one line\nand another",
    Count: "several",
    Share: "half",
    File: "https://example.org/b.ts",
    Day: "2026-02-29",
    Ready: "perhaps",
  };
  for (const [name, value] of Object.entries(wrong)) {
    const found = only(text({ [name]: value }));
    assert.deepEqual(short(found), ["wrong_type", name, lineOf(name)]);
    assert.equal(found.received, value.replace("\n", " "));
  }
  assert.deepEqual(short(only(text({ Files: "a/b.ts, what? no" }))), ["wrong_type", "Files[2]", lineOf("Files")]);
});

test("CONTRACT-04: values that no enum has, and numbers beyond their range, are told apart from wrong types", () => {
  assert.deepEqual(only(text({ Colour: "blue" })), {
    kind: "wrong_enum",
    path: "Colour",
    expected: "red | green",
    received: "blue",
    line: lineOf("Colour"),
    advisory: false,
  });
  const beyond = { Count: ["0", "11", "-3"], Share: ["1.01", "-0.1"] };
  for (const [name, values] of Object.entries(beyond))
    for (const value of values) {
      const found = only(text({ [name]: value }));
      assert.deepEqual([found.kind, found.path, found.received], ["out_of_range", name, value]);
    }
});

test("CONTRACT-04: columns that are missing are one finding; one that is unknown, or out of order, is another", () => {
  const missing = only(text({}, "\n| A |\n|---|\n| 1 |\n").replace("| A |", "| A | B |").replace("|---|", "|---|---|"));
  assert.deepEqual(
    [...short(missing), missing.expected, missing.received],
    ["missing_column", "Rows", 14, "C", "A, B"],
  );
  const unknown = only(text({}, "\n| A | B | C | D |\n|---|---|---|---|\n| 1 | 2 | 3 | 4 |\n"));
  assert.deepEqual(short(unknown), ["unknown_field", "Rows: D", 14]);
  const order = only(text({}, "\n| B | A | C |\n|---|---|---|\n| 1 | 2 | 3 |\n"));
  assert.deepEqual(
    [...short(order), order.expected, order.received],
    ["wrong_order", "Rows", 14, "A, B, C", "B, A, C"],
  );
});

test("CONTRACT-04: a field of any type that no contract names is named, with its value", () => {
  const values = ["high", "7", "0.25", "2026-03-04", "a/b.ts", "yes", "a, b"];
  for (const value of values) {
    const found = only(text({ Colour: `red\n**RiskFactors**: ${value}` }));
    assert.deepEqual([...short(found), found.received], ["unknown_field", "RiskFactors", lineOf("Colour") + 1, value]);
  }
  const list = only(text({ Colour: "red\n**RiskFactors**:\n- load\n- cover\n" }));
  assert.deepEqual([list.kind, list.path, list.received], ["unknown_field", "RiskFactors", "load cover"]);
});

const ordered =
  "# In order: of things\n\n**First**: a\n**Second**: b\n\n## Beginning\n\n1. x\n2. y\n\n## End\n\nThat was it.\n";

test("CONTRACT-04: sections, fields and numbers out of order are named, and stand where they stand", () => {
  assert.deepEqual(checker.check(ordered).findings, []);
  const fields = only(ordered.replace("**First**: a\n**Second**: b", "**Second**: b\n**First**: a"));
  assert.equal(fields.kind, "wrong_order");
  const sections = only(
    "# In order: x\n\n**First**: a\n**Second**: b\n\n## End\n\nThat was it.\n\n## Beginning\n\n1. x\n",
  );
  assert.deepEqual(sections.kind, "wrong_order");
  const numbers = only(ordered.replace("1. x\n2. y", "2. x\n1. y"));
  assert.deepEqual(short(numbers), ["wrong_order", "Beginning", 8]);
  const bullets = only(ordered.replace("1. x\n2. y", "- x\n- y"));
  assert.deepEqual(short(bullets), ["wrong_type", "Beginning", 8]);
  const section = only(ordered.replace("## End", "## Risk Factors\n\nload\n\n## End"));
  assert.deepEqual([...short(section), section.received], ["unknown_field", "Risk Factors", 11, "load"]);
  assert.deepEqual(short(only(ordered.replace("## End\n\nThat was it.\n", ""))), ["missing_field", "End", null]);
  assert.deepEqual(short(only(ordered.replace("That was it.", ""))), ["wrong_type", "End", 11]);
});

test("CONTRACT-04: an output that says it follows another version is a mismatch, not an unknown field", () => {
  const stated = text({ Colour: "red\n**Contract Version**: 1.1" });
  assert.deepEqual(
    [...short(only(stated)), only(stated).expected],
    ["version_mismatch", "Contract Version", lineOf("Colour") + 1, "1.2"],
  );
  assert.deepEqual(short(only(text({ Colour: "red\n**Version**: 2" }))), [
    "version_mismatch",
    "Version",
    lineOf("Colour") + 1,
  ]);
  assert.deepEqual(checker.check(text({ Colour: "red\n**Contract Version**: v1.2.0\n**Version**: 3" })).findings, []);
});

test("CONTRACT-04: what cannot be recognised is a violation; so is broken JSON, with the line at which it breaks", () => {
  const prose = checker.check("Nothing of the kind.");
  assert.deepEqual([prose.status, prose.format, prose.findings[0]?.kind], ["violation", null, "unparseable"]);
  const named = checker.check("Nothing of the kind.", { format: "9.1" });
  assert.deepEqual([named.status, named.format, named.findings[0]?.path], ["violation", "9.1", "Format 9.1"]);
  const broken = checker.check('{\n  "words": "a",\n  oops\n}', { format: "9.3" });
  assert.deepEqual(
    [broken.status, broken.findings[0]?.kind, broken.findings[0]?.line],
    ["violation", "unparseable", 3],
  );
  const renamed = checker.check(text().replace("# Everything", "# All"), { format: "9.1" });
  assert.deepEqual(
    [renamed.status, ...short(renamed.findings[0] as Finding)],
    ["degraded", "unparseable", "Pattern", 1],
  );
});

test("CONTRACT-01: what is not strictly enforced is said, and leaves the output valid", () => {
  const advisory = compileContract(
    readContract(contract.replace("**Version**: 3\n", "**Version**: 3\n**Note**: not strictly enforced\n")),
  );
  const { status, findings } = advisory.check(text({ Colour: "blue", Count: null }));
  assert.equal(status, "valid");
  assert.deepEqual(
    findings.map(({ kind, advisory: isAdvisory }) => [kind, isAdvisory]),
    [
      ["missing_field", true],
      ["wrong_enum", true],
    ],
  );
});
