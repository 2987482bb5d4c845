import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reading, Target } from "#core/model";
import { workedMs } from "../../platform/test/index.ts";
import { type ConditionFacts, checkCondition, compileCondition } from "./condition.ts";
import { explainCondition } from "./explain.ts";

function factsWith(values: Reading["values"], extra: Partial<ConditionFacts> = {}): ConditionFacts {
  const reading: Reading = { target: "web", probe: "http", takenAt: 1, available: true, values, latencyMs: 3 };
  const target = { id: "web", settings: { ports: [80, 443] } } as unknown as Target;
  return { reading, readings: { http: reading }, target, thresholds: {}, now: 10_000, ...extra };
}

function evaluate(source: string, facts: ConditionFacts): boolean | string {
  const result = compileCondition(source, "rule").evaluate(facts);
  return "error" in result ? result.error : result.value;
}

/** Where, what, and what to do; "fine" when there is nothing to say. */
function problem(source: string): string {
  const checked = checkCondition(source);
  if (checked.ok) return "fine";
  const { offset, message, suggestion } = checked.problem;
  return `${offset}: ${message}${suggestion === undefined ? "" : `; ${suggestion}`}`;
}

function withError(error: string): ConditionFacts {
  const facts = factsWith({});
  return { ...facts, reading: { ...facts.reading, error } };
}

test("HOST-05: a condition over a reading is true, false, or not known", () => {
  const source = "reading.values.running == false";
  assert.equal(evaluate(source, factsWith({ running: false })), true);
  assert.equal(evaluate(source, factsWith({ running: true })), false);
  assert.match(String(evaluate(source, factsWith({}))), /No such key: running/, "a missing value is not false");
});

test("HOST-05: whole numbers and measured numbers mix as people write them", () => {
  const facts = factsWith({ ageMs: 300_001, count: 5, status: 204 }, { thresholds: { stale_after: 300, limit: 5 } });
  const holding = [
    "reading.values.ageMs > thresholds.stale_after * 1000",
    "reading.values.ageMs > thresholds.stale_after * 1000.0",
    "1000 * thresholds.stale_after < reading.values.ageMs",
    "reading.values.count * 2 > 3",
    "reading.values.count / 2 == 2.5",
    "reading.values.count % 2 == 1",
    "reading.values.count == 5 && thresholds.limit == 5 && 5 == thresholds.limit && thresholds.limit != 6",
    "reading.values.status in [200, 204]",
    "-reading.values.count < 0",
    "now - 1 > 3",
    "now - reading.takenAt >= 9000",
    'timestamp(int(now / 1000)) > timestamp("1970-01-01T00:00:09Z")',
    "target.settings.ports.exists(port, port == 443)",
  ];
  for (const source of holding) assert.equal(evaluate(source, facts), true, source);
  for (const source of holding) assert.equal(problem(source), "fine", source);
});

test("HOST-06: what every object inherits is not a value", () => {
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    assert.match(String(evaluate(`reading.values.${name} == 1`, factsWith({}))), /No such key/);
    assert.equal(evaluate(`"${name}" in reading.values`, factsWith({})), false);
  }
});

