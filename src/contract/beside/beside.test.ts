import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Finding, type MarkedText, violationKinds } from "#core/model";
import { compileContract } from "../check/index.ts";
import { readContract } from "../read/index.ts";
import { outputBesideContract } from "./index.ts";

const contractText = `# Agent contract

Version: 1.2

## Format 4.1: Review report (P1)

**Pattern**: \`/^# Review report/m\`

**Required Fields**:
- Verdict (enum: approve | reject)
- Score (integer 0-100)
- Summary (string)

## Format 4.2: Chain plan (P1)

**Pattern**: \`/^# Chain plan/m\`

**Required Structure**:

\`\`\`markdown
# Chain plan: {name}

| Step | Agent | Inputs | Waits For |
| --- | --- | --- | --- |
| {integer} | {agent} | {inputs} | {steps} |
\`\`\`

## Format 4.3: Status (P2)

\`\`\`json schema
{
  "type": "object",
  "required": ["phase", "owner"],
  "additionalProperties": false,
  "properties": {
    "phase": { "enum": ["open", "done"] },
    "owner": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }
  }
}
\`\`\`

## Events

| Event | Producer | Consumer |
| --- | --- | --- |
| chain:gate_updated | backend | front end |
`;

const good = "# Review report\n\n**Verdict**: approve\n**Score**: 88\n**Summary**: all is well\n";

/** Each finding of an output, beside the contract that it was found by. */
function besides(output: string, text = contractText, options: { format?: string; gate?: string } = {}) {
  const contract = readContract(text);
  const { findings, format } = compileContract(contract).check(output, options);
  return findings.map((finding) => ({
    finding,
    ...outputBesideContract({ raw: output, isCut: false, format, finding }, contract, text),
  }));
}

function only(output: string, kind: Finding["kind"], text?: string, options?: { format?: string }) {
  const found = besides(output, text, options).filter(({ finding }) => finding.kind === kind);
  assert.equal(found.length, 1, JSON.stringify(found.map(({ finding }) => finding)));
  return found[0] as (typeof found)[number];
}

/** The marked words, each with its line and what is said of it. */
function marks(text: MarkedText | null): readonly string[] {
  return (text?.lines ?? []).flatMap(({ line, text: words, marks: all }) =>
    all.map(({ kind, from, to, words: said }) => `${line} ${kind} [${words.slice(from, to)}] ${said}`),
  );
}

test("CONTRACT-08: an unknown field is marked on its line, and in the contract the place where no line says it", () => {
  const { output, contract } = only(`${good}**RiskFactors**: none that we know of\n`, "unknown_field");
  assert.deepEqual(marks(output), [
    "6 differs [**RiskFactors**: none that we know of] the contract says nothing of RiskFactors",
  ]);
  assert.deepEqual(marks(contract), ["12 missing [] no line for RiskFactors"]);
  assert.equal(contract?.lines[0]?.text, "## Format 4.1: Review report (P1)");
});

test("CONTRACT-08: missing columns mark the table's header, and each column in the line of the contract that demands it", () => {
  const plan = "# Chain plan: ship it\n\n| Step | Agent |\n| --- | --- |\n| 1 | coder |\n";
  const { output, contract } = only(plan, "missing_column");
  assert.deepEqual(marks(output), ["3 missing [| Step | Agent |] no Inputs, Waits For"]);
  assert.deepEqual(marks(contract), [
    "23 demands [Inputs] asks for Inputs",
    "23 demands [Waits For] asks for Waits For",
  ]);
});

test("CONTRACT-08: a field that is missing is marked behind what stands before it, and the line that asks for it", () => {
  const { output, contract } = only(good.replace("**Score**: 88\n", ""), "missing_field");
  assert.deepEqual(marks(output), ["3 missing [] Score is missing"]);
  assert.deepEqual(marks(contract), ["11 demands [- Score (integer 0-100)] asks for Score"]);
});

test("CONTRACT-08: a wrong value is marked, and nothing else of its line", () => {
  const wrong = only(good.replace("approve", "maybe"), "wrong_enum");
  assert.deepEqual(marks(wrong.output), ["3 differs [maybe] expected: approve | reject"]);
  assert.deepEqual(marks(wrong.contract), [
    "10 demands [- Verdict (enum: approve | reject)] asks for approve | reject",
  ]);
  const range = only(good.replace("88", "880"), "out_of_range");
  assert.deepEqual(marks(range.output), ["4 differs [880] expected: 0–100"]);
});

test("CONTRACT-08: in JSON the key, the value or the brace is marked, and the schema's own words", () => {
  const options = { format: "4.3" };
  const wrong = only('{\n  "phase": "lost",\n  "owner": { "name": "a" }\n}', "wrong_enum", contractText, options);
  assert.deepEqual(marks(wrong.output), ['2 differs ["phase": "lost"] expected: open | done']);
  assert.deepEqual(marks(wrong.contract), ['36 demands ["phase": { "enum": ["open", "done"] }] asks for open | done']);
  const missing = only('{\n  "phase": "open",\n  "owner": {}\n}', "missing_field", contractText, options);
  assert.deepEqual(marks(missing.output), ["3 missing [{] name is missing"]);
  assert.deepEqual(marks(missing.contract), [
    '37 demands ["name"] asks for name',
    '37 demands ["name": { "type": "string" }] asks for name',
  ]);
  const unknown = only('{"phase":"open","owner":{"name":"a"},"mood":"good"}', "unknown_field", contractText, options);
  assert.deepEqual(marks(unknown.output), ['1 differs ["mood":"good"] the contract says nothing of mood']);
  assert.deepEqual(marks(unknown.contract), ['34 demands ["additionalProperties": false] allows nothing else']);
});

