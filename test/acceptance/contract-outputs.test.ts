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
