import assert from "node:assert/strict";
import { test } from "node:test";
import { fitsMatchers, type Matched, type Matchers, tellMatchers } from "./index.ts";

const subject: Matched = { target: "web-1", type: "http_down", severity: "high", group: "shop" };
const fits = (matchers: Matchers) => fitsMatchers(matchers, subject);

test("all that is given must fit, of a list one; nothing fits everything", () => {
  assert.equal(fits({}), false);
  assert.equal(fits({ targets: ["db", "web-1"] }), true);
  assert.equal(fits({ targets: ["web-1"], types: ["process_dead"] }), false);
  assert.equal(fits({ severities: ["high", "critical"], groups: ["shop"] }), true);
  assert.equal(fitsMatchers({ groups: ["*"] }, { ...subject, group: undefined }), false);
});

test("a star stands for any characters, and no pattern takes long", () => {
  for (const pattern of ["*", "web*", "*-1", "w*b*1", "web-1*", "*web-1"])
    assert.equal(fits({ targets: [pattern] }), true, pattern);
  for (const pattern of ["web", "*-2", "web-1*1", "b*", "w*x*1"])
    assert.equal(fits({ targets: [pattern] }), false, pattern);
  const began = performance.now();
  assert.equal(fitsMatchers({ targets: [`${"*a".repeat(49)}*b`] }, { ...subject, target: "a".repeat(100_000) }), false);
  assert.ok(performance.now() - began < 1_000);
});

test("they are told in words", () => {
  assert.equal(tellMatchers({ targets: ["web", "db"], severities: ["low"] }), "target web or db, severity low");
});
