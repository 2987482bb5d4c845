import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { chironIn } from "../support/emergency/chiron.ts";
import { startMessages } from "../support/messages.ts";

const root = join(import.meta.dirname, "../..");

/** Another release beside this one, whose engine ends over its start. */
function brokenRelease(folder: string): string {
  const release = join(folder, "chiron-99");
  mkdirSync(release);
  for (const part of ["bin", "src", "packs"]) cpSync(join(root, part), join(release, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(release, "node_modules"));
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(join(release, "package.json"), JSON.stringify({ ...manifest, version: "99.0.0" }));
  const entry = join(release, "src/healers/engine/main.ts");
  writeFileSync(entry, `${readFileSync(entry, "utf8")}\nthrow new Error("release 99 is broken");\n`);
  return join(release, "bin/chiron.js");
}

test("HEALER-07: a release that crashes on start is rolled back to the one that worked, which is said, and a human is told once", async (t) => {
  const chiron = chironIn(t);
  const messages = await startMessages(t);
  chiron.write(`healers: { keepAfter: 1s }\ntargets: []\n${messages.yaml}`);
  await chiron.up();
  await until("the release is kept", () => existsSync(join(chiron.healers, "last-good", "release.json")));
  await chiron.end();
  const broken = brokenRelease(temporaryFolder(t));
  await chiron.upBy(broken, "--unattended");
  const engine = await chiron.well("engine");
  const command = readFileSync(`/proc/${engine.pid}/cmdline`, "utf8").split("\0");
  assert.ok(command.includes(join(root, "bin/healer.js")), command.join(" "));
  const page = await messages.page(/crashes on start/);
  assert.match(page.body, /release 99\.0\.0/);
  const [putBack] = await until("it is in the log", async () => {
    const told = await chiron.events("release.put_back");
    return told.length > 0 && told;
  });
  assert.match(putBack?.data.instead, /^99\.0\.0 of /);
  // The next death is healed with the release that works, and nobody is called again.
  chiron.strike("SIGKILL", "engine");
  const next = await chiron.well("engine", engine);
  assert.ok(readFileSync(`/proc/${next.pid}/cmdline`, "utf8").includes(join(root, "bin/healer.js")));
  assert.equal(messages.pages.filter(({ subject }) => /crashes on start/.test(subject)).length, 1);
});
