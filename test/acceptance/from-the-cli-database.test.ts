/** A database whose pages are damaged, as its owner meets it, from the damage to the restored copy. */
import assert from "node:assert/strict";
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { startMessages } from "../support/messages.ts";
import { outside } from "../support/outside.ts";
import { damagePages, makeDatabase } from "../support/sqlite-files.ts";

test("HOST-A5: from the CLI alone: a damaged database: writes are halted, then a page says so; the owner's whole copy lets writers in again", async (t) => {
  const told = await startMessages(t);
  const world = outside(
    t,
    `
node: workshop
packs: [database]
targets:
  - id: ledger
    kind: database
    autonomy: auto
    probes:
      - sqlite: { path: ./app.db, every: 1s }
${told.yaml}`,
  );
  const { path } = makeDatabase(t, { folder: world.folder });
  const whole = join(world.folder, "backup.db");
  copyFileSync(path, whole);
  const write = () => {
    const writer = new DatabaseSync(path, { timeout: 10 });
    try {
      writer.exec("INSERT INTO notes (text) VALUES ('x')");
    } finally {
      writer.close();
    }
  };
  await world.up();
  assert.equal((await world.chiron("runbook", "approve", "rb-db-emergency")).code, 0);
  write();
  damagePages(path);
  const damaged = readFileSync(path);

  const halted = await told.page(/Writes to a damaged database were halted/);
  assert.equal(halted.tier, 3);
  assert.match(halted.body, /The database is damaged/);
  assert.throws(write, /locked/, "by the time a human reads it, nobody writes any more");
  assert.match(halted.body, /holds the write lock/);
  const incident = await world.incident("escalated");
  assert.equal(halted.incident, incident);
  const { json } = await world.chiron("incident", incident, "--json");
  assert.deepEqual(
    json.steps.map(({ action }: { action: string }) => action),
    ["sqlite.halt", "notify", "sqlite.backup"],
  );
  assert.deepEqual(readFileSync(path), damaged, "nothing was written to it");
  const saved = readdirSync(world.folder).find((name) => name.startsWith("app.db.saved-")) ?? "";
  assert.deepEqual(readFileSync(join(world.folder, saved, "app.db")), damaged);

  renameSync(whole, path);
  const released = await world.chiron("execute", "rb-db-release", "--target", "ledger", "--confirm");
  assert.equal(released.code, 0, released.err);
  assert.equal(await world.incident("resolved"), incident);
  await until("writers are let in", () => !existsSync(`${path}.halted.json`));
  write();
  await world.end();
  assert.equal(told.pages.length, 1, "one page for one trouble");
});
