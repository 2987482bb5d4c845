import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ContractViolation } from "#core/model";
import { type Contract, readContract } from "../read/index.ts";
import { type Amendment, amendContract, amendForViolations, type ContractChange, type FieldSample } from "./index.ts";

const example = (name: string) =>
  readFileSync(new URL(`../../../examples/contracts/${name}.md`, import.meta.url), "utf8");

function samples(...values: readonly unknown[]): readonly FieldSample[] {
  return values.map((value) => ({ value, behind: null, headingLevel: null }));
}

function behind(name: string, ...values: readonly unknown[]): readonly FieldSample[] {
  return samples(...values).map((sample) => ({ ...sample, behind: name }));
}

/** What `diff` would show: lines taken away, and lines added. */
function diff(text: string, change: ContractChange): readonly string[] {
  const amendment = amendContract(text, change);
  assert.equal(amendment.kind, "amended", JSON.stringify(amendment));
  assert.ok(amendment.kind === "amended");
  const [before, after] = [text.split(/(?<=\n)/), amendment.text.split(/(?<=\n)/)];
  let head = 0;
  while (before[head] === after[head] && head < before.length) head++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const shown = (lines: readonly string[], sign: string) =>
    lines.slice(head, lines.length - tail).map((line) => sign + line.replace(/\r?\n$/, ""));
  assert.deepEqual(amendContract(amendment.text, change), { kind: "unchanged" }, "said once, it is said");
  return [...shown(before, "-"), ...shown(after, "+")];
}

const list = ["- the release is near\n- nobody knows the code"];

test("CONTRACT-10: in a labelled list a field is one item more, optional, typed from the samples", () => {
  const add = (format: string, ...values: readonly unknown[]) =>
    diff(example("dispatch"), { kind: "add_field", format, name: "RiskFactors", samples: samples(...values) });
  assert.deepEqual(add("1.1", ...list), ["+- RiskFactors (list, optional)"]);
  assert.deepEqual(add("1.1", "3", "14"), ["+- RiskFactors (integer, optional)"]);
  assert.deepEqual(add("1.1", "2026-11-22"), ["+- RiskFactors (date YYYY-MM-DD, optional)"]);
  assert.deepEqual(add("1.1", "late", "tired"), ["+- RiskFactors (one-line string, optional)"]);
  assert.deepEqual(
    add("2.1", ...list),
    ["+  - RiskFactors (list)"],
    "in the list of what is optional, nobody has to say so",
  );
  assert.deepEqual(add("2.2", "true"), ["+* RiskFactors (boolean, optional)"]);
});

test("CONTRACT-10: in a sentence of fields it is said behind the last one", () => {
  const [before, after] = diff(example("dispatch"), {
    kind: "add_field",
    format: "1.2",
    name: "Driver",
    samples: samples("Ada"),
  });
  assert.equal(after?.slice(1), `${before?.slice(1)}, Driver (one-line string, optional)`);
});

test("CONTRACT-10: in a table of fields it is one row more", () => {
  const add = (name: string, value: unknown) =>
    diff(example("reviews"), { kind: "add_field", format: "4.3", name, samples: samples(value) });
  assert.deepEqual(add("RiskFactors", list[0]), ["+| RiskFactors | list | no | |"]);
  assert.deepEqual(add("Owner", "Ada"), ["+| Owner | one-line string | no | |"]);
});

test("CONTRACT-10: in a fenced template it is one line more, where the outputs have it", () => {
  const add = (where: readonly FieldSample[]) =>
    diff(example("reviews"), { kind: "add_field", format: "4.2", name: "RiskFactors", samples: where });
  assert.deepEqual(add(samples(...list)), ["+**RiskFactors**: {list} (optional)"]);
  const text = example("reviews");
  const amended = amendContract(text, {
    kind: "add_field",
    format: "4.2",
    name: "RiskFactors",
    samples: behind("Score", "high"),
  });
  assert.ok(amended.kind === "amended");
  const lines = amended.text.split("\n");
  const at = lines.indexOf("**RiskFactors**: {one-line string} (optional)");
  assert.equal(lines[at - 1], "**Score**: {0-100}/100");
});

test("CONTRACT-10: in a JSON Schema it is one property more, above the last one, so that no comma moves", () => {
  const add = (format: string, name: string, ...values: readonly unknown[]) =>
    diff(example("events"), { kind: "add_field", format, name, samples: samples(...values) });
  assert.deepEqual(add("7.2", "/riskFactors", ["late"], ["late", "tired"]), [
    '+    "riskFactors": { "type": "array", "items": { "type": "string" } },',
  ]);
  assert.deepEqual(add("7.1", "/colour", "red", null), ['+    "colour": { "type": ["null", "string"] },']);
  const [before, after] = add("7.1", "/machine/speed", 12, 12.5);
  assert.equal(after?.slice(1), before?.slice(1).replace(/( \},?)$/, ', "speed": { "type": "number" }$1'));
  assert.match(add("7.1", "/steps/0/tool", "saw")[1] ?? "", /"minutes": .*, "tool": \{ "type": "string" \} \},$/);
});

