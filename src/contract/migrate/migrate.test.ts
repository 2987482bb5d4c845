import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readContract } from "../read/index.ts";
import { compareVersions } from "./editions.ts";
import { compileMigrating, migrationWindowMs } from "./index.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);

function text(...formats: readonly string[]): string {
  return `# CONTRACT\n\n**Version**: 3.0\n\n${formats.join("\n\n")}\n`;
}

const old = `## Format 1.1: Note (P1)

**Version**: 1
**Gate**: 1
**Required Fields**:
- Title (one-line string)
- Owner (one-line string)`;
const current = `## Format 1.1: Note (P1)

**Version**: 2
**Gate**: 1
**Required Fields**:
- Title (one-line string)
- Team (one-line string)`;
const other = `## Format 1.2: List (P1)

**Gate**: 1
**Required Fields**:
- Count (integer)`;

const inOld = "- Title: Hello\n- Owner: Ada\n";
const inCurrent = "- Title: Hello\n- Team: Red\n";

for (const [how, revisions] of [
  [
    "in two texts of the contract",
    [
      [text(old, other), 0],
      [text(current, other), 100],
    ],
  ],
  [
    "side by side in one text",
    [
      [text(old, other), 0],
      [text(current, old, other), 100],
    ],
  ],
  [
    "side by side, whichever is first, and rewritten since",
    [
      [text(old, other), 0],
      [text(old, current, other), 100],
      [text(old, current, `${other} `), 150],
    ],
  ],
] as const) {
  test(`CONTRACT-12: two versions of a format, ${how}: both pass for 90 days, then the old one is flagged`, () => {
    const checker = compileMigrating(
      revisions.map(([contract, days]) => ({ contract: readContract(contract), since: start + days * day })),
    );
    const check = (output: string, days: number, format?: string) =>
      checker.check(output, { at: start + days * day, gate: "1", ...(format === undefined ? {} : { format }) });
    for (const days of [100, 150, 1_000])
      assert.deepEqual(check(inCurrent, days, "1.1"), { status: "valid", format: "1.1", version: "3.0", findings: [] });
    for (const format of ["1.1", undefined]) {
      const within = check(inOld, 189.9, format);
      assert.equal(within.status, "valid");
      assert.equal(within.format, "1.1");
      assert.deepEqual(
        within.findings.map(({ kind, advisory, received }) => [kind, advisory, received]),
        [["version_mismatch", true, "version 1, which is accepted until 2026-07-10"]],
      );
      const after = check(inOld, 190, format);
      assert.equal(after.status, "degraded");
      assert.deepEqual(
        after.findings.map(({ kind, path, expected, received, advisory }) => ({
          kind,
          path,
          expected,
          received,
          advisory,
        })),
        [
          {
            kind: "version_mismatch",
            path: "Format 1.1",
            expected: "version 2",
            received: "version 1, which was accepted until 2026-07-10",
            advisory: false,
          },
        ],
      );
    }
    const neither = check("- Title: Hello\n", 120, "1.1");
    assert.deepEqual(
      neither.findings.map(({ kind, path }) => [kind, path]),
      [["missing_field", "Team"]],
      "what follows neither is held against the newest",
    );
    assert.equal(check("- Count: 3\n", 120, "1.2").status, "valid");
    assert.equal(check("- Count: x\n", 120, "1.2").status, "degraded");
  });
}

test("CONTRACT-12: the window can be set, and starts when the newer version was first read", () => {
  const revisions = [
    { contract: readContract(text(current)), since: start + 10 * day },
    { contract: readContract(text(old)), since: start },
    { contract: readContract(text(current).replace("Hello", "")), since: start + 30 * day },
  ];
  const checker = compileMigrating(revisions, { windowMs: 7 * day });
  assert.equal(checker.check(inOld, { at: start + 17 * day - 1, format: "1.1" }).status, "valid");
  assert.equal(checker.check(inOld, { at: start + 17 * day, format: "1.1" }).status, "degraded");
  assert.equal(migrationWindowMs, 90 * day);
});

test("CONTRACT-12: a text that keeps its version is no migration: what it says now counts", () => {
  const stricter = text(old.replace("- Owner", "- Place (path)\n- Owner"));
  const checker = compileMigrating([
    { contract: readContract(text(old)), since: start },
    { contract: readContract(stricter), since: start + day },
  ]);
  assert.equal(checker.check(inOld, { at: start + 2 * day, format: "1.1" }).status, "degraded");
});

test("CONTRACT-12: an old version that was advisory does not let everything pass", () => {
  const loose = old.replace("**Gate**: 1", "**Gate**: 1\n**Note**: not strictly enforced");
  const checker = compileMigrating([
    { contract: readContract(text(loose)), since: start },
    { contract: readContract(text(current)), since: start + day },
  ]);
  assert.equal(checker.check("anything at all", { at: start + 2 * day, format: "1.1" }).status, "violation");
});

test("CONTRACT-12: versions are in the order of their numbers, however they are written", () => {
  const sorted = ["1", "1.2", "v1.9", "1.10", "2.0", "10"];
  assert.deepEqual(fc.sample(fc.shuffledSubarray(sorted, { minLength: 6 }), 1)[0]?.toSorted(compareVersions), sorted);
  const version = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
  fc.assert(
    fc.property(version, version, (a, b) =>
      assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) + 0),
    ),
  );
});
