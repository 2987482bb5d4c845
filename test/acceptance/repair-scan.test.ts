// needs: git, python3
/** Files that do not parse are found, each by its language's own parser, and nothing that a file holds brings the scan down. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "#core/platform/test";
import { openWorkshop, type Workshop } from "#repair/files";
import { type LanguageName, languageNames } from "#repair/languages";
import { scanRepository } from "#repair/scan";
import { git, write } from "../support/repositories.ts";

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

function repository(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  git(folder, "init", "--quiet");
  write(folder, files);
  return folder;
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

test("HEALER-14: a scan tells what is broken, keeps to .gitignore and to what is wanted, and reads again only what changed", async (t) => {
  const folder = repository(t, {
    ".gitignore": "dist/\n",
    "dist/a.js": "((((\n",
    "src/a.js": "const a = 1;\n",
    "src/b.py": "def f(:\n",
    "docs/c.json": "{,}\n",
    tool: "#!/bin/sh\nif true; then\n",
  });
  const old = new Date(Date.now() - 60_000);
  for (const file of ["src/a.js", "src/b.py", "docs/c.json", "tool"]) utimesSync(join(folder, file), old, old);
  const workshop = workshopFor(t);
  const first = await scanRepository(workshop, { root: folder, exclude: ["docs"] });
  assert.deepEqual(first.broken.map(({ file }) => file).sort(), ["src/b.py", "tool"]);
  const second = await scanRepository(workshop, { root: folder, exclude: ["docs"], memory: first.memory });
  assert.equal(second.read, 2, "the broken ones, and no other");
  writeFileSync(join(folder, "src/a.js"), "const a = ;\n");
  const third = await scanRepository(workshop, { root: folder, exclude: ["docs"], memory: second.memory });
  assert.deepEqual(third.broken.map(({ file }) => file).sort(), ["src/a.js", "src/b.py", "tool"]);
});

test("HEALER-14: huge, binary, deep, unreadable and vanishing files have an answer, and the rest is scanned", async (t) => {
  const folder = repository(t, { "good.ts": "export const a = 1;\n", "bad.ts": "export const a = ;\n" });
  writeFileSync(join(folder, "huge.json"), `[${"1,".repeat(2_000_000)}1]`);
  writeFileSync(join(folder, "film.ts"), Buffer.alloc(40_000, 7).fill(0, 100, 20_000));
  writeFileSync(join(folder, "deep.json"), "[".repeat(900_000));
  writeFileSync(join(folder, "deep.js"), `a = ${"(".repeat(200_000)}`);
  writeFileSync(join(folder, "deep.py"), `a = ${"(".repeat(200_000)}`);
  writeFileSync(join(folder, "deep.rs"), `fn a() { ${"(".repeat(200_000)} }`);
  writeFileSync(join(folder, "deep.go"), `package a\nvar b = ${"(".repeat(100_000)}`);
  symlinkSync("/dev/zero", join(folder, "endless.js"));
  execFileSync("mkfifo", [join(folder, "pipe.js")]);
  mkdirSync(join(folder, "closed"));
  writeFileSync(join(folder, "gone.ts"), "x");
  git(folder, "add", "gone.ts");
  rmSync(join(folder, "gone.ts"));
  chmodSync(join(folder, "closed"), 0o755);
  const scanned = await scanRepository(workshopFor(t), { root: folder });
  assert.ok(scanned.broken.some(({ file }) => file === "bad.ts"));
  assert.ok(!scanned.broken.some(({ file }) => file === "good.ts" || file === "film.ts" || file === "huge.json"));
});

test("HEALER-14: whoever scans is not frozen by it, and may stop it", async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, nth) => [`a${nth}.ts`, `export const a = [${"1, ".repeat(3_000)}1];\n`]),
  );
  const folder = repository(t, files);
  const workshop = workshopFor(t);
  const { monitorEventLoopDelay } = await import("node:perf_hooks");
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const scanned = await scanRepository(workshop, { root: folder });
  delay.disable();
  assert.equal(scanned.files, 400);
  assert.ok(delay.percentile(99) / 1e6 < 50, `${delay.percentile(99) / 1e6} ms`);
  const stop = new AbortController();
  const stopped = scanRepository(workshop, {
    root: folder,
    signal: stop.signal,
    onProgress: () => stop.abort(new Error("enough")),
  });
  await assert.rejects(stopped, /enough/);
});