test("CONTRACT-10: a value, a bound and an optional mark are added where they stand", () => {
  const one = (file: string, change: ContractChange) => {
    const [before = "", after = "", ...rest] = diff(example(file), change);
    assert.deepEqual(rest, []);
    return [before.slice(1), after.slice(1)];
  };
  assert.equal(
    one("dispatch", { kind: "add_value", format: "1.1", name: "Vehicle", value: "boat" })[1],
    "- Vehicle (enum: van | truck | bicycle | boat)",
  );
  assert.equal(
    one("events", { kind: "add_value", format: "7.1", name: "/priority", value: "later" })[1],
    '    "priority": { "enum": ["low", "normal", "rush", "later"] },',
  );
  assert.equal(
    one("reviews", { kind: "add_value", format: "4.3", name: "Decision", value: "later" })[1],
    "| Decision | enum: ship \\| hold \\| later | yes | |",
  );
  assert.equal(
    one("reviews", { kind: "add_value", format: "4.1", name: "Mode", value: "mixed" })[1],
    "**Mode**: {sequential | parallel | mixed}",
  );
  assert.equal(
    one("dispatch", { kind: "widen_range", format: "1.1", name: "Stops", values: [55] })[1],
    "- Stops (integer, 1–55)",
  );
  assert.equal(
    one("dispatch", { kind: "widen_range", format: "1.1", name: "Distance", values: [1200, 3] })[1],
    "- **Distance**: 0–1200, in kilometres, over all legs",
  );
  assert.equal(
    one("reviews", { kind: "widen_range", format: "4.2", name: "Score", values: [120] })[1],
    "**Score**: {0-120}/100",
  );
  assert.match(
    one("events", { kind: "widen_range", format: "7.1", name: "/quantity", values: [6000] })[1] ?? "",
    /"maximum": 6000/,
  );
  assert.equal(
    one("dispatch", { kind: "make_optional", format: "1.1", name: "Towns" })[1],
    "- Towns (list: string, optional)",
  );
  assert.equal(
    one("reviews", { kind: "make_optional", format: "4.3", name: "Risk" })[1],
    "| Risk | integer | no | 1–5 |",
  );
  assert.equal(
    one("reviews", { kind: "make_optional", format: "4.2", name: "Diff" })[1],
    "**Diff**: {path} (optional)",
  );
  assert.equal(
    one("events", { kind: "make_optional", format: "7.1", name: "/machine" })[1],
    '  "required": ["orderId", "quantity", "priority", "due", "steps"],',
  );
});

test("CONTRACT-10: columns are marked optional, or added, in a template and in a list", () => {
  assert.deepEqual(
    diff(example("reviews"), {
      kind: "make_columns_optional",
      format: "4.1",
      table: "Chain table",
      columns: ["Inputs", "Waits For"],
    }),
    ["-| Step | Flow | Inputs | Waits For |", "+| Step | Flow | Inputs (optional) | Waits For (optional) |"],
  );
  assert.deepEqual(
    diff(example("dispatch"), {
      kind: "make_columns_optional",
      format: "1.1",
      table: "Leg table",
      columns: ["Kilometres"],
    }),
    [
      "-- Leg table (table columns: Leg, From, To, Kilometres)",
      "+- Leg table (table columns: Leg, From, To, Kilometres (optional))",
    ],
  );
  assert.deepEqual(
    diff(example("dispatch"), { kind: "add_columns", format: "1.1", table: "Leg table", columns: ["Toll"] }).at(-1),
    "+- Leg table (table columns: Leg, From, To, Kilometres, Toll (optional))",
  );
  assert.deepEqual(
    diff(example("reviews"), { kind: "add_columns", format: "4.2", table: "Findings table", columns: ["Line"] }),
    [
      "-| Severity | File | Finding |",
      "-|----------|------|---------|",
      "-| {low | medium | high} | {path} | {text} |",
      "+| Severity | File | Finding | Line (optional) |",
      "+|----------|------|---------|-----------------|",
      "+| {low | medium | high} | {path} | {text} | {line} |",
    ],
  );
});

test("CONTRACT-10: an event is renamed in its row, or added as one", () => {
  assert.deepEqual(diff(example("events"), { kind: "rename_event", from: "order:finished", to: "order:done" }), [
    "-| `order:finished` | floor | planner | order_id (one-line string), quantity (integer 1–5000) |",
    "+| `order:done` | floor | planner | order_id (one-line string), quantity (integer 1–5000) |",
  ]);
  assert.deepEqual(
    diff(example("events"), {
      kind: "add_event",
      name: "order:lost",
      producers: ["floor"],
      consumers: ["planner", "desk"],
    }),
    ["+| `order:lost` | floor | planner, desk | |"],
  );
});

