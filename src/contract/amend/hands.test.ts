import assert from "node:assert/strict";
import { test } from "node:test";
import { amendContract, type ContractChange } from "./index.ts";

function after(body: string, change: ContractChange): readonly string[] {
  const amendment = amendContract(
    `# CONTRACT\n\n## Format 1.1: Note (P1)\n\n${body}\n\n## Format 1.2: Other (P2)\n\n**Required Fields**:\n- X (string)\n`,
    change,
  );
  assert.ok(amendment.kind === "amended", JSON.stringify(amendment));
  return amendment.after;
}

const add = (value: unknown, name = "Owner"): ContractChange => ({
  kind: "add_field",
  format: "1.1",
  name,
  samples: [{ value, behind: null, headingLevel: null }],
});

test("CONTRACT-10: as other hands write it: numbers, bold names, backticks, colons, drawn tables, tall schemas", () => {
  assert.deepEqual(
    after("**Required Fields**:\n1. **Title** (string)\n2. **Note** (string, optional): what else", add("Ada")),
    ["3. **Owner** (one-line string, optional)"],
  );
  assert.deepEqual(
    after(
      "**Required Fields**:\n* `title` (one-line string)\n  and nothing else\n* `count` (integer)",
      add("3", "size"),
    ),
    ["* `size` (integer, optional)"],
  );
  assert.deepEqual(after("**Required Fields**:\n- Title: string\n- Count: integer", add("3", "Size")), [
    "- Size: integer, optional",
  ]);
  assert.deepEqual(
    after(
      "**Required Fields:**\n\n| Field   | Type    | Required | Description   |\n|---------|---------|----------|---------------|\n| `title` | string  | Yes      | what it is    |\n| `size`  | integer | Yes      | how big it is |",
      add("true", "done"),
    ),
    ["| `done`  | boolean | No       |               |"],
  );
  assert.deepEqual(
    after(
      '```json\n{\n\t"type": "object",\n\t"properties": {\n\t\t"title": {\n\t\t\t"type": "string"\n\t\t}\n\t},\n\t"additionalProperties": false\n}\n```',
      add(3, "/size"),
    ),
    ['\t\t"size": {', '\t\t\t"type": "integer"', "\t\t},"],
  );
  assert.deepEqual(
    after('```json\n{"type":"object","properties":{"title":{"type":"string"}}}\n```', add([1, 2], "/sizes")),
    ['{"type":"object","properties":{"title":{"type":"string"},"sizes":{"type":"array","items":{"type":"integer"}}}}'],
  );
});

test("CONTRACT-10: a section that outputs have becomes an optional one of the template, where they have it", () => {
  const template = "**Structure**:\n\n```markdown\n# Note\n\n## Facts\n\n- {fact}\n\n## End\n\n{text}\n```";
  const change: ContractChange = {
    kind: "add_field",
    format: "1.1",
    name: "Risks",
    samples: [{ value: "- late", behind: "Facts", headingLevel: 2 }],
  };
  assert.deepEqual(
    after(template, change).filter((line) => line.startsWith("#")),
    ["## Risks (optional)"],
  );
});

test("CONTRACT-10: values as a list below their field, and in prose", () => {
  const value: ContractChange = { kind: "add_value", format: "1.1", name: "Status", value: "late" };
  assert.deepEqual(
    after(
      "**Required Fields**:\n- Status (string)\n\n**Field Descriptions**:\n- Status:\n  - `open`\n  - `done`",
      value,
    ),
    ["  - `late`"],
  );
  assert.deepEqual(after("**Required Fields**:\n- Status (enum: `open`, `done`)", value), [
    "- Status (enum: `open`, `done`, `late`)",
  ]);
  assert.deepEqual(
    after(
      "**Required Fields**:\n- Status (string)\n\n**Field Descriptions**:\n- Status: one of open, done or lost",
      value,
    ),
    ["- Status: one of open, done, lost or late"],
  );
});
