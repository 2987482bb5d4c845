/** The language model from outside: chiron model test, doctor and status, with and without an engine. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { modelKey } from "../support/model-scene.ts";
import { startModelServer, type Turn } from "../support/model-server.ts";
import { outside } from "../support/outside.ts";

const noPlan: Turn = {
  kind: "value",
  value: { hypothesis: "Nothing is wrong.", confidence: 1, suggestion: null, plan: null },
};

const yaml = (url: string) => `
node: test
model: { provider: anthropic, url: "${url}", name: test-model, keyFile: DIR/key, timeout: 5s }
`;

for (const running of [true, false]) {
  test(`REASON-07: ${running ? "by the engine" : "without an engine"} chiron model test says what would be sent, and whether the answer could be used`, async (t) => {
    const server = await startModelServer(t, "anthropic", [noPlan, { kind: "words", text: "Hello!" }], {
      key: modelKey,
    });
    const world = outside(t, yaml(server.url));
    writeFileSync(join(world.folder, "key"), modelKey);
    if (running) await world.up();
    const shown = await world.chiron("model", "test", "--no-send");
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /POST http:\/\/127\.0\.0\.1:\d+\/v1\/messages\n/);
    assert.match(shown.out, /x-api-key: \*\*\*/);
    assert.match(shown.out, /bytes; nothing was sent/);
    assert.equal(server.asked.length, 0);

    const good = await world.chiron("model", "test");
    assert.equal(good.code, 0, good.err);
    assert.match(
      good.out,
      /works: test-model-2026-01-01 answers in the form that is asked for \(after .*812 tokens in, 97 out\)/,
    );
    assert.equal(server.asked[0]?.headers["x-api-key"], modelKey);

    const bad = await world.chiron("model", "test", "--json");
    assert.deepEqual([bad.code, bad.json.ok, bad.json.result], [1, false, "there is no JSON object in what it said"]);
    for (const { out, err } of [shown, good, bad]) assert.ok(!`${out}${err}`.includes(modelKey));
    if (!running) return;
    const status = await world.chiron("status");
    assert.match(status.out, /model +test-model, asked 2 of 10 times within an hour/);
    await world.end();
  });
}

test("REASON-07: doctor says whether the key is there, and asks nothing", async (t) => {
  const server = await startModelServer(t, "anthropic", [noPlan]);
  const world = outside(t, yaml(server.url));
  writeFileSync(join(world.folder, "key"), modelKey);
  const model = async () =>
    (await world.chiron("doctor", "--json")).json.checks.find(({ name }: { name: string }) => name === "model");
  assert.deepEqual((await model()).level, "ok");
  rmSync(join(world.folder, "key"));
  assert.deepEqual((await model()).level, "warn", "without it everything else works");
  assert.equal(server.asked.length, 0);
});

test("REASON-07: without a model, chiron model test says so, and that none is needed", async (t) => {
  const world = outside(t, "node: test\n");
  const { code, err } = await world.chiron("model", "test");
  assert.equal(code, 1);
  assert.match(err, /no language model is configured, and none is needed/);
});
