import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { compileContract } from "../check/index.ts";
import { readContract } from "../read/index.ts";
import { amendContract, amendForViolations, type ContractChange } from "./index.ts";

const contracts = Object.fromEntries(
  ["dispatch", "reviews", "events"].map((name) => [
    name,
    readFileSync(new URL(`../../../examples/contracts/${name}.md`, import.meta.url), "utf8"),
  ]),
);

const route = `# Route Plan R-1234

- Route ID: R-1234
- Planned On: 2026-11-22
- Stops: 3
- Distance: 120.5
- Vehicle: van
- Manifest: lists/r-1234.md
- Towns:
  - Ulm
  - Augsburg
- Summary: two deliveries and a return

| Leg | From | To | Kilometres |
| --- | --- | --- | --- |
| 1 | Ulm | Augsburg | 80 |
`;
const review = `## Review: APPROVED

**Reviewer**: Ada
**Date**: 2026-11-22
**Score**: 92/100
**Confidence**: 0.9
**Diff**: changes/17.diff

### Findings

| Severity | File | Finding |
|----------|------|---------|
| low | src/a.ts | a name |

### Summary

It does what it says.
`;
const chain = `# Chain: release

**Goal**: ship it
**Mode**: sequential

## Chain

| Step | Flow | Inputs | Waits For |
|------|------|--------|-----------|
| 1 | build | source | – |

## Success Criteria

1. It ships
`;
const decision = `**Decision**: ship
**Decided On**: 2026-11-22
**Version**: 4.1
**Risk**: 2
**Components**:
- src/a.ts
- src/b.ts
`;
const order = {
  orderId: "WO-123456",
  quantity: 5,
  priority: "rush",
  due: "2026-11-22",
  machine: { id: "m1" },
  steps: [{ name: "cut", minutes: 3 }],
};

interface Case {
  readonly what: string;
  readonly contract: string;
  readonly format: string;
  readonly good: readonly unknown[];
  readonly drifted: readonly unknown[];
  readonly added: readonly string[];
}

const withOrder = (over: object) => ({ ...order, ...over });

const cases: readonly Case[] = [
  {
    what: "an undocumented RiskFactors in a review report",
    contract: "reviews",
    format: "4.2",
    good: [review],
    drifted: [
      review.replace("**Confidence**", "**RiskFactors**: a release on a Friday\n**Confidence**"),
      review.replace("**Confidence**", "**RiskFactors**: none\n**Confidence**"),
    ],
    added: ["**RiskFactors**: {one-line string} (optional)"],
  },
  {
    what: "an item in a list of fields",
    contract: "dispatch",
    format: "1.1",
    good: [route],
    drifted: [route.replace("- Summary:", "- Crew:\n  - Ada\n  - Ben\n- Summary:")],
    added: ["- Crew (list, optional)"],
  },
  {
    what: "a field in a table of fields",
    contract: "reviews",
    format: "4.3",
    good: [decision],
    drifted: [decision.replace("**Risk**", "**Approver**: Ada\n**Risk**")],
    added: ["| Approver | one-line string | no | |"],
  },
  {
    what: "a property in a schema",
    contract: "events",
    format: "7.1",
    good: [order, JSON.stringify(order, null, 2)],
    drifted: [withOrder({ colour: "red" }), JSON.stringify(withOrder({ colour: "blue" }))],
    added: ['    "colour": { "type": "string" },'],
  },
  {
    what: "columns that are no longer sent",
    contract: "reviews",
    format: "4.1",
    good: [chain],
    drifted: [1, 2, 3].map((n) =>
      chain
        .replace(" Inputs | Waits For |", "")
        .replace("|--------|-----------|", "")
        .replace(" source | – |", "")
        .replace("ship it", `ship ${n}`),
    ),
    added: ["| Step | Flow | Inputs (optional) | Waits For (optional) |"],
  },
  {
    what: "a column more",
    contract: "dispatch",
    format: "1.1",
    good: [route],
    drifted: [
      route
        .replace("Kilometres |", "Kilometres | Toll |")
        .replace("--- |\n", "--- | --- |\n")
        .replace("| 80 |", "| 80 | 4.50 |"),
    ],
    added: ["- Leg table (table columns: Leg, From, To, Kilometres, Toll (optional))"],
  },
  {
    what: "two values that are new",
    contract: "dispatch",
    format: "1.1",
    good: [route],
    drifted: [route.replace("van", "boat"), route.replace("van", "train")],
    added: ["- Vehicle (enum: van | truck | bicycle | boat | train)"],
  },
  {
    what: "a value that is new, in a schema",
    contract: "events",
    format: "7.1",
    good: [order],
    drifted: [withOrder({ priority: "later" })],
    added: ['    "priority": { "enum": ["low", "normal", "rush", "later"] },'],
  },
  {
    what: "a score beyond its range",
    contract: "reviews",
    format: "4.2",
    good: [review],
    drifted: [review.replace("92/100", "120/100")],
    added: ["**Score**: {0-120}/100"],
  },
  {
    what: "a field that is left out",
    contract: "dispatch",
    format: "1.1",
    good: [route],
    drifted: [route.replace("- Distance: 120.5\n", "")],
    added: ["- Distance (number, optional)"],
  },
  {
    what: "a property that is left out",
    contract: "events",
    format: "7.1",
    good: [order],
    drifted: [withOrder({ machine: undefined })],
    added: ['  "required": ["orderId", "quantity", "priority", "due", "steps"],'],
  },
];

