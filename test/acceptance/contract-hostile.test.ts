/** Outputs and contracts that would hang, mislead or exhaust a careless checker. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileContract, readContract } from "#contract";
import { ChironError } from "#core/model";

/** The processor's time, not the clock's: the machine has other work, too. */
function spent(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const most = 100;
const formatWith = (pattern: string) =>
  `# C\n\n## Format 1.1: X (P0)\n\n**Pattern**: \`${pattern}\`\n**Required Fields**:\n- Name (string)\n- Size (integer 0–9)\n`;

/** A right answer, or a refusal that says why. */
function outcomeOf(work: () => { readonly status: string }): string {
  try {
    return work().status;
  } catch (error) {
    assert.ok(error instanceof ChironError, String(error));
    return error.code;
  }
}

const hostile = [
  "/(a+)+$/",
  "/^(a|a)*$/m",
  "/(.*)*x$/s",
  "/([a-zA-Z]+)*$/",
  "/(x+x+)+y/",
  "/^(([a-z])+.)+[A-Z]([a-z])+$/",
  "/(.{0,500}){2}zz/s",
  "/(a|b)*a(a|b){300}$/",
  "/(?:(?:.a){1,20}.){1,20}$/",
  "/((((a{30}){30}){30}){30})/",
  "/a{1000}{1000}/",
  `/${"(".repeat(400)}${")".repeat(400)}/`,
  `/${"a?".repeat(300)}${"a".repeat(300)}/`,
  "/(?=a)b/",
  "/(a)\\1/",
  "/(?<n>a)\\k<n>/",
  "/[/",
  "/\\p{Foo}/u",
];

test("CONTRACT-02: no regular expression of a contract hangs a check: an answer, or a refusal, within 100 ms", () => {
  // What is loaded with the first pattern is not the pattern's.
  compileContract(readContract(formatWith("/^a/m"))).check("a");
  const texts = [
    "a".repeat(100_000),
    `${"ab".repeat(50_000)}!`,
    "ba".repeat(50_000),
    "xxxxxxxxxxxx ".repeat(8_000),
    "\n".repeat(100_000),
  ];
  for (const pattern of hostile) {
    const contract = readContract(formatWith(pattern));
    let checker = compileContract(contract);
    assert.ok(spent(() => (checker = compileContract(contract))) < most, `compiling ${pattern}`);
    for (const text of texts) {
      const took = spent(() => outcomeOf(() => checker.check(text, { format: "1.1" })));
      assert.ok(took < most, `${pattern} on ${JSON.stringify(text.slice(0, 8))}…: ${took} ms`);
    }
    assert.equal(checker.check("Name: x\nSize: 3", { format: "1.1" }).format, "1.1");
  }
});

test("CONTRACT-02: lint says which patterns are not enforced, why, and on which line", () => {
  for (const [pattern, why] of [
    ["/(?=a)b/", /a look-around/],
    ["/(?<!a)b/", /a look-around/],
    ["/(a)\\1/", /a back-reference/],
    ["/(?<n>a)\\k<n>/", /a back-reference/],
    ["/((((a{30}){30}){30}){30})/", /repeat/],
    ["/(/", /cannot be read/],
  ] as const) {
    const { remarks } = compileContract(readContract(formatWith(pattern))).compiled;
    assert.deepEqual(
      remarks.map(({ kind, line, format }) => [kind, line, format]),
      [["not_enforced", 5, "1.1"]],
      pattern,
    );
    assert.match(remarks[0]?.message ?? "", why);
  }
});

test("CONTRACT-03: ten megabytes are refused at once; what is allowed is checked within 100 ms", () => {
  const checker = compileContract(readContract(formatWith("/^Name: /m")));
  const good = "Name: x\nSize: 3\n";
  checker.check(good);
  assert.throws(() => checker.check("x".repeat(10_000_000)), { code: "too_large" });
  assert.ok(spent(() => outcomeOf(() => checker.check("x\n".repeat(5_000_000)))) < most);
  const filling = {
    "long lines": "word ".repeat(30_000),
    lines: "- item: of a list\n".repeat(20_000),
    tables: "| a | b |\n".repeat(20_000),
    fences: "```\ncode\n```\n".repeat(10_000),
    labels: "**Label**: value\n".repeat(15_000),
    bars: "|".repeat(200_000),
    hashes: "# a\n".repeat(40_000),
    ticks: "`".repeat(200_000),
    braces: "{".repeat(200_000),
    stars: "**".repeat(100_000),
  };
  for (const [name, text] of Object.entries(filling)) {
    const output = `${text}\n\n---\n\n${good}`;
    outcomeOf(() => checker.check(output));
    const took = spent(() =>
      assert.equal(
        outcomeOf(() => checker.check(output, { format: "1.1" })),
        "valid",
        name,
      ),
    );
    assert.ok(took < most, `${name}: ${took} ms`);
  }
});

const schemaOf = (schema: object) =>
  `# C\n\n## Format 1.1: X (P0)\n\n\`\`\`json\n${JSON.stringify({ properties: {}, ...schema }, null, 1)}\n\`\`\`\n`;

test("CONTRACT-02: schemas whose references multiply, reach out, or repeat themselves are refused with a reason", () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, level) => [
      `s${level}`,
      level === 39
        ? { type: "object" }
        : { allOf: [{ $ref: `#/$defs/s${level + 1}` }, { $ref: `#/$defs/s${level + 1}` }] },
    ]),
  );
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ $ref: "#/$defs/s0", $defs: doubling }, /multiply/],
    [{ properties: { a: { $ref: "https://example.org/schema.json" } } }, /can't resolve reference/],
    [{ $schema: "http://json-schema.org/draft-04/schema#" }, /older/],
    [{ properties: { a: { type: "strin" } } }, /schema is invalid|must be equal/],
    [{ properties: { a: { pattern: "(?=a)" } } }, /look-around/],
  ];
  for (const [schema, why] of cases) {
    const contract = readContract(schemaOf(schema));
    let checker = compileContract(readContract(formatWith("/a/")));
    assert.ok(spent(() => (checker = compileContract(contract))) < 10 * most);
    const said = checker.compiled.remarks.filter(({ kind }) => kind === "not_enforced").map(({ message }) => message);
    assert.match(said.join("\n"), why);
  }
});

