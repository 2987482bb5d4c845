import assert from "node:assert/strict";
import { test } from "node:test";
import { runbookSchema } from "#core/model";
import { patienceMs } from "./patience.ts";

const runbook = (escalate: object) =>
  runbookSchema.parse({
    ...{ id: "rb", title: "T", version: 1, matches: ["odd_thing"], escalate },
    strategies: [{ name: "s", steps: [{ action: "wait" }] }],
  });

test("HOST-19: trouble that is critical and not over is told in time, whatever its runbook says or leaves out", () => {
  assert.equal(patienceMs("critical", runbook({})), 600_000);
  assert.equal(patienceMs("critical", runbook({ afterTime: "2m" })), 120_000);
  assert.equal(patienceMs("critical", undefined), 600_000);
  assert.equal(patienceMs("high", undefined), 600_000);
  assert.equal(patienceMs("high", runbook({ afterTime: "2m" })), 120_000);
  assert.equal(patienceMs("high", runbook({})), undefined, "its attempts end by themselves");
});
