// needs: python3
/** What every fixer keeps to: it mends what is its own, the same way each time, and whatever is healthy or not its own stays as it is. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, test } from "node:test";
import { openWorkshop, repairFile } from "#repair/files";
import { fixers } from "#repair/fixers";
import { cases, type FixerCase } from "../support/cases/fixers.ts";

const folders = new URL("../../src/repair/fixers/", import.meta.url);
const workshop = openWorkshop({ lanes: 1 });
after(() => workshop.close());

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? Buffer.from(content) : content;

async function mend({ path, broken, history }: FixerCase) {
  return await workshop.repairFile({
    path,
    bytes: bytesOf(broken),
    ...(history !== undefined && { history: async () => [Buffer.from(history)] }),
  });
}

test("HEALER-15: the registry names exactly the fixers that have a folder, and every one has a case here", () => {
  const listed = readdirSync(folders, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...fixers.keys()].sort(), listed.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(cases).sort(), [...fixers.keys()].sort());
});

for (const [name, some] of Object.entries(cases)) {
  for (const [nth, one] of some.entries()) {
    test(`HEALER-15: ${name} mends its case ${nth + 1}, ${one.path}, and in the same way a second time`, async () => {
      const first = await mend(one);
      if (one.mended === undefined) {
        assert.equal(first.kind, "human");
      } else {
        assert.equal(first.kind, "fixed", JSON.stringify(first));
        assert.equal(Buffer.from(first.kind === "fixed" ? first.bytes : []).toString("utf8"), one.mended);
        assert.equal(first.kind === "fixed" && first.fixer, name);
      }
      assert.deepEqual(await mend(one), first);
    });

    test(`HEALER-15: what ${name} made of its case ${nth + 1} is healthy, and nobody touches it again`, async () => {
      if (one.mended === undefined) return;
      assert.deepEqual(await mend({ ...one, broken: one.mended }), { kind: "healthy" });
    });
  }
}

test("HEALER-15: line ends, and the missing one at the end, stay byte for byte", async () => {
  const whole = '{\r\n\t"a": [1, 2],\r\n\t"b": 3\r\n}';
  const result = await workshop.repairFile({ path: "a.json", bytes: Buffer.from(whole.replace("2]", "2")) });
  assert.equal(result.kind === "fixed" && Buffer.from(result.bytes).toString(), whole);
});

test("HEALER-15: what several edits would be needed for is left as it is", async () => {
  const bytes = Buffer.from("def f(:\n    return [1, {2: (3\n");
  const result = await repairFile({ path: "a.py", bytes });
  assert.equal(result.kind, "unfixed");
});

test("HEALER-15: a former version decides between places that look alike", async () => {
  const former = "const a = f(g(1, 2), 3);\nconst b = 2;\n";
  const broken = former.replace("2), 3", "2, 3").replace("b = 2", "b = 4");
  const result = await workshop.repairFile({
    path: "a.js",
    bytes: Buffer.from(broken),
    history: async () => [Buffer.from(former)],
  });
  assert.equal(result.kind === "fixed" && Buffer.from(result.bytes).toString(), former.replace("b = 2", "b = 4"));
});
