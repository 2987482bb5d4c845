/** Three contracts of one repository, each in a style of its own, and what a careful person would have written into each: one line. */
// needs: git
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { type DriftScene, startDrift } from "../support/drift-scene.ts";
import { git } from "../support/repositories.ts";

const example = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../examples/contracts/${name}.md`), "utf8");

const route = `# Route Plan R-1234

- **Route ID**: R-1234
- **Planned On**: 2026-11-20
- **Stops**: 12
- **Distance**: 310.5
- **Vehicle**: van
- **Manifest**: lists/r-1234.csv
- **Towns**:
  - Ahrensburg
  - Bargteheide
- **Summary**: A short one.

| Leg | From | To | Kilometres |
| --- | --- | --- | --- |
| 1 | Hamburg | Ahrensburg | 24 |
`;
const decision = `# Release

**Decision**: ship
**Decided On**: 2026-11-20
**Version**: 4.2.0
**Risk**: 2
**Components**:
- src/a.ts
- src/b.ts
`;
const order = {
  ...{ orderId: "WO-123456", quantity: 12, priority: "low", due: "2026-11-20", machine: { id: "m1" } },
  steps: [{ name: "cut", minutes: 3 }],
};
const accepted = { event: "order:accepted", payload: { order_id: "7" } };

/** As editors of another system leave it, and as one that knows no last line end does. */
const files = {
  "CONTRACT.md": example("dispatch"),
  "docs/reviews.md": `\uFEFF${example("reviews").replaceAll("\n", "\r\n")}`,
  "docs/events.md": example("events").trimEnd(),
} as const;
type File = keyof typeof files;

const drifts: readonly {
  readonly what: string;
  readonly file: File;
  readonly gate: string;
  readonly output: unknown;
  readonly diff: readonly string[];
}[] = [
  {
    ...{ what: "an unknown field in a labelled list", file: "CONTRACT.md", gate: "1" },
    output: route.replace(
      "- **Summary**",
      "- **RiskFactors**:\n  - the release is near\n  - nobody knows it\n- **Summary**",
    ),
    diff: ["+- RiskFactors (list, optional)"],
  },
  {
    ...{ what: "a new value in a labelled list", file: "CONTRACT.md", gate: "1" },
    output: route.replace("van", "boat"),
    diff: ["-- Vehicle (enum: van | truck | bicycle)", "+- Vehicle (enum: van | truck | bicycle | boat)"],
  },
  {
    ...{ what: "an unknown field in a table of fields", file: "docs/reviews.md", gate: "6" },
    output: decision.replace("**Risk**", "**Owner**: Ada\n**Risk**"),
    diff: ["+| Owner | one-line string | no | |\r"],
  },
  {
    ...{ what: "a new value in a table of fields", file: "docs/reviews.md", gate: "6" },
    output: decision.replace("ship", "later"),
    diff: ["-| Decision | enum: ship \\| hold | yes | |\r", "+| Decision | enum: ship \\| hold \\| later | yes | |\r"],
  },
  {
    ...{ what: "a new property of a JSON Schema", file: "docs/events.md", gate: "7" },
    output: { ...order, colour: "red" },
    diff: ['+    "colour": { "type": "string" },'],
  },
  {
    ...{ what: "a new value of a JSON Schema", file: "docs/events.md", gate: "7" },
    output: { ...order, priority: "later" },
    diff: [
      '-    "priority": { "enum": ["low", "normal", "rush"] },',
      '+    "priority": { "enum": ["low", "normal", "rush", "later"] },',
    ],
  },
  {
    ...{ what: "a new part of an event's payload", file: "docs/events.md", gate: "floor" },
    output: { ...accepted, payload: { order_id: "7", source: "desk" } },
    diff: [
      "-| `order:accepted` | planner | floor, dashboard | order_id (one-line string) |",
      "+| `order:accepted` | planner | floor, dashboard | order_id (one-line string), source (one-line string, optional) |",
    ],
  },
];

/** Byte for byte. */
function onMain(repository: string, file: string, revision = "main"): Buffer {
  return execFileSync("git", ["-C", repository, "show", `${revision}:${file}`]);
}

function changed(repository: string): readonly string[] {
  const words = ["diff", "--unified=0", "main~1", "main", "--", ":!LEARNINGS.md"];
  const said = execFileSync("git", ["-C", repository, ...words], { encoding: "utf8" });
  return said.split("\n").filter((line) => /^[-+]/.test(line) && !/^(---|\+\+\+) /.test(line));
}

async function heal(scene: DriftScene, { gate, output, file, diff, what }: (typeof drifts)[number]): Promise<void> {
  const before = new Map((Object.keys(files) as File[]).map((one) => [one, onMain(scene.repository, one)]));
  assert.equal(await scene.send(gate, output), "degraded", what);
  const open = await until(`a pattern of ${what}`, async () =>
    (await scene.view()).patterns.find((one) => one.state === "open" && one.gate === gate && one.passes === 0),
  );
  const { chain: id, flow } = await scene.decide(`patterns/${open.id}/fix`, { because: "contract_stale" });
  assert.equal(flow, "contract-drift-fix");
  await scene.decide(`chains/${id}/approve`);
  await scene.reached(id, "done");
  assert.deepEqual(changed(scene.repository), diff, what);
  assert.deepEqual(git(scene.repository, "diff", "--name-only", "main~1", "main").split("\n").sort(), [
    ...["LEARNINGS.md", file].sort(),
  ]);
  for (const [one, bytes] of before)
    if (one !== file) assert.deepEqual(onMain(scene.repository, one), bytes, `${one} is as it was`);
  // What is not of the diff is as it was, line ends and the last line included.
  const added = diff.filter((line) => line.startsWith("+")).map((line) => `${line.slice(1)}\n`);
  const [removed] = diff.filter((line) => line.startsWith("-")).map((line) => `${line.slice(1)}\n`);
  const now = onMain(scene.repository, file).toString();
  assert.equal(
    now.replace(added[0] ?? "", () => removed ?? ""),
    before.get(file)?.toString(),
    what,
  );
  place(scene, file);
  await until("it is in force", async () => (await scene.chain(id)).appliedAt ?? undefined);
  for (let next = 0; next < 3; next++) assert.equal(await scene.send(gate, output), "valid", what);
}

function place({ chiron, repository }: Pick<DriftScene, "chiron" | "repository">, file: File): void {
  const [name = ""] = file.split("/").slice(-1);
  writeFileSync(join(chiron.folder, name === "CONTRACT.md" ? "live.md" : name), onMain(repository, file));
}

test("CONTRACT-10: without any model, in each of the three styles, the diff is the one line that a careful person would have written; all else is as it was, byte for byte", async (t) => {
  const scene = await startDrift(t, {
    files,
    gates: '{ "1": {} }',
    before: (folder) => {
      for (const name of ["reviews", "events"] as const)
        writeFileSync(join(folder, `${name}.md`), files[`docs/${name}.md`]);
    },
    yaml: `- { id: reviews, path: DIR/reviews.md, repository: shop, file: docs/reviews.md, gates: { "6": {} } }
- { id: events, path: DIR/events.md, repository: shop, file: docs/events.md, gates: { "7": {}, floor: {} } }
`,
  });
  const good = [
    ["1", route],
    ["6", decision],
    ["7", order],
    ["floor", accepted],
  ] as const;
  for (const [gate, output] of good) assert.equal(await scene.send(gate, output), "valid", gate);
  for (const drift of drifts) await heal(scene, drift);
  for (const [gate, output] of good) assert.equal(await scene.send(gate, output), "valid", gate);
  await until("all has closed", async () => (await scene.view()).score === 100);
  const entries = onMain(scene.repository, "LEARNINGS.md").toString().match(/^## /gm);
  assert.equal(entries?.length, drifts.length, "each has its entry");
});
