import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "#core/platform/test";
import { readWritten } from "../../../test/support/configuration.ts";

test("CONTRACT-03: a contract is declared by its path, with its gates and what is followed", async (t) => {
  const path = join(temporaryFolder(t), "CONTRACT.md");
  writeFileSync(path, "# Contract\n");
  const yaml = `contracts:\n  - id: shop\n    path: ${path}\n    gates: { review: { format: "4.1" }, plan: {} }\n    follow: [ { file: /srv/out.log, gate: plan } ]\n`;
  const { settings } = await readWritten(t, yaml);
  assert.deepEqual(settings?.contracts, [
    {
      ...{ id: "shop", path, repository: null, migrationWindowMs: 90 * 86_400_000, file: null, replay: null },
      retryWithinMs: 300_000,
      flows: fileURLToPath(new URL("../../../packs/contract/FLOWS.md", import.meta.url)),
      gates: [
        { gate: "review", format: "4.1" },
        { gate: "plan", format: null },
      ],
      follow: [{ kind: "file", from: "/srv/out.log", gate: "plan", format: null, split: "lines", begin: "now" }],
    },
  ]);
});

test("CONTRACT-03: what is wrong with a contract is told at its place, with what to do", async (t) => {
  const folder = temporaryFolder(t);
  const refused = async (entry: string, ...rest: string[]) =>
    (await readWritten(t, ["contracts:", `  - ${entry}`, ...rest].join("\n"))).said.split("\n")[0] ?? "";
  assert.match(await refused("{ id: a }"), /:2:\d+ {2}contracts\[0\]\.path is missing/);
  assert.match(await refused(`{ id: a, path: ${folder} }`), /contracts\[0\]\.path .* is no file/);
  assert.match(await refused("{ id: a, path: x, gate: {} }"), /gate is an unknown key/);
  assert.match(
    await refused("{ id: a, path: x, gates: { g: { format: 4.1 } } }"),
    /must be a format's number in quotes/,
  );
  assert.match(await refused("{ id: a, path: x, repository: b }"), /there is no repository "b"/);
  assert.match(
    await refused("{ id: a, path: x, follow: [ { gate: g } ] }"),
    /must name exactly one: file, folder or stream/,
  );
  const unknown = "{ id: a, path: x, gates: { review: {} }, follow: [ { file: f, gate: reveiw } ] }";
  assert.match(await refused(unknown), /a has no gate "reveiw"; did you mean "review"\?/);
  const twice = "{ id: a, path: x, follow: [ { file: f, gate: g }, { file: f, gate: h } ] }";
  assert.match(await refused(twice), /is followed already/);
  const shared = await refused("{ id: a, path: x, gates: { g: {} } }", "  - { id: b, path: y, gates: { g: {} } }");
  assert.match(shared, /is a gate of the contract a already/);
  assert.match(await refused("{ id: a, path: x }", "  - { id: b, path: y }"), /every gate would be that of a, b/);
});
