import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { runbookSchema, type Target } from "#core/model";
import { workedMs } from "../platform/test/index.ts";
import {
  canonicalJson,
  checkReference,
  isReference,
  linearPattern,
  resolveReferences,
  runbookHash,
  sha256,
  suggest,
} from "./index.ts";

const target: Target = {
  id: "web",
  kind: "service",
  criticality: "normal",
  autonomy: "auto",
  dependsOn: ["db"],
  supervisor: {
    target: "web",
    kind: "direct",
    command: ["python3", "-m", "http.server"],
    cwd: "/srv",
    env: {},
    stopSignal: "SIGTERM",
    stopGrace: 10_000,
    log: "services/web.log",
  },
  probes: [],
  thresholds: {},
  startupGraceMs: 10_000,
  settings: { port: 8080, words: ["a", "$target.id"], nasty: `; rm -rf / $(id) \`id\` $${"{x}"} {{y}}` },
  staleFiles: ["/srv/web.pid"],
};

/** The same value with the keys of every map the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

test("equal values have one canonical text, whatever the order of their keys, and different ones do not", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assert.equal(canonicalJson(turned(value)), text);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)), "and nothing is lost");
    }),
  );
  assert.equal(canonicalJson({ b: 1, a: { d: [1, null], c: undefined } }), '{"a":{"d":[1,null]},"b":1}');
  assert.notEqual(canonicalJson({ a: [1, 2] }), canonicalJson({ a: [2, 1] }));
});

test("a runbook's hash follows its content, not its spelling", () => {
  const written = {
    id: "rb-x",
    title: "X",
    version: 1,
    matches: ["process_dead"],
    strategies: [{ name: "a", steps: [{ action: "wait" }] }],
  };
  const plain = runbookSchema.parse(written);
  const spelt = runbookSchema.parse({
    ...written,
    strategies: [{ name: "a", steps: [{ action: "wait", timeout: "30s" }] }],
  });
  assert.equal(runbookHash(plain), runbookHash(spelt));
  assert.notEqual(runbookHash(plain), runbookHash({ ...plain, priority: 0 }));
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("HOST-17: references give whole, typed values of the target, which nobody reads again", () => {
  const input = {
    service: "$target.supervisor",
    files: "$target.staleFiles",
    list: [{ port: "$target.settings.port" }],
    words: "$target.settings.words",
    nasty: "$target.settings.nasty",
    cost: "5$",
  };
  assert.deepEqual(resolveReferences(input, target), {
    service: target.supervisor,
    files: ["/srv/web.pid"],
    list: [{ port: 8080 }],
    words: ["a", "$target.id"],
    nasty: target.settings.nasty,
    cost: "5$",
  });
});

test("HOST-17: a reference that is not whole, or leads nowhere, is refused with its name", () => {
  const golden: readonly (readonly [string, string])[] = [
    ["$target", '"$target" is not a reference'],
    ["$target.id and more", '"$target.id and more" is not a reference'],
    ["$target.settings['port']", `"$target.settings['port']" is not a reference`],
    ["$target.supervisr", '$target.supervisr leads nowhere: a target has no "supervisr" to refer to'],
    ["$target.probes", "$target.probes leads nowhere: it does not say which probe"],
    ["$target.probes.ftp", "$target.probes.ftp leads nowhere: the target web declares no such value"],
    ["$target.__proto__", '$target.__proto__ leads nowhere: a target has no "__proto__" to refer to'],
    ["$target.owner", "$target.owner leads nowhere: the target web declares no such value"],
    [
      "$target.settings.constructor",
      "$target.settings.constructor leads nowhere: the target web declares no such value",
    ],
    ["$target.staleFiles.length", "$target.staleFiles.length leads nowhere: the target web declares no such value"],
    ["$target.id.length", "$target.id.length leads nowhere: the target web declares no such value"],
  ];
  for (const [text, message] of golden) {
    assert.throws(() => resolveReferences({ deep: [text] }, target), {
      name: "ChironError",
      code: "bad_config",
      message,
    });
  }
  assert.equal(checkReference("$target.supervisr")?.suggestion, 'did you mean "$target.supervisor"?');
  assert.equal(checkReference("$target.settings.anything"), undefined);
  assert.equal(isReference("$target.id"), true);
  assert.equal(isReference(" $target.id"), false);
});

test("HOST-17: a reference that ends in a question mark may lead nowhere: what it stands for is left out", () => {
  const input = {
    port: "$target.settings.port?",
    none: "$target.settings.none?",
    list: ["a", "$target.settings.no.way?"],
  };
  assert.deepEqual(resolveReferences(input, target), { port: 8080, list: ["a"] });
  assert.equal(isReference("$target.settings.none?"), true);
  assert.match(checkReference("$target.nothing?")?.message ?? "", /leads nowhere/);
  assert.match(checkReference("$target.settings.a?b")?.message ?? "", /is not a reference/);
});

test("HOST-17: the options of a probe are referred to by its id, or by its kind where there is one of it", () => {
  const probe = (id: string, kind: string, path: string) => ({
    id,
    kind,
    everyMs: 1,
    deadlineMs: 1,
    options: { path },
  });
  const probes = [probe("sqlite", "sqlite", "/a"), probe("other", "file", "/b"), probe("third", "file", "/c")];
  const resolve = (text: string) => resolveReferences(text, { ...target, probes });
  assert.deepEqual(resolve("$target.probes.sqlite"), { path: "/a" });
  assert.equal(resolve("$target.probes.other.path"), "/b");
  assert.throws(() => resolve("$target.probes.file"), /leads nowhere/);
  assert.deepEqual(resolveReferences("$target.probes.file", { ...target, probes: probes.slice(0, 2) }), { path: "/b" });
});

test("FACE-03: a slip of the pen is recognised, and no wild guess is made", () => {
  const known = ["http", "tcp", "process", "command", "file", "startupGrace", "critical"];
  const golden: readonly (readonly [string, string | undefined])[] = [
    ["htp", "http"],
    ["HTTP", "http"],
    ["startup_grace", "startupGrace"],
    ["proces", "process"],
    ["crit", "critical"],
    ["comand", "command"],
    ["tpc", "tcp"],
    ["xyz", undefined],
    ["disk", undefined],
    ["", undefined],
    ["-", undefined],
    ["h".repeat(1_000_000), undefined],
  ];
  for (const [word, expected] of golden) assert.equal(suggest(word, known), expected, word.slice(0, 20));
});

test("HOST-17: patterns from outside take time linear in the text, and say what is wrong with them", () => {
  assert.equal(linearPattern("load: ([0-9.]+)").first("x load: 1.5 y"), "1.5");
  assert.equal(linearPattern("[0-9]+").first("a 12 b"), "12");
  assert.equal(linearPattern("[0-9]+").first("none"), undefined);
  assert.equal(linearPattern("a(b)?").first("ac"), undefined);
  const before = workedMs();
  for (const pattern of ["^(a+)+$", "^(a|a)*$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"]) {
    assert.equal(linearPattern(pattern).test(`${"a".repeat(20_000)}!`), false, pattern);
  }
  assert.ok(workedMs() - before < 10_000);
  assert.throws(() => linearPattern("(?<=x)y"), { name: "ChironError", code: "bad_config" });
  assert.throws(() => linearPattern("x".repeat(2_000)), /longer than 1000 characters/);
  assert.throws(() => linearPattern("(a{1000}){1000}"), { code: "bad_config" });
});
