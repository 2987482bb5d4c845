// needs: git, python3
/** Files that do not parse are found, each by its language's own parser, and nothing that a file holds brings the scan down. */
import assert from "node:assert/strict";
import { globSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ScanResult } from "#core/model";
import { until } from "#core/platform/test";
import { openWorkshop, type Workshop } from "#repair/files";
import { type LanguageName, languageNames } from "#repair/languages";
import { human } from "../support/engine.ts";
import { startScene } from "../support/mender-scene.ts";
import { commitOnMain, git, write } from "../support/repositories.ts";

const patienceMs = 90_000;
const project = new URL("../../", import.meta.url).pathname;

/** Healthy, and broken by one sign, with the line of the fault. */
const samples: Readonly<Record<LanguageName, readonly (readonly [file: string, healthy: string, broken: string])[]>> = {
  typescript: [
    ["a.ts", "const a: number[] = [1];\n", "const a: number[] = [1;\n"],
    ["b.tsx", "const b = <p>hello</p>;\n", "const b = <p>hello</q>;\n"],
  ],
  javascript: [
    ["a.js", "const a = { b: 1 };\n", "const a = { b: 1 ;\n"],
    ["b.jsx", "const b = <p title='x' />;\n", "const b = <p title='x' /;\n"],
    ["c.js", "const c = 1;\n", "const c;\n"],
  ],
  json: [
    ["a.json", '{ "a": 1 }\n', '{ "a": 1, }\n'],
    ["tsconfig.json", '// comments are welcome\n{ "a": 1, }\n', '{ "a": 1 \n'],
  ],
  yaml: [["a.yaml", "a: [1, 2]\nb: x\n", "a: [1, 2\nb: x\n"]],
  toml: [["a.toml", 'a = "b"\n', 'a = "b\n']],
  python: [["a.py", "def f():\n    return 1\n", "def f()\n    return 1\n"]],
  go: [["a.go", "package a\n\nfunc f() {}\n", "package a\n\nfunc f( {}\n"]],
  rust: [["a.rs", "fn f() -> u8 { 1 }\n", "fn f( -> u8 { 1 }\n"]],
  shell: [["a.sh", "if a; then b; fi\n", "if a; then b; \n"]],
  css: [["a.css", "a { color: red }\n", "a { color red }\n"]],
  html: [["a.html", "<div><b>x</b></div>\n", "<div><b>x</div>\n"]],
};

function workshopFor(t: TestContext): Workshop {
  const workshop = openWorkshop();
  t.after(() => workshop.close());
  return workshop;
}

test("HEALER-14: each of the languages has a parser, which takes what is healthy and names the line of what is broken", async (t) => {
  const workshop = workshopFor(t);
  for (const language of languageNames) {
    for (const [file, healthy, broken] of samples[language]) {
      const checked = await workshop.check([
        { file, bytes: Buffer.from(healthy) },
        { file, bytes: Buffer.from(broken) },
      ]);
      assert.deepEqual(
        checked.map((one) => [one.language, one.faults.length > 0]),
        [
          [language, false],
          [language, true],
        ],
        `${file} ${JSON.stringify(checked)}`,
      );
      assert.ok((checked[1]?.faults[0]?.line ?? 0) >= 1 && checked[1]?.faults[0]?.message !== "");
    }
  }
});

test("HEALER-14: real files of the languages' own libraries and of well-kept packages are healthy, all of them", async (t) => {
  const workshop = workshopFor(t);
  const patterns = [
    "src/**/*.ts",
    "packs/**/*.yaml",
    "node_modules/{acorn,yaml,zod,postcss,pg}/**/*.{js,cjs,mjs,ts,json}",
  ];
  const own = patterns.flatMap((pattern) => globSync(pattern, { cwd: project })).map((file) => join(project, file));
  const files = [...own, ...globSync("/usr/lib/python3*/*.py"), ...globSync("/usr/share/cargo/registry/*/src/*.rs")];
  const checked = await workshop.check(files.map((file) => ({ file, bytes: readFileSync(file) })));
  assert.ok(checked.length > 1_000, `${checked.length} files`);
  assert.deepEqual(
    checked.filter(({ faults }) => faults.length > 0),
    [],
  );
});

