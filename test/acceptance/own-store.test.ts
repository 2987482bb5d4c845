/** Chiron's own store, really damaged: while an engine runs, and before one starts. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { closeSync, copyFileSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { type Outside, outside } from "../support/outside.ts";

const pageBytes = 4_096;

async function pager(t: TestContext): Promise<{ readonly port: number; readonly pages: string[] }> {
  const pages: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    pages.push(body);
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, pages };
}

const yaml = (port: number) => `
node: test
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "1000"] } }
  - id: box
    kind: file
    probes: [ file: { path: DIR/chiron.yaml, every: 200ms } ]
packs: [service]
store: { checkEvery: 1s }
notify: { page: [ webhook: { url: "http://127.0.0.1:${port}/" } ], notice: [ log ] }
`;

/** All pages but the first, which says what kind of file it is. */
function damage(path: string): void {
  const pages = Math.floor(statSync(path).size / pageBytes);
  const file = openSync(path, "r+");
  for (let page = 1; page < pages; page++)
    writeSync(file, Buffer.alloc(pageBytes, 0xab), 0, pageBytes, page * pageBytes);
  closeSync(file);
}

/** What is in the write-ahead log goes into the file, where it can be damaged. */
function writeBack(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

const store = ({ dataDir }: Outside) => join(dataDir, "chiron.db");

async function status(world: Outside) {
  return (await world.chiron("status", "--json")).json;
}

function workerPid(world: Outside): Promise<number> {
  return world.ask("GET", "/v1/targets/worker").then(({ json }) => Number(json.pid));
}

test("HOST-24: found damaged before the start, it is left as it is, a human is paged, and Chiron only observes until a backup is put back", async (t) => {
  const { port, pages } = await pager(t);
  const world = outside(t, yaml(port));
  await world.up("--keep-services");
  const pid = await until("the worker runs", async () => (await workerPid(world)) || undefined);
  await world.end();
  const backup = join(world.folder, "backup.db");
  copyFileSync(store(world), backup);
  damage(store(world));
  const damaged = readFileSync(store(world));

  await world.up("--keep-services");
  await until("a page", () => pages.length > 0, 30_000);
  assert.match(pages.join(), /Chiron's own store is damaged: it only observes/);
  const shown = await status(world);
  assert.deepEqual([shown.store.state, shown.paused?.by], ["damaged", "chiron"]);
  assert.equal(await workerPid(world), pid, "the service runs on, and is watched");
  await until("probing goes on", async () => (await world.ask("GET", "/v1/targets/box")).json.probes[0].last !== null);
  const refused = await world.chiron("resume");
  assert.deepEqual([refused.code, /only observes/.test(refused.err)], [4, true], refused.err);
  process.kill(pid, "SIGKILL");
  await until("its end is seen", async () =>
    (await world.ask("GET", "/v1/incidents")).json.items.some((one: { type: string }) => one.type === "process_dead"),
  );
  assert.deepEqual(readFileSync(store(world)), damaged, "nothing is written to it");
  await until("a copy is kept", () => existsSync(join(shown.store.copy, "chiron.db")), 20_000);
  assert.deepEqual(readFileSync(join(shown.store.copy, "chiron.db")), damaged);

  const other = await world.chiron("store", "restore", store(world));
  assert.deepEqual([other.code, /not whole either/.test(other.err)], [4, true]);
  assert.equal((await world.chiron("store", "restore", backup)).code, 0);
  const healed = await until(
    "it heals again",
    async () => {
      const now = (await world.ask("GET", "/v1/status").catch(() => undefined))?.json;
      return now !== undefined && now.store === undefined && now.paused === null ? now : undefined;
    },
    30_000,
  );
  assert.equal(healed.engine.state, "running");
  await until(
    "the worker is restarted",
    async () => {
      const now = await workerPid(world).catch(() => 0);
      return now !== 0 && now !== pid;
    },
    30_000,
  );
  const last = await workerPid(world);
  await world.end();
  process.kill(last, "SIGKILL");
  assert.equal((await world.chiron("audit", "verify")).code, 0);
});

test("HOST-24: damaged under a running engine, it is written to no more, a page goes out, and a fresh store can be accepted", async (t) => {
  const { port, pages } = await pager(t);
  const world = outside(t, yaml(port));
  const engine = await world.up();
  const pid = await until("the worker runs", async () => (await workerPid(world)) || undefined);
  writeBack(store(world));
  damage(store(world));
  const damaged = readFileSync(store(world));
  assert.ok(pid > 0);
  await until("a page", () => pages.some((page) => page.includes("own store is damaged")), 60_000);
  const shown = await until(
    "it observes",
    async () => {
      const now = await status(world).catch(() => undefined);
      return now?.store === undefined ? undefined : now;
    },
    30_000,
  );
  assert.equal(engine.exitCode, null, "the same process goes on");
  assert.deepEqual(readFileSync(store(world)), damaged);
  await until("a copy is kept", () => existsSync(join(shown.store.copy, "chiron.db")), 20_000);
  await world.end();
  const kept = await world.chiron("status", "--json");
  assert.deepEqual([kept.code, kept.json.store.state], [3, "damaged"]);
  assert.deepEqual(readFileSync(store(world)), damaged, "not at the end either");

  assert.equal((await world.chiron("store", "fresh")).code, 2);
  assert.equal((await world.chiron("store", "fresh", "--yes")).code, 0);
  const old = readdirSync(join(world.dataDir, "damaged")).find((name) => name.startsWith("replaced-")) ?? "";
  assert.deepEqual(readFileSync(join(world.dataDir, "damaged", old, "chiron.db")), damaged, "nothing is deleted");
  await world.up();
  const now = await status(world);
  assert.deepEqual([now.store, now.paused], [undefined, null]);
});

test("HOST-24: a chain that does not fit is damage too, found soon after the start though the pages are sound", async (t) => {
  const { port, pages } = await pager(t);
  const world = outside(t, yaml(port));
  await world.up();
  await until("the worker runs", async () => (await workerPid(world)) || undefined);
  await world.end();
  const database = new DatabaseSync(store(world));
  const altered = database.prepare(
    "UPDATE events SET data = replace(data, 'worker', 'wurker') WHERE type = 'config.loaded' AND data LIKE '%worker%'",
  );
  assert.equal(altered.run().changes, 1);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
  await world.up();
  await until("a page", () => pages.some((page) => page.includes("own store is damaged")), 60_000);
  await until("it observes", async () => (await status(world).catch(() => undefined))?.store !== undefined, 30_000);
  assert.match((await status(world)).store.reason, /altered/);
  assert.equal((await world.chiron("store", "fresh", "--yes")).code, 0);
  await until(
    "it goes on with the fresh one",
    async () => {
      const now = await status(world).catch(() => undefined);
      return now?.engine.state === "running" && now.store === undefined;
    },
    30_000,
  );
});