for (const { what, contract, format, good, drifted, added } of cases) {
  test(`CONTRACT-10: ${what}: amended by what is recorded, all that was sent passes, and all that passed before`, () => {
    const text = contracts[contract] ?? "";
    const before = compileContract(readContract(text));
    for (const output of good) assert.deepEqual(before.check(output, { format }).findings, []);
    const violations = drifted.flatMap((output) => {
      const { findings, format: seen } = before.check(output, { format });
      const raw = typeof output === "string" ? output : JSON.stringify(output);
      assert.equal(findings.length, 1, JSON.stringify(findings));
      return findings.map((finding) => ({ ...finding, format: seen, raw }));
    });
    const amendment = amendForViolations(text, violations);
    assert.ok(amendment.kind === "amended", JSON.stringify(amendment));
    assert.deepEqual(amendment.after, added);
    const after = compileContract(readContract(amendment.text));
    for (const output of [...good, ...drifted]) assert.deepEqual(after.check(output, { format }).findings, []);
    assert.deepEqual(amendForViolations(amendment.text, violations), { kind: "unchanged" });
  });
}

test("CONTRACT-10: the field is put where the outputs have it", () => {
  const text = contracts.reviews ?? "";
  const [before, drifted] = [
    compileContract(readContract(text)),
    review.replace("**Confidence**", "**RiskFactors**: none\n**Confidence**"),
  ];
  const { findings } = before.check(drifted, { format: "4.2" });
  const amendment = amendForViolations(
    text,
    findings.map((finding) => ({ ...finding, format: "4.2", raw: drifted })),
  );
  assert.ok(amendment.kind === "amended");
  assert.equal(amendment.text.split("\n")[amendment.line - 2], "**Score**: {0-100}/100");
});

test("CONTRACT-10: every other byte stays: line ends, byte order mark, trailing blanks, no end of line at the end", () => {
  const name = fc.stringMatching(/^[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9})?$/);
  const value = fc.constantFrom<unknown>("12", "1.5", "2026-11-22", "true", "- a\n- b", "some words", "src/a.ts");
  const place = fc.constantFrom(
    ["dispatch", "1.1"],
    ["dispatch", "1.2"],
    ["dispatch", "2.1"],
    ["dispatch", "2.2"],
    ["reviews", "4.1"],
    ["reviews", "4.2"],
    ["reviews", "4.3"],
    ["reviews", "4.4"],
    ["events", "7.1"],
    ["events", "7.2"],
  );
  const manner = fc.record({ crlf: fc.boolean(), mark: fc.boolean(), blanks: fc.boolean(), open: fc.boolean() });
  fc.assert(
    fc.property(name, value, place, manner, (field, sample, [file = "", format = ""], { crlf, mark, blanks, open }) => {
      let text = contracts[file] ?? "";
      if (blanks) text = text.replace(/^(# .*|## .*|)$/gm, "$1  ").replace(/^(#### .*)$/gm, "$1\t");
      if (open) text = text.trimEnd();
      if (crlf) text = text.replaceAll("\n", "\r\n");
      if (mark) text = `\uFEFF${text}`;
      const isJson = file === "events";
      const known = readContract(text).formats.find(({ id }) => id === format);
      fc.pre(known !== undefined);
      const samples = [{ value: sample, behind: null, headingLevel: null }];
      const change: ContractChange = { kind: "add_field", format, name: isJson ? `/${field}` : field, samples };
      const amendment = amendContract(text, change);
      if (amendment.kind === "unchanged") return;
      assert.ok(amendment.kind === "amended", `${file} ${format}: ${JSON.stringify(amendment)}`);
      assert.ok(amendment.before.length <= 1 && amendment.after.length === 1, JSON.stringify(amendment));
      const [eol] = crlf ? ["\r\n"] : ["\n"];
      const lines = amendment.text.split(eol);
      assert.deepEqual(lines.toSpliced(amendment.line - 1, 1, ...amendment.before).join(eol), text);
      assert.deepEqual(amendContract(amendment.text, change), { kind: "unchanged" });
    }),
    { numRuns: 300 },
  );
});