test("CONTRACT-10: what cannot be said in one place, or stands in no format that is known, is left to a human", () => {
  const human = (change: ContractChange) => assert.equal(amendContract(example("events"), change).kind, "human");
  human({ kind: "add_field", format: "9.9", name: "X", samples: samples("1") });
  human({ kind: "add_field", format: "7.1", name: "/nowhere/x", samples: samples(1) });
  human({ kind: "add_value", format: "7.1", name: "/orderId", value: "x" });
});

/** Refused; or one line, after which all is as before but for one field at most. */
function isHarmless(text: string, amendment: Amendment): boolean {
  if (amendment.kind !== "amended") return amendment.kind === "human";
  const count = ({ formats, events, remarks }: Contract) => ({
    formats: formats.map(({ id, isAdvisory }) => `${id} ${isAdvisory}`).join(),
    events: events.length,
    remarks: remarks.length,
  });
  const fields = ({ formats }: Contract) =>
    formats.flatMap((one) => [...one.fields, ...one.templates.flatMap(({ parts }) => parts)]).length;
  const [before, after] = [readContract(text), readContract(amendment.text)];
  assert.deepEqual(count(after), count(before));
  return amendment.after.length === 1 && amendment.before.length <= 1 && fields(after) - fields(before) <= 1;
}

test("CONTRACT-10: a name or a value out of an output cannot say anything else in the contract", () => {
  const hostile = [
    "x\n\n## Format 9.9: Evil (P0)",
    "x\r- Other (string)",
    "x\u2028y",
    "x (string)",
    "x, Title (string",
    "x | yes | | |\n| y",
    "a | b",
    "**Note**: not strictly enforced",
    "x".repeat(300),
    "\u202Eevil",
  ];
  for (const name of hostile) {
    for (const [file, format] of [
      ["dispatch", "1.1"],
      ["dispatch", "1.2"],
      ["reviews", "4.2"],
      ["reviews", "4.3"],
    ] as const) {
      const said = amendContract(example(file), { kind: "add_field", format, name, samples: samples("1") });
      assert.ok(isHarmless(example(file), said), `${file} ${format} ${JSON.stringify(name)}`);
    }
    const value = amendContract(example("dispatch"), {
      kind: "add_value",
      format: "1.1",
      name: "Vehicle",
      value: name,
    });
    assert.ok(isHarmless(example("dispatch"), value), JSON.stringify(name));
    if (/[\n\r\u2028\u202E]/.test(name)) assert.equal(value.kind, "human");
  }
  const quoted = amendContract(example("events"), {
    kind: "add_field",
    format: "7.1",
    name: '/a"b',
    samples: samples("1"),
  });
  assert.ok(quoted.kind === "amended");
  assert.deepEqual(quoted.after, ['    "a\\"b": { "type": "string" },']);
});

test("CONTRACT-10: what an event carries is said in its row, behind what it carries already", () => {
  const text = example("events");
  const amended = (raw: string, kind: ContractViolation["kind"], path: string, received: string) => {
    const evidence = { kind, path, expected: "", received, format: null, raw };
    const made = amendForViolations(text, [evidence, evidence]);
    return made.kind === "amended" ? made.after : made;
  };
  const stopped = (payload: object) => JSON.stringify({ event: "machine:stopped", payload });
  assert.deepEqual(amended(stopped({ hall: 3 }), "unknown_field", "/payload/hall", "3"), [
    "| `machine:stopped` | floor | dashboard | machine (one-line string), cause (enum: jam \\| power \\| operator), hall (integer, optional) |",
  ]);
  assert.deepEqual(amended(stopped({ tags: ["a", "b"] }), "unknown_field", "/payload/tags", "a, b"), [
    "| `machine:stopped` | floor | dashboard | machine (one-line string), cause (enum: jam \\| power \\| operator), tags (list, optional) |",
  ]);
  assert.deepEqual(amended(stopped({ cause: "fire" }), "wrong_enum", "/payload/cause", "fire"), [
    "| `machine:stopped` | floor | dashboard | machine (one-line string), cause (enum: jam \\| power \\| operator \\| fire) |",
  ]);
  assert.deepEqual(amended(stopped({}), "missing_field", "/payload/machine", "nothing"), [
    "| `machine:stopped` | floor | dashboard | machine (one-line string, optional), cause (enum: jam \\| power \\| operator) |",
  ]);
  assert.deepEqual(
    amended('event: order:finished\ndata: {"order_id":"7","quantity":6000}', "out_of_range", "/quantity", "6000"),
    ["| `order:finished` | floor | planner | order_id (one-line string), quantity (integer 1–6000) |"],
  );
  const nested = amended(stopped({ by: { name: "Ada" } }), "unknown_field", "/payload/by", "…");
  assert.ok("kind" in nested && nested.kind === "human", JSON.stringify(nested));
});