test("CONTRACT-08: an orphan event is marked by its name, beside the events that somebody listens to", () => {
  const { output, contract } = only('{"event":"chain:gate_checkpoint","payload":{}}', "orphan_event");
  assert.deepEqual(marks(output), ["1 differs [chain:gate_checkpoint] nobody listens to this event"]);
  assert.match(marks(contract).join(), /demands \[chain:gate_updated\] somebody listens to this one/);
});

test("CONTRACT-08: what cannot be recognised is beside what it would be recognised by", () => {
  const { output, contract } = only("nothing of the kind", "unparseable", contractText, { format: "4.1" });
  assert.deepEqual(marks(output), ["1 differs [nothing of the kind] cannot be recognised from here"]);
  assert.match(marks(contract).join(), /demands \[.*\^# Review report.*\] recognised by this/);
});

test("CONTRACT-08: contracts with CRLF and a byte order mark have their marks at the same places", () => {
  const windows = `\uFEFF${contractText.replaceAll("\n", "\r\n")}`;
  const options = { format: "4.3" };
  const { contract } = only('{"phase":"lost","owner":{"name":"a"}}', "wrong_enum", windows, options);
  assert.deepEqual(marks(contract), ['36 demands ["phase": { "enum": ["open", "done"] }] asks for open | done']);
});

test("CONTRACT-08: of a long output the surroundings of what differs are shown, and what is left out is said", () => {
  const long = `${good}**RiskFactors**: none\n\n${"further words\n".repeat(5_000)}`;
  const { output } = only(long, "unknown_field");
  assert.match(marks(output).join(), /6 differs/);
  assert.ok(output.lines.length <= 80);
  assert.equal(output.totalLines, 5_008);
  assert.match(output.cut ?? "", /^4,9\d\d lines are left out/);
});

test("CONTRACT-08: one line of a million characters is cut around its mark, without halving a character", () => {
  const padding = "😀".repeat(200_000);
  const output = `{"phase":"${padding}","owner":{"name":"a"},"mood":"good"}`;
  const finding: Finding = {
    kind: "unknown_field",
    path: "/mood",
    expected: "",
    received: "good",
    line: 1,
    advisory: false,
  };
  const contract = readContract(contractText);
  const { output: shown } = outputBesideContract(
    { raw: output, isCut: false, format: "4.3", finding },
    contract,
    contractText,
  );
  assert.deepEqual(marks(shown), ['1 differs ["mood":"good"] the contract says nothing of mood']);
  const [line] = shown.lines;
  assert.ok(line !== undefined && line.text.length <= 302 && line.cutBefore > 399_000);
  assert.equal(line.cutBefore + line.text.length + line.cutAfter, output.length);
  assert.ok(line.text.isWellFormed());
  assert.match(shown.cut ?? "", /1 long line is cut/);
});

test("CONTRACT-08: of an output that was cut when it was kept that is said, and where the difference was", () => {
  const finding: Finding = {
    kind: "unknown_field",
    path: "Mood",
    expected: "",
    received: "",
    line: 90,
    advisory: false,
  };
  const contract = readContract(contractText);
  const recorded = { raw: good, isCut: true, format: "4.1", finding };
  const { output } = outputBesideContract(recorded, contract, contractText);
  assert.deepEqual(marks(output), []);
  assert.match(output.cut ?? "", /the first 77 characters were kept; what differs stands behind them, on line 90/);
});

test("CONTRACT-08: whatever an output and a finding say, marks lie within the lines that are shown, and these are bounded", () => {
  const contract = readContract(contractText);
  const words = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("/owner/name", "Chain table: Inputs", "Score", "/"),
  );
  const output = fc.oneof(fc.string({ unit: "binary", maxLength: 2_000 }), fc.json(), fc.constant(good));
  const finding = fc.record({
    ...{ kind: fc.constantFrom(...violationKinds), path: words, expected: words, received: words },
    ...{ line: fc.option(fc.nat(100)), advisory: fc.boolean() },
  });
  const format = fc.constantFrom("4.1", "4.2", "4.3", null);
  fc.assert(
    fc.property(output, finding, format, fc.boolean(), (raw, found, named, isCut) => {
      const beside = outputBesideContract({ raw, isCut, format: named, finding: found }, contract, contractText);
      for (const { lines } of [beside.output, beside.contract ?? { lines: [] }]) {
        assert.ok(lines.length <= 80);
        for (const { text, marks: all } of lines) {
          assert.ok(text.length <= 302);
          for (const { from, to } of all) assert.ok(from >= 0 && from <= to && to <= text.length);
        }
      }
    }),
  );
});
