/** Ten thousand outputs that keep to each of the example contracts, and thousands that do not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Chance,
  exampleContract,
  type Format,
  jsonOf,
  type Mutation,
  mutationsOf,
  outputOf,
  type SchemaNode,
  seeded,
  surrounded,
  surroundedJson,
  textOf,
} from "../support/contract-outputs/index.ts";

const outputs = 10_000;

/** Named, narrowed by its gate, or to be recognised among all. */
function manner(format: Format, chance: Chance): { format?: string; gate?: string } {
  const [gate = ""] = format.gates;
  return chance.of([{ format: format.id }, { gate }, {}]);
}

for (const name of ["dispatch", "reviews"] as const) {
  test(`CONTRACT-03: ${outputs} outputs that keep to ${name}.md, in all kinds of surroundings, are found to do so`, () => {
    const { contract, checker } = exampleContract(name);
    const chance = seeded(20_260_304);
    for (let count = 0; count < outputs; count++) {
      const format = chance.of(contract.formats);
      const output = surrounded(textOf(outputOf(format, chance)), chance);
      const result = checker.check(output, manner(format, chance));
      assert.deepEqual([result.status, result.findings], ["valid", []], `${count}: ${format.id}\n${output}`);
      assert.equal(result.format, format.id, output);
    }
  });

  test(`CONTRACT-04: of outputs broken in one place, at least 99 in 100 of ${name}.md are found, by kind and name`, () => {
    const { contract, checker } = exampleContract(name);
    const chance = seeded(7);
    const tally = new Map<string, { found: number; of: number }>();
    const missed: string[] = [];
    for (let count = 0; count < 1_500; count++) {
      const format = chance.of(contract.formats);
      const isOrdered = format.templates.length > 0;
      for (const mutation of mutationsOf(outputOf(format, chance), chance, isOrdered)) {
        const output = surrounded(textOf(mutation.pieces), chance);
        const result = checker.check(output, { format: format.id });
        const isFound = result.findings.some((one) => one.kind === mutation.kind && isAt(mutation, one.path));
        const key = `${mutation.kind} of ${mutation.of}`;
        const sum = tally.get(key) ?? { found: 0, of: 0 };
        tally.set(key, { found: sum.found + Number(isFound), of: sum.of + 1 });
        if (!isFound)
          missed.push(`${key} at ${mutation.path} in ${format.id}: ${JSON.stringify(result.findings)}\n${output}`);
      }
    }
    const all = [...tally.values()].reduce((sum, { of }) => sum + of, 0);
    assert.ok(missed.length <= all / 100, `${missed.length} of ${all} missed\n${missed.slice(0, 3).join("\n\n")}`);
    for (const [key, { found, of }] of tally) assert.ok(found >= of * 0.95, `${key}: ${found} of ${of}`);
  });
}

function isAt({ path }: Mutation, found: string): boolean {
  return path.split("|").includes(found);
}

test(`CONTRACT-03: ${outputs} objects and events that keep to events.md are found to do so`, () => {
  const { contract, checker } = exampleContract("events");
  const chance = seeded(20_260_305);
  const consumed = contract.events.filter(({ consumers }) => consumers.length > 0);
  for (let count = 0; count < outputs; count++) {
    const format = chance.of(contract.formats);
    const schema = format.schemas[0]?.value as SchemaNode;
    const isEvent = chance.happens(0.3);
    const output = isEvent
      ? eventOf(chance.of(consumed), chance)
      : surroundedJson(jsonOf(schema, schema, chance), chance);
    const result = checker.check(output, isEvent ? {} : manner(format, chance));
    const said = typeof output === "string" ? output : JSON.stringify(output);
    assert.deepEqual([result.status, result.findings], ["valid", []], `${count}: ${said}`);
    if (!isEvent) assert.equal(result.format, format.id);
  }
});

function eventOf(event: ReturnType<typeof exampleContract>["contract"]["events"][number], chance: Chance): unknown {
  const payload = Object.fromEntries(
    event.payload.map(({ name, type }) => {
      if (type.kind === "integer") return [name, chance.between(type.min ?? 0, type.max ?? 9)];
      return [name, type.kind === "enum" ? chance.of(type.values) : `id ${chance.between(1, 99)} 🔩`];
    }),
  );
  const { name } = event;
  const object = chance.of([
    { event: name, ...payload },
    { type: name, data: payload },
    { eventType: name, payload, timestamp: "2026-03-04T05:06:07Z", id: "e-1" },
  ]);
  return chance.of([object, JSON.stringify(object), `event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`]);
}

/** Each changes one place, and says what a check has to find there. */
const breaks: readonly ((order: Record<string, unknown>, chance: Chance) => readonly [object, string])[] = [
  (order, chance) => {
    const key = chance.of(["orderId", "quantity", "priority", "due", "machine", "steps"]);
    return [{ ...order, [key]: undefined }, `missing_field /${key}`];
  },
  (order) => [{ ...order, riskFactors: ["load"] }, "unknown_field /riskFactors"],
  (order) => [{ ...order, orderId: "WO-12" }, "wrong_type /orderId"],
  (order) => [{ ...order, quantity: "12" }, "wrong_type /quantity"],
  (order, chance) => [{ ...order, quantity: chance.of([0, 5_001]) }, "out_of_range /quantity"],
  (order) => [{ ...order, tolerance: 1.5 }, "out_of_range /tolerance"],
  (order) => [{ ...order, priority: "soon" }, "wrong_enum /priority"],
  (order, chance) => [{ ...order, due: chance.of(["2026-02-30", "tomorrow", "2026-3-4"]) }, "wrong_type /due"],
  (order) => [{ ...order, rework: "no" }, "wrong_type /rework"],
  (order) => [{ ...order, machine: { hall: 3 } }, "missing_field /machine/id"],
  (order) => [{ ...order, machine: { id: "m", hall: 12 } }, "out_of_range /machine/hall"],
  (order) => [{ ...order, steps: [] }, "out_of_range /steps"],
  (order) => [{ ...order, steps: [{ name: "saw", minutes: 1.5 }] }, "wrong_type /steps/0/minutes"],
  (order) => [{ ...order, steps: [{ name: "saw", minutes: 1, by: "Ann" }] }, "unknown_field /steps/0/by"],
];

test("CONTRACT-04: of objects and events broken in one place, at least 99 in 100 of events.md are found, by kind and pointer", () => {
  const { contract, checker } = exampleContract("events");
  const chance = seeded(11);
  const schema = contract.formats[0]?.schemas[0]?.value as SchemaNode;
  const missed: string[] = [];
  const trials = 5_000;
  for (let count = 0; count < trials; count++) {
    const [broken, expected] = chance.of(breaks)(jsonOf(schema, schema, chance) as Record<string, unknown>, chance);
    const result = checker.check(surroundedJson(broken, chance), manner(contract.formats[0] as Format, chance));
    const found = result.findings.map(({ kind, path }) => `${kind} ${path}`);
    if (found.length !== 1 || found[0] !== expected)
      missed.push(`${expected}, not ${found.join(", ")}: ${JSON.stringify(broken)}`);
  }
  assert.ok(missed.length <= trials / 100, `${missed.length} of ${trials} missed\n${missed.slice(0, 3).join("\n")}`);
  for (const name of ["order:lost", "machine:heated", "elsewhere:seen"]) {
    const { status, findings } = checker.check({ event: name });
    assert.deepEqual([status, findings[0]?.path], ["violation", name]);
  }
});
