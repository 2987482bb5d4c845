/** A damaged database: writers are kept away as its owner wants, a human is paged, what is there is saved; and what is no damage is left alone. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { createRealPlatform } from "#core/platform/real";
import { temporaryFolder, until } from "#core/platform/test";
import { answers, human, startWorld, type World, webService } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";
import { damagePages, makeDatabase, otherProcess } from "../support/sqlite-files.ts";

const yaml = (halt: string, more = "") => `
node: test
targets:
  - id: db
    kind: database
    autonomy: auto
    probes:
      - sqlite: { path: DIR/app.db, every: 1s, halt: ${halt} }
${more}
packs: [database]
`;

/** An engine that watches a sound database, and may act on a damaged one. */
async function watching(t: TestContext, halt: string, journal: "delete" | "wal" = "delete"): Promise<World> {
  const folder = temporaryFolder(t);
  makeDatabase(t, { folder, journal });
  const world = await startWorld(t, yaml(halt), { folder });
  t.after(() => letGo(world));
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-db-emergency" }, human);
  await world.facade.command({ kind: "probe", target: "db" }, human);
  return world;
}

function letGo({ folder }: Pick<World, "folder">): void {
  const { processes, close } = createRealPlatform();
  for (const one of holders(folder)) processes.signal(one, "SIGKILL", "process");
  close();
}

function holders(folder: string) {
  const { processes, close } = createRealPlatform();
  const found = processes.findByEnvironment("CHIRON_HOLDS", join(folder, "app.db"));
  close();
  return found;
}

function pages(world: World): readonly string[] {
  return world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === "page"
      ? [`${one.data.message.subject}\n${one.data.message.body}`]
      : [],
  );
}

test("HOST-A5, HOST-05, HOST-13: a damaged database is locked against writers, a human is paged, and what is left is saved", async (t) => {
  const world = await watching(t, "lock");
  const path = join(world.folder, "app.db");
  damagePages(path);
  const damaged = readFileSync(path);
  const incident = await world.incident("escalated", 60_000);
  const detail = world.facade.incident(incident);
  assert.deepEqual(
    [detail?.type, detail?.severity, detail?.tier, detail?.runbook],
    ["db_corruption", "critical", 3, "rb-db-emergency"],
  );
  assert.deepEqual(
    detail?.steps.map(({ action, end, undo }) => [action, end, undo]),
    [
      ["sqlite.halt", "done", false],
      ["notify", "done", false],
      ["sqlite.backup", "done", false],
    ],
  );
  const [halted = "", ...more] = pages(world);
  assert.deepEqual(more, [], "one page for one trouble");
  assert.match(
    halted,
    /Writes to a damaged database were halted[\s\S]*The database is damaged[\s\S]*holds the write lock/,
  );
  const writer = new DatabaseSync(path, { timeout: 10 });
  assert.throws(() => writer.exec("INSERT INTO notes (text) VALUES ('x')"), /locked|malformed/);
  writer.close();
  assert.deepEqual(readFileSync(path), damaged, "nothing was written to it");
  const saved = readdirSync(world.folder).find((name) => name.startsWith("app.db.saved-")) ?? "";
  assert.deepEqual(readFileSync(join(world.folder, saved, "app.db")), damaged);
  const recovered = new DatabaseSync(join(world.folder, saved, "recovered.db"), { readOnly: true });
  assert.ok(Number(recovered.prepare("SELECT count(*) AS n FROM notes").get()?.n) > 1_000);
  recovered.close();
});

