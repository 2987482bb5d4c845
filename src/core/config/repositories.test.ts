// needs: git
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "#core/platform/test";
import { readWritten } from "../../../test/support/configuration.ts";

test("HEALER-14: a repository is declared by its path, with defaults that ask a human before anything is merged", async (t) => {
  const path = temporaryFolder(t);
  execFileSync("git", ["init", "--quiet", path]);
  const { settings, said } = await readWritten(t, `repositories:\n  - { id: site, path: ${path} }\n`);
  assert.deepEqual(settings?.repositories, [
    {
      ...{ id: "site", path, branch: null, autonomy: "approve", agents: [], test: null },
      scan: { everyMs: 900_000, include: [], exclude: [], workingTree: true },
    },
  ]);
  assert.match(said, /nothing is watched/);
});

test("HEALER-14: what is wrong with a repository is told at its place, with what to do", async (t) => {
  const path = temporaryFolder(t);
  writeFileSync(join(path, "a.json"), "{}");
  const refused = async (entry: string, ...rest: string[]) =>
    (await readWritten(t, [`repositories:`, `  - ${entry}`, ...rest].join("\n"))).said.split("\n")[0] ?? "";
  assert.match(
    await refused(`{ id: site, path: ${path} }`),
    /:2:\d+ {2}repositories\[0\]\.path .* is no git repository/,
  );
  assert.match(await refused("{ id: site }"), /repositories\[0\]\.path is missing/);
  assert.match(await refused("{ id: site, path: x, branch: --all }"), /branch is no name of a branch/);
  assert.match(await refused("{ id: site, path: x, branch: a..b }"), /branch is no name of a branch/);
  assert.match(await refused("{ id: site, path: x, scan: { every: 1s } }"), /scan\.every is too often/);
  assert.match(await refused("{ id: site, path: x, test: { command: npm test } }"), /test\.command must be a list/);
  assert.match(await refused("{ id: site, path: x, autonomi: auto }"), /autonomi is an unknown key/);
  const twice = await refused("{ id: site, path: /nowhere }", "  - { id: site, path: /nowhere }");
  assert.match(twice, /repositories\[1\]\.id the id "site" is taken/);
  const target = await refused(
    "{ id: site, path: /nowhere }",
    "targets: [ { id: web, kind: service, repository: sit } ]",
  );
  assert.match(target, /there is no repository "sit"/);
});

test("HEALER-14: a repository that is not there yet keeps no engine from starting", async (t) => {
  const { settings, said } = await readWritten(
    t,
    "repositories:\n  - { id: site, path: /nowhere, scan: { every: 0 } }\n",
  );
  assert.equal(settings?.repositories[0]?.scan.everyMs, null);
  assert.match(said, /there is nothing at \/nowhere/);
});
