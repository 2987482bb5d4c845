import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalJson } from "./canonical.ts";
import { genesisOf, hashOf } from "./chain.ts";

test("equal values are written alike, whatever the order of their keys, and read back as JSON would", () => {
  const reversed = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(reversed);
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, item]) => [key, reversed(item)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assert.equal(canonicalJson(reversed(value)), text);
      assert.equal(canonicalJson(JSON.parse(text)), text);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("keys are sorted at every depth; undefined is absent, -0 is 0, dates are their text", () => {
  const value = { b: [{ d: 1, c: undefined }], a: -0, é: new Date(0), "1": Number.NaN };
  assert.equal(canonicalJson(value), '{"1":null,"a":0,"b":[{"d":1}],"é":"1970-01-01T00:00:00.000Z"}');
  assert.equal(canonicalJson(JSON.parse('{"__proto__":{"x":1},"a":1}')), '{"__proto__":{"x":1},"a":1}');
});

test("the form of a record is fixed: these hashes may never change", () => {
  const genesis = genesisOf("engine");
  assert.equal(genesis.hash, "8311505dd1ad700977378ba4a8b3ad327fe451c99ab29e9c4eabfaf3a4879d63");
  const record = {
    seq: 1,
    stream: "engine",
    at: 1_700_000_000_000,
    type: "healing.paused",
    actor: 'a"b',
    data: '{"reason":"x"}',
  };
  // printf '%s%s' GENESIS '{"actor":"a\"b","at":1700000000000,"data":{"reason":"x"},"seq":1,"stream":"engine","type":"healing.paused"}' | sha256sum
  assert.equal(hashOf(genesis.hash, record), "6cf6f29f4318e8ec81a74430b25f5710ce03f4bafd2b3db8d98a7dd645528b53");
});
