import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, renameSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { openLog, standardProjections } from "#core/log";
import { event } from "#core/model";
import { createTestClock, temporaryFolder, until } from "#core/platform/test";
import { evolve } from "#loop/incident";
import { contractText, type GatesWorld, goodReport, riskyReport, startGates } from "../support/gates.ts";
import { freePort } from "../support/ports.ts";

const yaml = (follow: string) => `node: t
contracts:
  - id: agents
    path: ./CONTRACT.md
    gates: { review: {}, plan: {}, events: {} }
    follow: [ ${follow} ]
`;
const line = (event: string) => `${JSON.stringify({ event, payload: { id: "c-1" } })}\n`;
const good = line("chain:started");
const orphan = (n: number) => line(`chain:unknown_${n}`);

function paths({ events }: GatesWorld): readonly string[] {
  return events.flatMap((one) => (one.type === "harmony:violation" ? one.data.findings.map(({ path }) => path) : []));
}

function counted({ events }: GatesWorld, status: string): number {
  return events
    .flatMap((one) => (one.type === "harmony:check" ? one.data.checks : []))
    .reduce((sum, one) => sum + (one.status === status ? one.count : 0), 0);
}

test("CONTRACT-03: a file is followed through half-written lines, rotation and restarts, each output once", async (t) => {
  const config = yaml("{ file: ./events.log, gate: events, from: beginning }");
  const first = await startGates(t, config);
  const log = join(first.folder, "events.log");
  writeFileSync(log, good + orphan(1) + orphan(2).slice(0, 20));
  await until("the whole lines", () => paths(first).length === 1);
  appendFileSync(log, orphan(2).slice(20));
  await until("the rest of the line", () => paths(first).length === 2);
  // Rotated with something still unread in it.
  appendFileSync(log, orphan(3));
  renameSync(log, `${log}.1`);
  writeFileSync(log, orphan(4));
  await until("both files", () => paths(first).length === 4);
  truncateSync(log, 0);
  await until("the cut", () =>
    first.events.some((one) => one.type === "harmony:check" && one.data.positions?.at(-1)?.offset === 0),
  );
  await first.stop();
  appendFileSync(log, orphan(5));
  const second = await startGates(t, config, { folder: first.folder });
  await until("what came meanwhile", () => paths(second).length === 5);
  appendFileSync(log, orphan(6));
  await until("what comes now", () => paths(second).length === 6);
  assert.deepEqual(
    paths(second),
    [1, 2, 3, 4, 5, 6].map((n) => `chain:unknown_${n}`),
  );
  assert.equal(counted(second, "valid"), 1);
});

test("CONTRACT-03: a followed file that was cut and has grown beyond its old size is read anew, wherever Chiron was meanwhile", async (t) => {
  const config = yaml("{ file: ./events.log, gate: events, from: beginning }");
  const first = await startGates(t, config);
  const log = join(first.folder, "events.log");
  writeFileSync(log, good + orphan(1));
  await until("both lines", () => paths(first).length === 1);
  await first.stop();
  // In its place, as copytruncate does: the same file, and longer than it was.
  truncateSync(log, 0);
  appendFileSync(log, orphan(2) + good + good + orphan(3));
  const second = await startGates(t, config, { folder: first.folder });
  await until("what came meanwhile", () => paths(second).length === 3);
  // Between two looks, too.
  writeFileSync(log, orphan(4) + good.repeat(20));
  await until("what took its place", () => counted(second, "valid") === 23);
  await second.stop();
  // A line more, and nothing else: the beginning is not read again.
  appendFileSync(log, orphan(5));
  const third = await startGates(t, config, { folder: first.folder });
  await until("what was added", () => paths(third).length === 5);
  assert.deepEqual(
    paths(third),
    [1, 2, 3, 4, 5].map((n) => `chain:unknown_${n}`),
  );
  assert.equal(counted(third, "valid"), 23);
});

