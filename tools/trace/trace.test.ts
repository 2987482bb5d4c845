import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSource } from "../lib/syntax.ts";
import { judgeTrace, parseRequirements, tracedTests } from "./trace.ts";

const trace = (text: string) => tracedTests(parseSource("some.test.ts", text)).map(({ ids, line }) => ({ ids, line }));

test("a test is found by the ID its title begins with", () => {
  assert.deepEqual(trace(`test("HOST-07: refuses", () => {});\nit(\`HOST-A1: in \${limit} s\`, () => {});`), [
    { ids: ["HOST-07"], line: 1 },
    { ids: ["HOST-A1"], line: 2 },
  ]);
});

test("one test may show several requirements", () => {
  assert.deepEqual(trace('test("HOST-07, FACE-03: both", () => {});'), [{ ids: ["HOST-07", "FACE-03"], line: 1 }]);
});

test("the ID of a suite holds for the tests in it, and an empty suite shows nothing", () => {
  assert.deepEqual(
    trace('describe("HOST-07: life", () => {\n  it("opens", () => {});\n});\ndescribe("HOST-08: none");'),
    [{ ids: ["HOST-07"], line: 2 }],
  );
});

test("skipped tests, comments and IDs in the middle of a title show nothing", () => {
  assert.deepEqual(trace('test.skip("HOST-07: x");\n// test("HOST-07: x");\ntest("see HOST-07: x", () => {});'), []);
});

test("an owned requirement without a test and a test without a requirement are problems", () => {
  const requirements = parseRequirements(
    '[{"id":"HOST-01","title":"one","owned":true},{"id":"HOST-02","title":"two","owned":false}]',
  );
  const { rows, problems } = judgeTrace(requirements, [{ ids: ["HOST-99"], file: "a.test.ts", line: 3 }]);
  assert.deepEqual(
    rows.map(({ id, tests }) => [id, tests]),
    [
      ["HOST-01", 0],
      ["HOST-02", 0],
    ],
  );
  assert.equal(problems.length, 2);
  assert.match(problems[0] ?? "", /^HOST-01 has no test/);
  assert.equal(problems[1], "a.test.ts:3: there is no requirement HOST-99.");
});

test("a list with a repeated or malformed entry is refused", () => {
  assert.throws(() => parseRequirements('[{"id":"HOST-01","title":"one"}]'), /Not a requirement/);
  const one = '{"id":"HOST-01","title":"one","owned":true}';
  assert.throws(() => parseRequirements(`[${one},${one}]`), /listed twice/);
});