test("FACE-03: what cannot work in a condition is told when it is loaded: where, what, and what to do", () => {
  const golden: readonly (readonly [string, string])[] = [
    ["readin.values.x == 1", '0: there is no "readin" in conditions; did you mean "reading"?'],
    [
      "zzz == 1",
      '0: there is no "zzz" in conditions; there are reading, readings, target, baseline, thresholds, checks, anomalies, now',
    ],
    ["reading.valuess.x == 1", '8: a reading has no "valuess"; did you mean "values"?'],
    ["reading.status == 500", '8: a reading has no "status"; what was measured is under values: reading.values.status'],
    ["readings.http.avail == true", '14: a reading has no "avail"; did you mean "available"?'],
    ["baseline.latency > 1.0", '9: a baseline has no "latency"; did you mean "latencyMs"?'],
    ["target.knd == 'service'", '7: a target has no "knd" here; did you mean "kind"?'],
    ["target.supervisor.env.TOKEN == 'x'", '7: a target has no "supervisor" here'],
    ["reading.latencyMs + 1.0", "0: gives double, but a condition must be true or false"],
    ["reading.values.x ==", "19: ends too early; something is missing"],
    ["", "0: is empty"],
    ["a".repeat(10_000), "0: is longer than 4000 characters"],
    [
      "reading.error.matches('(')",
      `22: the pattern "(" cannot be read: error parsing regexp: missing closing ): \`(\``,
    ],
    ["reading.error.matches(target.id)", '0: matches() takes a fixed pattern, such as matches("^ok")'],
    ["reading.error.startWith('x')", '0: there is no startWith() in conditions; did you mean "startsWith"?'],
    [
      "thresholds.limit in [1, 2]",
      "0: cannot be used: no such overload: double in list<int>; write whole numbers with a point here, such as 2.0",
    ],
  ];
  for (const [source, expected] of golden) assert.equal(problem(source), expected);
  assert.throws(() => compileCondition("nonsense(", "rule"), { name: "ChironError", code: "bad_config" });
});

test("FACE-03: a condition says which thresholds and readings it asks for, and where", () => {
  const checked = checkCondition(
    'reading.values.x > thresholds.limit && readings.http.available && "tcp" in readings && readings["file"].available',
  );
  assert.ok(checked.ok);
  assert.deepEqual(checked.thresholds, [{ name: "limit", offset: 30, asks: false }]);
  assert.deepEqual(
    checked.readings.map(({ name, asks }) => [name, asks]),
    [
      ["http", false],
      ["tcp", true],
      ["file", false],
    ],
  );
});

test("HOST-17: a hostile condition is refused at once", () => {
  const hostile = [
    "(".repeat(3_999),
    `${"(".repeat(1_900)}true${")".repeat(1_900)}`,
    `${"!".repeat(3_900)}true`,
    `[${"1,".repeat(1_500)}1] == []`,
    `${"true && ".repeat(499)}true`,
    "\0",
    'reading.error.split("").size() > 1',
    '["a", "b"].join("") == "ab"',
    "cel.bind(x, 'aa', x + x == 'aaaa')",
    'bytes("{}").json() == {}',
    "duration(reading.error) > duration('1s')",
    `duration("${"1".repeat(800)}") > duration("1s")`,
    "readings.all(a, readings.all(b, true))",
  ];
  const before = workedMs();
  for (const source of hostile) assert.notEqual(problem(source), "fine", source.slice(0, 60));
  assert.ok(workedMs() - before < 5_000);
});

test("HOST-17: neither a pattern nor a text can hang a condition", () => {
  const before = workedMs();
  assert.equal(evaluate('reading.error.matches("^(a+)+$")', withError(`${"a".repeat(50_000)}!`)), false);
  assert.equal(evaluate('reading.error.matches("^(a+)+$")', withError("aaa")), true);
  assert.equal(evaluate('reading.error.matches("^a") && target.id.matches("^w")', withError("abc")), true);
  assert.equal(evaluate('readings.exists(kind, readings[kind].probe.matches("^ht"))', factsWith({})), true);
  assert.match(String(evaluate('reading.values.status.matches("5..")', factsWith({ status: 500 }))), /overload/);
  assert.ok(workedMs() - before < 5_000);
});

test("HOST-17: text in a reading is data, whatever it looks like", () => {
  assert.equal(evaluate('reading.values.name == "x"', factsWith({ name: '" || true || "' })), false);
});

test("a failed condition shows the values that it saw", () => {
  const facts = factsWith({ running: true, serving: false });
  const said = explainCondition("reading.values.running && reading.values.serving && reading.values.gone", facts);
  assert.match(said, /reading\.values\.serving is false/);
  assert.match(said, /reading\.values\.gone is not known/);
});