test("CONTRACT-03: a place in a followed file that an earlier Chiron wrote down, without its tail, is taken at its word, and gets one", async (t) => {
  const folder = temporaryFolder(t);
  const from = join(folder, "events.log");
  const before = orphan(1) + good;
  writeFileSync(from, before + orphan(2));
  writeFileSync(join(folder, "CONTRACT.md"), contractText);
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  const log = openLog({
    ...{ path: join(folder, "data", "chiron.db"), stream: "engine", clock: createTestClock({ start: Date.now() }) },
    projections: standardProjections({ evolve, version: 1 }),
    schedule: (commit) => commit(),
    onFailure: assert.ifError,
  });
  const place = { contract: "agents", from, name: "", inode: statSync(from).ino, offset: before.length, event: null };
  log.append([event("harmony:check", { from: 1, to: 1, checks: [], positions: [place] })]);
  log.close();
  const world = await startGates(t, yaml("{ file: ./events.log, gate: events, from: beginning }"), { folder });
  await until("the line that is new", () => paths(world).length === 1);
  assert.deepEqual([paths(world), counted(world, "valid")], [["chain:unknown_2"], 0]);
  await world.stop();
  writeFileSync(from, orphan(3) + good.repeat(5));
  const next = await startGates(t, yaml("{ file: ./events.log, gate: events, from: beginning }"), { folder });
  await until("what took its place", () => counted(next, "valid") === 5);
  assert.deepEqual(paths(next), ["chain:unknown_2", "chain:unknown_3"]);
});

test("CONTRACT-03: every file of a folder is an output, once it is whole; what was there before is not new", async (t) => {
  const world = await startGates(t, yaml("{ folder: ./out, gate: review }"), {
    files: { "out/old.md": riskyReport },
  });
  await until("the folder is known", () =>
    world.events.some((one) => one.type === "harmony:check" && (one.data.positions ?? []).length === 1),
  );
  const folder = join(world.folder, "out");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, ".hidden.md"), riskyReport);
  writeFileSync(join(folder, "a.md.tmp"), riskyReport.slice(0, 30));
  writeFileSync(join(folder, "b.md"), goodReport);
  renameSync(join(folder, "a.md.tmp"), join(folder, "a.md"));
  writeFileSync(join(folder, "a.md"), riskyReport);
  await until("both", () => paths(world).length === 1 && counted(world, "valid") === 1);
  // Written anew, it is another output.
  writeFileSync(join(folder, "b.md"), riskyReport.replace("RiskFactors", "Mood"));
  await until("the change", () => paths(world).length === 2);
  assert.deepEqual(paths(world), ["RiskFactors", "Mood"]);
});

test("CONTRACT-03: a stream of events is followed, and taken up again behind the last one after a break and a restart", async (t) => {
  const port = await freePort();
  const asked: (string | undefined)[] = [];
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    asked.push(request.headers["last-event-id"] as string | undefined);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    open.add(response);
    response.on("close", () => open.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const send = (id: number) => {
    for (const response of open) response.write(`id: ${id}\ndata: ${orphan(id).trim()}\n\n`);
  };
  const config = yaml(`{ stream: "http://127.0.0.1:${port}/events", gate: events }`);
  const first = await startGates(t, config);
  await until("it is heard", () => open.size === 1);
  send(1);
  await until("the first", () => paths(first).length === 1);
  for (const response of open) response.destroy();
  await until("it is back", () => asked.length === 2 && open.size === 1);
  assert.deepEqual(asked, [undefined, "1"]);
  send(2);
  await until("the second", () => paths(first).length === 2);
  await first.stop();
  const second = await startGates(t, config, { folder: first.folder });
  await until("it is back after the restart", () => asked.length === 3);
  assert.equal(asked[2], "2");
  assert.deepEqual(paths(second), ["chain:unknown_1", "chain:unknown_2"]);
});
