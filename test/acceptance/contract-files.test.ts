/** `chiron contract lint` and `check`, as their guide shows them, and what contracts say of themselves. */
// needs: curl
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lintContract, readContract } from "#contract";
import { temporaryFolder } from "#core/platform/test";
import { contractFile, exampleNames } from "../support/contract-outputs/index.ts";
import { readGuide, runExample } from "../support/guides.ts";

const guideText = readFileSync(join(import.meta.dirname, "../../docs/contracts.md"), "utf8");

test("CONTRACT-02: the guide's contract, outputs and commands work as they are shown", async (t) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  mkdirSync(dataDir);
  const files = [...guideText.matchAll(/^````markdown\n<!-- (\S+) -->\n(.*?)^````$/gms)];
  assert.deepEqual(
    files.map(([, name]) => name),
    ["CONTRACT.md", "good.md", "drifted.md"],
  );
  for (const [, name = "", content = ""] of files) writeFileSync(join(folder, name), content);
  const [commands = ""] = readGuide("contracts.md").commands;
  const shown = /^```text\n(.*?)^```$/ms.exec(guideText)?.[1] ?? "nothing is shown";
  const said = await runExample(commands, { folder, dataDir });
  assert.ok(said.endsWith(shown), said);
  assert.match(said, /good\.md: valid, format 4\.2, contract 4\.0\n/);
  assert.match(said, /1 format, 0 events: \d+ enforced, 0 advisory, 0 not enforced, 0 not understood\./);
  const json = await runExample("chiron contract check drifted.md --json || test $? = 1", { folder, dataDir });
  const { status, findings } = JSON.parse(json) as { status: string; findings: { kind: string; line: number }[] };
  assert.deepEqual(
    [status, ...findings.map(({ kind, line }) => `${kind} ${line}`)],
    ["degraded", "out_of_range 4", "missing_column 8", "unknown_field 6"],
  );
});

test("CONTRACT-02: wrong use ends with 2 and says why; standard input is read", async (t) => {
  const folder = temporaryFolder(t);
  const place = { folder, dataDir: join(folder, "data") };
  writeFileSync(join(folder, "CONTRACT.md"), readFileSync(contractFile("dispatch")));
  const fails = (command: string) => runExample(`${command} && exit 9 || test $? = 2`, place);
  assert.match(await fails("chiron contract check missing.md"), /missing\.md cannot be read/);
  assert.match(await fails("echo a | chiron contract check - --format 9.9"), /no format 9\.9\n {2}It has: 1\.1, 1\.2/);
  assert.match(await fails("head -c 1500000 /dev/zero | chiron contract check -"), /at most 1000000 are checked/);
  const piped = await runExample(
    "printf 'Handover to late\\n\\nShift: late\\nNext Lead: Ann\\n' | chiron contract check -",
    place,
  );
  assert.equal(piped, "-: valid, format 2.2, contract 2.1\n");
});

test("CONTRACT-01: contracts in three styles are read whole: nothing of them is left without being understood", () => {
  const read = exampleNames.map((name) => lintContract(readContract(readFileSync(contractFile(name), "utf8"))));
  for (const { counts } of read) assert.deepEqual([counts.notUnderstood, counts.notEnforced], [0, 0]);
  assert.deepEqual(
    read.map(({ version, formats }) => [
      version,
      ...formats.map(({ id, priority, gates }) => `${id} P${priority} ${gates}`),
    ]),
    [
      ["2.1", "1.1 P0 1", "1.2 P1 2", "2.1 P2 3", "2.2 P4 3"],
      ["4.0", "4.1 P0 4", "4.2 P1 5", "4.3 P1 6", "4.4 P5 7"],
      ["3.2", "7.1 P0 7", "7.2 P2 8"],
    ],
  );
});

const oneFormat = (body: string) => `# C\n\n###### Format 1.1: X (P3)\n\n${body}\n`;
const enforced = (body: string) =>
  lintContract(readContract(oneFormat(body))).formats[0]?.enforced.map(({ text, line }) => `${line} ${text}`);

test("CONTRACT-01: the same fields are read from bold lines, headings, lists, tables and sentences", () => {
  const expected = ["Name (one-line string)", "Size (integer 0–9)", "Kind (enum: a | b)", "Why (string, optional)"];
  const styles = [
    "**Required Fields**:\n- Name (one-line string)\n- Size (integer 0–9)\n- Kind (enum: a | b)\n- Why (string, optional)",
    "**Required Fields:**\n\n* **Name** (one-line string): what it is called\n* **Size** (integer): 0–9, the number of parts\n* `Kind` (enum: `a` | `b`)\n* *Why* (string) — if there is a reason",
    "- **Required Fields**: Name (one-line string), Size (integer 0–9), Kind (enum: a | b), Why (string, if any)",
    "- __Required fields__\n\n> **Required Fields**: Name (one-line string); Size (integer, 0–9); Kind (a | b); Why (optional string)",
    "| x |\n\n**Fields**\n\n**Fields**:\n\n| Field | Type | Required |\n|---|---|---|\n| Name | one-line string | yes |\n| Size | integer 0–9 | ✓ |\n| Kind | enum: a \\| b | yes |\n| Why | string | no |",
    "**Required Fields**:\n1. Name: one-line string\n2. Size: integer 0–9\n3. Kind: enum: a | b\n4. Why: string, optional",
    "**Required Fields**:\n- Name (line)\n- Size (int)\n- Kind (string)\n- Why (text, optional)\n\n**Field Descriptions**:\n- Size: 0–9\n- Kind: one of `a`, `b`",
  ];
  for (const style of styles) {
    const found = enforced(style)?.map((line) => line.replace(/^\d+ /, ""));
    assert.deepEqual(found, expected, style);
  }
});

test("CONTRACT-02: what is not understood is named with its line, and never guessed", () => {
  const body = [
    "**Pattern**: matches the title",
    "**Mood**: gloomy",
    "**Required Fields**:",
    "- Name (colour of the sky)",
    "- Size (integer)",
    "",
    "**Field Descriptions**:",
    "- Weight: 0–9",
    "",
    "**Structure**: see the wiki",
  ].join("\n");
  const { formats } = lintContract(readContract(oneFormat(body)));
  const said = formats[0]?.remarks.map(({ line, kind, message }) => `${line} ${kind}: ${message}`) ?? [];
  const expected = [
    /^5 not_understood: no regular expression literal/,
    /^6 not_understood: the label "Mood"/,
    /^8 not_understood: "colour of the sky" of the field "Name"; any text/,
    /^12 not_understood: "Weight" is described, and is no field/,
    /^14 not_understood: no fenced template/,
  ];
  assert.equal(said.length, expected.length, said.join("\n"));
  for (const [index, pattern] of expected.entries()) assert.match(said[index] ?? "", pattern);
});

test("CONTRACT-01: a note frees the order alone, or makes advice of the whole format; a required field stays required", () => {
  const body = (note: string) =>
    `**Recommended Structure**:\n\`\`\`markdown\n**First**: {text}\n**Second**: {text}\n\`\`\`\n**Required Fields**: First (string)\n**Note**: ${note}`;
  const lint = (note: string) => lintContract(readContract(oneFormat(body(note)))).formats[0];
  const free = lint("The order is not strictly enforced.");
  assert.deepEqual([free?.enforced.length, free?.advisory.length, free?.remarks[0]?.kind], [1, 1, "assumed"]);
  const advice = lint("Not strictly enforced.");
  assert.deepEqual([advice?.enforced.length, advice?.advisory.length], [0, 2]);
});
