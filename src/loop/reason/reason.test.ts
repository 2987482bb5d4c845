import assert from "node:assert/strict";
import { test } from "node:test";
import { runbookHash } from "#core/lib";
import { ChironError, type RegisteredRunbook } from "#core/model";
import { anIncident, aReading, aRunbook, aService, aTarget } from "../../../test/support/model.ts";
import { type ActionFacts, compilePlan, matchRunbooks, nextStrategy, route } from "./index.ts";

const registered = (extra: Record<string, unknown> = {}): RegisteredRunbook => {
  const runbook = aRunbook(extra);
  return { runbook, hash: runbookHash(runbook), source: "pack:service", mode: "dry_run" };
};
const reading = aReading({ running: false });
const situation = { incident: anIncident(), target: aTarget(), reading, readings: { process: reading }, now: 2_000 };
const unproven = () => ({ alpha: 1, beta: 1, outcomes: 0, mean: 0.5, lower: 0.05, upper: 0.95 });
const actions = (name: string): ActionFacts | undefined =>
  name.startsWith("no.")
    ? undefined
    : {
        name,
        risk: "low",
        isIdempotent: () => true,
        restartsOwnService: true,
        changesNothing: false,
        mayLose: () => undefined,
        undoable: false,
        parse: (input) => input as Record<string, unknown>,
      };
const means = { actions, ids: { next: (prefix: string) => `${prefix}-1` }, now: 2_000 };

test("HOST-13: a runbook fits when its type, its kind and all its symptoms fit", () => {
  const book = registered({ symptoms: ["reading.values.running == false"] });
  assert.equal(matchRunbooks([book], situation, unproven)[0]?.fits, true);
  const wrong = registered({ symptoms: ["reading.values.running == false", "reading.values.cpuPercent > 90"] });
  const [candidate] = matchRunbooks([wrong], situation, unproven);
  assert.deepEqual(candidate?.missing, ["reading.values.cpuPercent > 90"], "what cannot be known does not hold");
  assert.equal(matchRunbooks([registered({ matches: ["disk_pressure"] })], situation, unproven).length, 0);
  assert.equal(matchRunbooks([registered({ kinds: ["database"] })], situation, unproven).length, 0);
});

test("REASON-01: one fitting runbook is clear, several are complicated, none is complex, a contradiction is disorder", () => {
  const routed = (...books: readonly RegisteredRunbook[]) =>
    route({
      type: "process_dead",
      candidates: matchRunbooks(books, situation, unproven),
      failures: 0,
      chaos: undefined,
    });
  assert.equal(routed(registered()).domain, "clear");
  const two = routed(registered(), registered({ id: "rb-other", priority: 0 }));
  assert.equal(two.domain, "complicated");
  assert.equal(two.runbook, "rb-other", "the more urgent one");
  assert.ok(two.entropy > 0.99 && two.entropy < 1.01);
  assert.equal(routed().domain, "complex");
  assert.equal(routed(registered({ symptoms: ["reading.values.running == true"] })).domain, "disorder");
});

test("HOST-10: strategies follow in order; one whose condition does not hold is passed over", () => {
  const steps = [{ action: "service.restart" }];
  const { runbook } = registered({
    strategies: [
      { name: "gentle", steps, when: "reading.values.running == true" },
      { name: "restart", steps },
      { name: "clean", steps },
    ],
  });
  assert.equal(nextStrategy(runbook, [], situation).strategy?.name, "restart");
  assert.deepEqual(nextStrategy(runbook, [], situation).passedOver, [
    { name: "gentle", why: "its condition does not hold: reading.values.running == true" },
  ]);
  assert.equal(nextStrategy(runbook, ["restart"], situation).strategy?.name, "clean");
  assert.equal(nextStrategy(runbook, ["restart", "clean"], situation).strategy, undefined);
});

function compiled(withInput: Record<string, unknown>, target = aTarget()) {
  const book = registered({ strategies: [{ name: "s", steps: [{ action: "service.restart", with: withInput }] }] });
  const [strategy] = book.runbook.strategies;
  assert.ok(strategy);
  return compilePlan(anIncident(), target, book, strategy, means);
}

test("HOST-17: a reference becomes the target's own typed value, whole", () => {
  assert.deepEqual(compiled({ service: "$target.supervisor" }).steps[0]?.input, { service: aService() });
  const settings = { list: ["a", "b"], nested: { port: 80 } };
  const target = aTarget({ settings });
  assert.deepEqual(
    compiled({ all: ["$target.settings.list", "$target.settings.nested.port"] }, target).steps[0]?.input,
    {
      all: [["a", "b"], 80],
    },
  );
});

test("HOST-17: values stay values: a hostile setting is passed on as it is, and read by nobody", () => {
  const hostile = `$target.id; rm -rf / \`id\` $(id) {{x}} $${"{x}"} "; DROP TABLE t; --`;
  const target = aTarget({ settings: { name: hostile } });
  assert.deepEqual(compiled({ name: "$target.settings.name" }, target).steps[0]?.input, { name: hostile });
});

test("HOST-17: what leads nowhere, or is only part of a text, is refused with the reason", () => {
  for (const path of [
    "$target.nothing",
    "$target.settings.__proto__",
    "$target.constructor",
    "$target.settings.constructor.name",
  ]) {
    assert.throws(
      () => compiled({ x: path }),
      (error) => error instanceof ChironError && /leads nowhere/.test(error.message),
      path,
    );
  }
  assert.throws(() => compiled({ x: "$target.id/../../etc" }), /is not a reference/);
});

test("REASON-08: the hash of a plan covers what a human approves: target, steps, inputs, runbook content", () => {
  const plan = compiled({ a: 1 });
  assert.equal(compiled({ a: 1 }).hash, plan.hash, "the same plan again has the same hash");
  assert.notEqual(compiled({ a: 2 }).hash, plan.hash);
  assert.notEqual(compiled({ a: 1 }, aTarget({ id: "other" })).hash, plan.hash);
});

test("HOST-17: a step that names no registered action gives no plan", () => {
  const book = registered({ strategies: [{ name: "s", steps: [{ action: "no.such" }] }] });
  const [strategy] = book.runbook.strategies;
  assert.ok(strategy);
  assert.throws(() => compilePlan(anIncident(), aTarget(), book, strategy, means), /no\.such, which is not registered/);
});