test("HEALER-14: a scan tells what is broken, keeps to what is wanted, and looks again only at what has changed", async (t) => {
  const files = { "src/a.js": "const a = 1;\n", "src/b.py": "def f(:\n", "docs/c.json": "{,}\n" };
  const { world, repository } = await startScene(t, {
    files: { ...files, tool: "#!/bin/sh\nif true; then\n", "notes.txt": "((((\n" },
    syntax: "parsers",
    more: ["autonomy: observe", "scan: { exclude: [docs] }"],
  });
  const { mending } = world.facade;
  const scanned = (how: ScanResult["how"]) =>
    until(
      `a scan found ${how}`,
      () => mending.repositories().find(({ lastScan }) => lastScan?.how === how),
      patienceMs,
    );
  const first = await scanned("all");
  assert.deepEqual([first.lastScan?.files, first.lastScan?.broken, first.lastScan?.trouble], [3, 2, null]);
  assert.deepEqual([first.known?.files, first.known?.broken], [3, 2]);
  const broken = () => mending.tasks({ state: "observed" }).map(({ file }) => file);
  await until("both are known", () => broken().length === 2, patienceMs);
  assert.deepEqual(broken().sort(), ["src/b.py", "tool"]);

  commitOnMain(repository, { "src/a.js": "const a = ;\n", "src/b.py": "def f():\n    pass\n", "src/d.py": "e = 1\n" });
  await world.facade.command({ kind: "repair_scan" }, human);
  const second = await scanned("changes");
  assert.deepEqual([second.lastScan?.files, second.lastScan?.broken], [3, 1], "the changed ones, and no other");
  assert.deepEqual([second.known?.files, second.known?.broken], [4, 2], "and what is known of all");
  assert.equal(second.known?.wholeAt, first.known?.wholeAt);

  await world.facade.command({ kind: "repair_scan" }, human);
  const third = await scanned("nothing new");
  assert.deepEqual([third.lastScan?.files, third.known?.files, third.known?.broken], [0, 4, 2]);
});

test("HEALER-14: huge, binary, deep and linked files have an answer, and the rest is scanned", async (t) => {
  const { world } = await startScene(t, {
    files: { "good.ts": "export const a = 1;\n", "bad.ts": "export const a = ;\n" },
    syntax: "parsers",
    more: ["autonomy: observe"],
    prepare: (repository) => {
      git(repository, "switch", "--quiet", "main");
      write(repository, {
        "huge.json": `[${"1,".repeat(2_000_000)}1]`,
        "deep.json": "[".repeat(900_000),
        "deep.js": `a = ${"(".repeat(200_000)}`,
        "deep.py": `a = ${"(".repeat(200_000)}`,
        "deep.rs": `fn a() { ${"(".repeat(200_000)} }`,
        "deep.go": `package a\nvar b = ${"(".repeat(100_000)}`,
      });
      writeFileSync(join(repository, "film.ts"), Buffer.alloc(40_000, 7).fill(0, 100, 20_000));
      symlinkSync("/dev/zero", join(repository, "endless.js"));
      git(repository, "add", "--all");
      git(repository, "commit", "--quiet", "-m", "odd");
      git(repository, "switch", "--quiet", "-c", "elsewhere");
    },
  });
  const { mending } = world.facade;
  const found = await until("it is scanned", () => mending.repositories()[0]?.lastScan ?? undefined, patienceMs);
  assert.equal(found.trouble, null);
  const broken = mending.tasks({ all: true }).map(({ file }) => file);
  assert.ok(broken.includes("bad.ts"), broken.join(", "));
  for (const file of ["good.ts", "film.ts", "huge.json", "endless.js"]) assert.ok(!broken.includes(file), file);
});

test("HEALER-14: whoever scans is not frozen by it, and may stop it", async (t) => {
  const bytes = Buffer.from(`export const a = [${"1, ".repeat(3_000)}1];\n`);
  const files = Array.from({ length: 400 }, (_, nth) => ({ file: `a${nth}.ts`, bytes }));
  const workshop = workshopFor(t);
  const { monitorEventLoopDelay } = await import("node:perf_hooks");
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const checked = await workshop.check(files);
  delay.disable();
  assert.equal(checked.length, 400);
  assert.ok(delay.percentile(99) / 1e6 < 50, `${delay.percentile(99) / 1e6} ms`);
  const stop = new AbortController();
  const stopped = workshop.check(files, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(stopped, /enough/);
});
