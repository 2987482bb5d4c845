/** What every kind of coding agent must hold to, each with a real counterpart: a program, and a language model's server on loopback. */
// needs: git
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import { until } from "#core/platform/test";
import { type AgentAttempt, agents } from "#repair/agents";
import { bytesOf, codingScene, type Letting } from "../support/coding.ts";
import { calls, done, letModel, use } from "../support/coding-model.ts";

type Scene = ReturnType<typeof codingScene>;
type Behaviour = "mends" | "does nothing" | "leaves it broken" | "hangs" | "goes beyond its task";

const replace = (path: string, old: string, fresh: string) => use("replace_in_file", { path, old, new: fresh });
const programs: Readonly<Record<Behaviour, string>> = {
  mends: "mends",
  "does nothing": "does nothing",
  "leaves it broken": "breaks it",
  hangs: "hangs with children",
  "goes beyond its task": "writes to the user's tree",
};
const scripts: Readonly<Record<Behaviour, Parameters<typeof letModel>[2]>> = {
  mends: [calls(replace("settings.json", "2],\n}", "2]\n}")), done],
  "does nothing": [done],
  "leaves it broken": [calls(replace("settings.json", "1", "")), calls(replace("settings.json", "[1, 2]", "[")), done],
  hangs: [{ kind: "hangs" }],
  "goes beyond its task": [
    calls(replace("../../../project/notes.txt", "changed", "overwritten"), replace("other.json", "2", "3")),
    done,
  ],
};

const cases: Readonly<
  Record<string, (t: TestContext, scene: Scene, behaviour: Behaviour, letting?: Letting) => Promise<AgentAttempt>>
> = {
  command: (_, scene, behaviour, letting = {}) =>
    scene.command(programs[behaviour], { ...letting, places: [behaviour === "hangs" ? scene.data : scene.repository] }),
  model: async (t, scene, behaviour, letting = {}) =>
    (await letModel(t, scene, scripts[behaviour], { ...letting, settings: { timeoutMs: 30_000 } })).attempt,
};

/** A program hangs with its children, or a question is out. */
function isAtWork(scene: Scene): boolean {
  return scene.announced.length > 0 || scene.left().length >= 2;
}

test("HEALER-16: the registry names exactly the agents that have a folder, and every one has a case here", () => {
  const folders = readdirSync(new URL("../../src/repair/agents/", import.meta.url), { withFileTypes: true });
  const listed = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.deepEqual([...agents.keys()].sort(), listed.sort());
  assert.deepEqual(Object.keys(cases).sort(), [...agents.keys()].sort());
});

for (const [name, agent] of agents) {
  const letAt = cases[name] as (typeof cases)[string];

  test(`HEALER-16: ${name} says what it is, and every option of its own`, () => {
    assert.equal(agent.name, name);
    assert.match(agent.summary, /^[A-Z].{10,120}[^.]$/);
    const schema = z.toJSONSchema(agent.schema, { io: "input" }) as {
      readonly additionalProperties?: boolean;
      readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
    };
    assert.equal(schema.additionalProperties, false, "what it does not know is refused");
    assert.ok(Object.hasOwn(schema.properties ?? {}, name), "its kind is told by the key of its name");
    for (const [key, { description = "" }] of Object.entries(schema.properties ?? {}))
      assert.ok(description !== "", key);
  });

  test(`HEALER-16: ${name} brings the file of its task, mended, and touches nothing of the user's`, async (t) => {
    const scene = codingScene(t);
    const before = bytesOf(scene.repository);
    const attempt = await letAt(t, scene, "mends");
    assert.ok(attempt.kind === "changed", JSON.stringify(attempt));
    assert.deepEqual(
      attempt.files.map(({ path, after }) => [path, Buffer.from(after).toString()]),
      [["settings.json", '{\n  "a": 1,\n  "b": [1, 2]\n}\n']],
    );
    assert.equal(attempt.result?.ended, "done");
    assert.ok((attempt.result?.said ?? "") !== "");
    assert.deepEqual(bytesOf(scene.repository), before);
  });

  test(`HEALER-16: ${name} that changes nothing, or leaves the file broken, brings nothing`, async (t) => {
    assert.equal((await letAt(t, codingScene(t), "does nothing")).kind, "nothing");
    const broken = await letAt(t, codingScene(t), "leaves it broken");
    assert.match(broken.kind === "refused" ? broken.reasons.join() : "", /^settings\.json: /, JSON.stringify(broken));
  });

  test(`HEALER-16: ${name} that needs too long is ended, and nothing is left of it`, async (t) => {
    const scene = codingScene(t);
    const attempt = await letAt(t, scene, "hangs", { lateWhen: () => isAtWork(scene) });
    assert.deepEqual([attempt.kind, attempt.result?.ended], ["failed", "late"], JSON.stringify(attempt));
    assert.deepEqual(scene.left(), []);
  });

  test(`HEALER-16: ${name} that nobody wants any more ends`, async (t) => {
    const scene = codingScene(t);
    const unwanted = new AbortController();
    const running = letAt(t, scene, "hangs", { signal: unwanted.signal });
    await until("it is at work", () => isAtWork(scene));
    unwanted.abort(new Error("nobody wants it"));
    await assert.rejects(running, /nobody wants it/);
    await until("nothing is left", () => scene.left().length === 0);
  });

  test(`HEALER-16: ${name} that goes beyond its task brings nothing`, async (t) => {
    const scene = codingScene(t);
    const attempt = await letAt(t, scene, "goes beyond its task");
    assert.ok(attempt.kind === "refused" || attempt.kind === "nothing", JSON.stringify(attempt));
    assert.ok(!readdirSync(join(scene.worktree)).includes("evil.js"));
  });

  test(`HEALER-16: ${name} whose program, or model, is missing fails with a reason`, async (t) => {
    const options = name === "command" ? { command: ["no-such-agent"], isolate: "none" } : { model: true };
    const attempt = await codingScene(t).let({ kind: name as "command" | "model", options });
    assert.ok(attempt.kind === "failed" && attempt.why.length > 10, JSON.stringify(attempt));
  });
}