test("HOST-12, HOST-A5: the lock outlives the engine, is found by the next one, and ends once a whole file is put in place", async (t) => {
  const first = await watching(t, "lock", "wal");
  damagePages(join(first.folder, "app.db"));
  const incident = await first.incident("escalated", 60_000);
  const [before] = holders(first.folder);
  assert.ok(before !== undefined);
  await first.stop();
  const second = await startWorld(t, yaml("lock"), { folder: first.folder });
  assert.deepEqual(holders(first.folder), [before]);
  const { message } = await second.facade.command({ kind: "dry_run", runbook: "rb-db-release", target: "db" }, human);
  assert.match(message, new RegExp(`end process ${before.pid}, which holds its write lock`));
  const restored = makeDatabase(t);
  for (const end of ["-wal", "-shm"])
    if (existsSync(join(first.folder, `app.db${end}`)))
      renameSync(join(first.folder, `app.db${end}`), join(first.folder, `old${end}`));
  renameSync(restored.path, join(first.folder, "app.db"));
  await until("the lock has ended", () => holders(first.folder).length === 0, 10_000);
  await second.facade.command({ kind: "execute", runbook: "rb-db-release", incident, confirm: true }, human);
  assert.equal(second.facade.incident(incident)?.state, "resolved", "proved by the probe that had found it");
  assert.equal(existsSync(join(first.folder, "app.db.halted.json")), false);
});

test("HOST-A5: where its owner says so the file is made read-only, and gets its permissions back", async (t) => {
  const world = await watching(t, "readOnly");
  const path = join(world.folder, "app.db");
  const mode = () => statSync(path).mode & 0o777;
  const before = mode();
  damagePages(path);
  const incident = await world.incident("escalated", 60_000);
  assert.equal(mode(), before & ~0o222);
  await world.facade.command({ kind: "execute", runbook: "rb-db-release", incident, confirm: true }, human);
  assert.equal(mode(), before);
});

test("HOST-A5, HOST-16: where its owner says so the service is stopped, and nobody starts it again before it is let go", async (t) => {
  const folder = temporaryFolder(t);
  makeDatabase(t, { folder });
  const port = await freePort();
  const service = `
node: test
targets:
  - id: app
    kind: service
    autonomy: auto
    startupGrace: 1s
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - sqlite: { path: DIR/app.db, every: 1s, halt: stopService }
packs: [service, database]
`;
  const world = await startWorld(t, service, { folder });
  await world.facade.command({ kind: "approve_runbook", runbook: "rb-db-emergency" }, human);
  const url = `http://127.0.0.1:${port}/`;
  await answers(url);
  await world.facade.command({ kind: "probe", target: "app" }, human);
  damagePages(join(folder, "app.db"));
  const incident = await world.incident("escalated", 60_000);
  assert.equal(world.facade.incident(incident)?.type, "db_corruption");
  // Its absence is noticed, and is no reason to start it.
  const held = await world.event("incident.held", ({ data }) => data.hold.policy === "held-service", 30_000);
  assert.match(held.data.hold.reason, /kept stopped: writes to .* are halted/);
  await world.stop();
  const second = await startWorld(t, service, { folder });
  assert.ok(
    second.said.some((line) => line.startsWith("app stays stopped")),
    second.said.join(),
  );
  assert.equal(second.pid("app"), 0);
  await second.facade.command({ kind: "execute", runbook: "rb-db-release", incident, confirm: true }, human);
  await answers(url);
});

test("HOST-05, HOST-A10: locked, busy and missing databases are not damaged: nothing is found, nothing is done", async (t) => {
  const folder = temporaryFolder(t);
  const { path } = makeDatabase(t, { folder, journal: "wal" });
  const locked = makeDatabase(t);
  const more = `
  - id: locked
    kind: database
    autonomy: auto
    probes: [ sqlite: { path: ${locked.path}, every: 1s } ]
  - id: missing
    kind: database
    autonomy: auto
    probes: [ sqlite: { path: DIR/none.db, every: 1s } ]`;
  await otherProcess(t, path, "load");
  await otherProcess(t, locked.path, "exclusive");
  const world = await startWorld(t, yaml("lock", more), { folder });
  const health = async (target: string) => {
    for (let look = 0; look < 3; look++) await world.facade.command({ kind: "probe", target }, human);
    return world.facade.target(target)?.health;
  };
  assert.deepEqual(
    [await health("db"), await health("locked"), await health("missing")],
    ["good", "unknown", "unknown"],
  );
  assert.deepEqual(world.facade.incidents({ all: true }).items, []);
  assert.deepEqual(pages(world), []);
});
