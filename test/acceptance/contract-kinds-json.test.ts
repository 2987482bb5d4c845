/** Every way in which objects and events can differ, for every type: found, named, and placed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileContract, readContract } from "#contract";
import type { Finding } from "#core/model";
import { everyType } from "../support/contract-outputs/everything.ts";

const checker = compileContract(readContract(everyType));

const only = (output: unknown, format: string): Finding => {
  const { findings } = checker.check(output, { format });
  assert.equal(findings.length, 1, JSON.stringify(findings));
  return findings[0] as Finding;
};

const json = {
  words: "a",
  count: 3,
  share: 0.5,
  day: "2026-03-04",
  colour: "red",
  ready: true,
  names: ["Ann"],
  rows: [{ a: 1 }],
  schemaVersion: "3",
};

test("CONTRACT-04: in JSON each kind is found by its pointer and its line, for every type", () => {
  assert.equal(checker.check(json).status, "valid");
  const cases: readonly (readonly [object, string, string])[] = [
    [{ words: 3 }, "wrong_type", "/words"],
    [{ count: 1.5 }, "wrong_type", "/count"],
    [{ count: "3" }, "wrong_type", "/count"],
    [{ count: 11 }, "out_of_range", "/count"],
    [{ share: "much" }, "wrong_type", "/share"],
    [{ share: -1 }, "out_of_range", "/share"],
    [{ day: "2026-02-30" }, "wrong_type", "/day"],
    [{ day: 3 }, "wrong_type", "/day"],
    [{ colour: "blue" }, "wrong_enum", "/colour"],
    [{ ready: "yes" }, "wrong_type", "/ready"],
    [{ names: "Ann" }, "wrong_type", "/names"],
    [{ names: ["Ann", 3] }, "wrong_type", "/names/1"],
    [{ names: ["a", "b", "c", "d"] }, "out_of_range", "/names"],
    [{ rows: [{ a: 1 }, {}] }, "missing_field", "/rows/1/a"],
    [{ rows: [{ a: 1, b: 2 }] }, "unknown_field", "/rows/0/b"],
    [{ schemaVersion: "2" }, "version_mismatch", "/schemaVersion"],
    [{ riskFactors: ["load"] }, "unknown_field", "/riskFactors"],
    ...Object.keys(json).map((key) => [{ [key]: undefined }, "missing_field", `/${key}`] as const),
  ];
  for (const [change, kind, path] of cases) {
    const output = JSON.stringify({ ...json, ...change }, null, 2);
    const found = only(output, "9.3");
    assert.deepEqual([found.kind, found.path], [kind, path]);
    const [, key = ""] = path.split("/");
    const at = output.split("\n").findIndex((line) => line.startsWith(`  "${key}"`));
    if (path.split("/").length === 2) assert.equal(found.line, at < 0 ? 1 : at + 1, path);
    assert.ok((found.line ?? 0) > at, path);
  }
});

test("CONTRACT-04: fields of a format without a schema are held against the keys of JSON", () => {
  const output = {
    words: "a",
    line: "b",
    count: 3,
    share: 1,
    file: "a/b",
    day: "2026-03-04",
    colour: "red",
    ready: true,
    names: ["x"],
    files: ["a/b"],
    rows: [{ a: 1, b: 2, c: 3 }],
  };
  assert.deepEqual(checker.check(output, { format: "9.1" }).findings, []);
  const wrong = {
    ...output,
    count: 11,
    day: "x",
    colour: "blue",
    names: "x",
    rows: [{ a: 1 }],
    ready: "yes",
    extra: 1,
  };
  const { findings } = checker.check(wrong, { format: "9.1" });
  assert.deepEqual(
    findings.map(({ kind, path }) => `${kind} ${path}`),
    [
      "out_of_range /count",
      "wrong_type /day",
      "wrong_enum /colour",
      "wrong_type /ready",
      "wrong_type /names",
      "missing_column /rows",
      "unknown_field /extra",
    ],
  );
});

test("CONTRACT-04: an event that nobody consumes is an orphan, one of another family is unknown, and both are violations", () => {
  const emitted = checker.check({ event: "chain:gate_checkpoint", gate: 4 });
  assert.equal(emitted.status, "violation");
  assert.deepEqual(
    emitted.findings.map(({ kind, path }) => [kind, path]),
    [["orphan_event", "chain:gate_checkpoint"]],
  );
  assert.match(emitted.findings[0]?.expected ?? "", /chain:gate_updated \(consumed by front end\)/);
  assert.equal(checker.check({ event: "chain:ended" }).findings[0]?.kind, "orphan_event");
  const unknown = checker.check({ event: "billing:paid" });
  assert.deepEqual([unknown.status, unknown.findings[0]?.kind], ["violation", "unknown_event"]);
  assert.equal(checker.check({ event: "chain:gate_updated", gate: 4 }).status, "valid");
  const payload = checker.check({ event: "chain:gate_updated", gate: "four" });
  assert.deepEqual([payload.status, payload.findings[0]?.path], ["degraded", "/gate"]);
});
