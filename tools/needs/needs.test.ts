import assert from "node:assert/strict";
import { test } from "node:test";
import { declaredNeeds, leftOutInWords, remediable, runnable, undeclaredNeeds } from "./index.ts";

test("needs are declared in the head of a file, and only there", () => {
  const head =
    "/**\n * A story.\n */\n// needs: postgresql, root\n// needs: git\nimport a from 'b';\n// needs: openssl\n";
  assert.deepEqual(declaredNeeds(head), { needs: ["postgresql", "root", "git"], unknown: [] });
  assert.deepEqual(declaredNeeds("// needs: luck\n"), { needs: [], unknown: ["luck"] });
  assert.deepEqual(declaredNeeds("import a from 'b';\n"), { needs: [], unknown: [] });
  assert.deepEqual(declaredNeeds("// needs: toString\n").unknown, ["toString"]);
});

test("what a file shows that it needs must be declared", () => {
  const text =
    'import { startRedis } from "../support/servers.ts";\nimport { authority } from "./support/certificates.ts";\n';
  assert.deepEqual(undeclaredNeeds(text), ["openssl", "redis-server"]);
  assert.deepEqual(undeclaredNeeds(`// needs: openssl, redis-server\n${text}`), []);
});

test("a file is left out where a need is not met, with the reason; an unknown need is an error", () => {
  const texts: Readonly<Record<string, string>> = {
    "a.test.ts": "// needs: git\n",
    "b.test.ts": "// needs: git, redis-server, root\n",
    "c.test.ts": "import a from 'b';\n",
    "d.test.ts": "// needs: luck\n",
  };
  let asked = 0;
  const here = {
    git: { isMet: () => ++asked > 0 },
    "redis-server": { isMet: () => false },
    root: { isMet: () => false },
  };
  const read = (file: string) => texts[file] ?? "";
  const { files, leftOut } = runnable(["a.test.ts", "b.test.ts", "c.test.ts"], read, here);
  assert.deepEqual(files, ["a.test.ts", "c.test.ts"]);
  assert.deepEqual(leftOut, [{ file: "b.test.ts", unmet: ["redis-server", "root"] }]);
  assert.equal(asked, 1, "each need is looked for once");
  assert.equal(
    leftOutInWords(leftOut),
    "1 file was left out; this machine lacks what they need:\n  b.test.ts  redis-server, root\n" +
      "To run them as well: install redis-server; run as root.\n",
  );
  assert.equal(leftOutInWords([]), "");
  const ofKernel = { file: "e.test.ts", unmet: ["fuse"] };
  assert.deepEqual(remediable([...leftOut, ofKernel]), leftOut, "what nothing can bring is told, and no failure");
  assert.throws(() => runnable(["d.test.ts"], read, here), /d\.test\.ts needs "luck"/);
});
