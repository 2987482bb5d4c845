/** For each fixer something broken that is its to mend, and what is to come of it. */

export interface FixerCase {
  readonly path: string;
  readonly broken: string | Uint8Array;
  /** Undefined: it is handed to a human. */
  readonly mended?: string;
  /** What `git` has of it. */
  readonly history?: string;
}

const script =
  "export function sum(values) {\n  let total = 0;\n  for (const value of values) {\n    total += value;\n  }\n  return total;\n}\n";
const settings = '{\n  "name": "shop",\n  "ports": [80, 443],\n  "café": true\n}\n';
const program =
  "def total(values):\n    result = 0\n    for value in values:\n        result += value\n    return result\n\n\ndef main():\n    print(total([1, 2]))\n";
const page =
  "<!doctype html>\n<html>\n<body>\n  <div>\n    <h1>Shop</h1>\n    <span>open</span>\n  </div>\n</body>\n</html>\n";
const conflicted = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n";

export const cases: Readonly<Record<string, readonly FixerCase[]>> = {
  "byte-order-mark": [
    { path: "settings.json", broken: `\uFEFF${settings}`, mended: settings },
    { path: "start.sh", broken: "\uFEFF#!/bin/sh\necho hello\n", mended: "#!/bin/sh\necho hello\n" },
  ],
  encoding: [
    { path: "sum.js", broken: Buffer.from(`\uFEFF${script}`, "utf16le"), mended: script },
    { path: "settings.json", broken: Buffer.from(settings, "latin1"), mended: settings },
    { path: "say.py", broken: "print(“hello”)\n", mended: 'print("hello")\n' },
  ],
  conflict: [
    { path: "settings.yaml", broken: conflicted },
    { path: "settings.yaml", broken: conflicted.replaceAll("\n", "\r\n") },
  ],
  indentation: [
    { path: "total.py", broken: program.replace("        result += value", "\tresult += value"), mended: program },
    { path: "total.py", broken: program.replace("    return result", "   return result"), mended: program },
    { path: "a.yaml", broken: "a:\n  b: 1\n\tc: 2\n  d: 3\n", mended: "a:\n  b: 1\n  c: 2\n  d: 3\n" },
  ],
  brackets: [
    { path: "sum.js", broken: script.replace("    total += value;\n  }", "    total += value;\n  "), mended: script },
    { path: "sum.ts", broken: script.replace("of values)", "of values))"), mended: script },
    { path: "settings.json", broken: settings.replace("443]", "443}"), mended: settings },
    { path: "total.py", broken: program.replace("total(values)", "total(values"), mended: program },
  ],
  quotes: [
    { path: "settings.json", broken: settings.replace('"name"', '"name'), mended: settings },
    {
      path: "settings.toml",
      broken: 'a = "one"\nb = "two\nc = "three"\n',
      mended: 'a = "one"\nb = "two"\nc = "three"\n',
    },
  ],
  separators: [
    { path: "settings.json", broken: settings.replace('"shop",', '"shop"'), mended: settings },
    { path: "settings.json", broken: settings.replace("true", "true,"), mended: settings },
    { path: "total.py", broken: program.replace("main():", "main()"), mended: program },
    {
      path: "page.css",
      broken: "a {\n  color: red;\n  margin 0;\n}\n",
      mended: "a {\n  color: red;\n  margin: 0;\n}\n",
    },
  ],
  handler: [
    {
      path: "a.ts",
      broken: "export function f() {\n  try {\n    g();\n  }\n  h();\n}\n",
      mended: "export function f() {\n  try {\n    g();\n  } finally {}\n  h();\n}\n",
    },
    {
      path: "a.py",
      broken: "def f():\n    try:\n        g()\n    h()\n",
      mended: "def f():\n    try:\n        g()\n    finally:\n        pass\n    h()\n",
    },
  ],
  history: [
    { path: "sum.js", broken: script.slice(0, 70), history: script, mended: script },
    { path: "settings.json", broken: "", history: settings, mended: settings },
  ],
  tags: [{ path: "page.html", broken: page.replace("open</span>", "open"), mended: page }],
  markup: [
    ['<a href="b" class="c">d</a>', '<a href="b class="c">d</a>'],
    ['<a href="b" class="c">d</a>', '<a href=""b" class="c">d</a>'],
    ['<a href="b">d</a> <b class="c">e</b>', '<a href="b>d</a> <b class="c">e</b>'],
    ['<a href="b">d</a>', '<a href=b">d</a>'],
    ['<a href="b">d</a>', '<a href"b">d</a>'],
    ["<p>read <code>this</code>, <b>then</b> that</p>", "<p>read <code>this</code, <b>then</b> that</p>"],
    ["<b>this</b>", "<b>this/b>"],
    ["<b>this</b>", "<b>this</}b>"],
  ].map(([mended = "", broken = ""]) => ({
    path: "page.html",
    broken: page.replace("<span>open</span>", broken),
    mended: page.replace("<span>open</span>", mended),
  })),
  terminator: [
    {
      path: "start.sh",
      broken: "if test -f a; then\n  echo a\n\necho b\n",
      mended: "if test -f a; then\n  echo a\nfi\necho b\n",
    },
    {
      path: "start.sh",
      broken: "for a in 1 2; do\n  echo $a\ndone\ndone\n",
      mended: "for a in 1 2; do\n  echo $a\ndone\n",
    },
  ],
};