test("CONTRACT-03: nested, repeating and deceptive JSON is answered or refused within 100 ms", () => {
  const branch = { type: "object", properties: { next: { $ref: "#/$defs/node" } } };
  const recursive = {
    $ref: "#/$defs/node",
    $defs: { node: { anyOf: [branch, { ...branch, required: ["x"] }, { ...branch, required: ["y"] }] } },
  };
  const items = {
    properties: { all: { type: "array", uniqueItems: true }, text: { type: "string", pattern: "^(a+)+$" } },
    additionalProperties: false,
  };
  const [deep, plain] = [recursive, items].map((schema) => compileContract(readContract(schemaOf(schema))));
  const chain = (depth: number) => `${'{"next":'.repeat(depth)}{}${"}".repeat(depth)}`;
  const work: readonly (readonly [string, () => { readonly status: string }, string])[] = [
    ["a chain of 60", () => deep?.check(chain(60), { format: "1.1" }) ?? { status: "" }, "too_large"],
    ["a chain of 5", () => deep?.check(chain(5), { format: "1.1" }) ?? { status: "" }, "valid"],
    [
      "a hundred thousand brackets",
      () => plain?.check("[".repeat(100_000), { format: "1.1" }) ?? { status: "" },
      "violation",
    ],
    [
      "many items",
      () =>
        plain?.check(JSON.stringify({ all: Array.from({ length: 20_000 }, (_, a) => ({ a })) }), { format: "1.1" }) ?? {
          status: "",
        },
      "valid",
    ],
    [
      "a text for a hostile pattern",
      () => plain?.check({ text: `${"a".repeat(50_000)}!` }, { format: "1.1" }) ?? { status: "" },
      "degraded",
    ],
    [
      "the prototype",
      () => plain?.check('{"__proto__": {"all": []}, "constructor": 1}', { format: "1.1" }) ?? { status: "" },
      "degraded",
    ],
  ];
  for (const [name, check, expected] of work) {
    outcomeOf(check);
    const took = spent(() => assert.equal(outcomeOf(check), expected, name));
    assert.ok(took < most, `${name}: ${took} ms`);
  }
});
