/** The disk of Chiron's own store is full, or may only be read: a real small file system, filled and freed while the engine is at work. */
// needs: mounts
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { verifyLog } from "#core/log/verify";
import { temporaryFolder, until } from "#core/platform/test";
import { answers, ask, human, webService } from "../support/engine.ts";
import { startLasting } from "../support/lasting-engine.ts";
import { startMessages } from "../support/messages.ts";
import { freePort } from "../support/ports.ts";
import { fillTo, requireMounts, smallDisk } from "../support/small-disk.ts";

requireMounts(import.meta.filename);

async function scene(t: TestContext, { reserve, more = "" }: { reserve: string; more?: string }) {
  const folder = temporaryFolder(t);
  const disk = smallDisk(t, 4_096);
  mkdirSync(join(disk, "tmp"));
  const port = await freePort();
  const told = await startMessages(t);
  const yaml = `
node: test
store: { reserve: ${reserve} }
targets:
  - id: web
    kind: service
    criticality: critical
    autonomy: auto
    supervisor:
      direct: { command: [node, ${webService}, "${port}"], log: ${folder}/web.log }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s }
${more.replaceAll("DISK", disk)}
packs: [service, host]
${told.yaml}`;
  const dataDir = join(disk, "data");
  const chiron = await startLasting(t, folder, dataDir, yaml);
  const url = `http://127.0.0.1:${port}/`;
  const pid = async () => Number(await answers(url));
  const fill = () => fillTo(disk, 100, "tmp/upload");
  const free = () => rmSync(join(disk, "tmp", "upload"));
  return { ...{ folder, disk, dataDir, yaml, chiron, told, pid, url, fill, free }, store: join(dataDir, "chiron.db") };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

test("HEALER-09: on a full disk the engine goes on in the room that it kept, heals that very disk, and pages once", async (t) => {
  const disk = `  - id: data
    kind: mount
    autonomy: auto
    probes:
      - disk: { path: DISK, every: 1s }
    settings: { caches: [ { folder: DISK/tmp, olderThan: 0ms } ] }`;
  const { dataDir, chiron, told, pid, fill, store } = await scene(t, { reserve: "3MB", more: disk });
  const reserve = join(dataDir, "reserve");
  await until("the reserve is whole", () => sizeOf(reserve) === 3_000_000);
  fill();
  await chiron.event("incident.opened", ({ data }) => data.type === "store_full");
  assert.ok(sizeOf(reserve) < 3_000_000, "part of it was given up");

  // A service dies on the full disk, and is restarted as ever.
  const before = await pid();
  process.kill(before, "SIGKILL");
  const dead = await chiron.event("incident.opened", ({ data }) => data.type === "process_dead");
  await chiron.event("incident.moved", ({ data }) => data.incident === dead.data.incident && data.to === "resolved");
  assert.notEqual(await pid(), before);

  // And the disk itself, with a human's word, since that loses data.
  const asked = await chiron.event("approval.asked");
  const { incident } = asked.data;
  await chiron
    .engine()
    .engine.facade.command({ kind: "approve", incident, planHash: asked.data.approval.planHash }, human);
  await chiron.event("incident.moved", ({ data }) => data.incident === incident && data.to === "resolved");
  const full = await chiron.event("incident.opened", ({ data }) => data.type === "store_full");
  await chiron.event("incident.moved", ({ data }) => data.incident === full.data.incident && data.to === "resolved");
  await until("the reserve is made again", () => sizeOf(reserve) === 3_000_000);
  assert.equal(chiron.begunAt.length, 1, "it never had to begin anew");
  const pages = await until("the page", () => {
    // Alone, or together with that of the disk itself: what comes within a moment is gathered.
    const own = told.pages.filter(({ subject, body }) => `${subject}\n${body}`.includes("Chiron's own store is full"));
    return own.length > 0 ? own : undefined;
  });
  assert.equal(pages.length, 1);
  await chiron.stop();
  assert.deepEqual(verifyLog(store).problems, []);
});

test("HEALER-09: with nothing kept it only observes, tells a human once, goes on by itself, and joins what it saw", async (t) => {
  const { chiron, told, pid, url, fill, free, store } = await scene(t, { reserve: "0B" });
  const before = await pid();
  fill();
  // What an engine at rest does not write it does not miss either.
  process.kill(before, "SIGKILL");
  await chiron.event("incident.opened", ({ data }) => data.type === "store_unwritable");
  assert.equal(chiron.engine().observing, true);
  const { store: state } = chiron.engine().engine.facade.status();
  assert.equal(state?.state, "unwritable");
  await chiron.event("incident.opened", ({ data }) => data.target === "web");
  assert.equal(await ask(url), undefined, "it is seen, and not repaired: nothing could be written down of it");
  assert.equal(chiron.begunAt.length, 2, "it began anew once, to observe, and then stayed so");

  const freedAt = performance.now();
  free();
  await until("it has begun anew", () => chiron.begunAt.length === 3);
  const backMs = (chiron.begunAt[2] ?? 0) - freedAt;
  t.diagnostic(`back ${Math.round(backMs)} ms after there was room`);
  assert.ok(backMs < 10_000, `${backMs} ms`);
  assert.equal(chiron.engine().observing, false);
  const joined = await chiron.event("journal.joined");
  const types = chiron.all("journal.joined").flatMap(({ data }) => data.entries.map(({ type }) => type));
  assert.ok(types.includes("incident.opened") && types.includes("message.attempted"), types.join(" "));
  assert.match(joined.data.writer, /^engine-/);
  assert.notEqual(await pid(), before, "what died meanwhile is repaired now");
  const own = told.pages.filter(({ subject }) => subject.includes("cannot be written"));
  assert.equal(own.length, 1, "one page");
  await chiron.stop();
  assert.deepEqual(verifyLog(store).problems, []);
});

test("HEALER-09: on a disk that may only be read it starts to observe, and goes on by itself when it may be written", async (t) => {
  const first = await scene(t, { reserve: "1MB" });
  const { disk, folder, dataDir, yaml, told } = first;
  const before = await first.pid();
  // A file system with files open for writing cannot be made read-only by anybody, so that this is done between two lives.
  await first.chiron.stop();
  const remount = (how: string) => execFileSync("mount", ["-o", `remount,${how}`, disk]);
  remount("ro");
  const chiron = await startLasting(t, folder, dataDir, yaml);
  assert.equal(chiron.engine().observing, true);
  assert.match((await told.page(/cannot be written/)).body, /Chiron watches on/);
  remount("rw");
  await until("it has begun anew", () => chiron.begunAt.length === 2);
  assert.equal(chiron.engine().observing, false);
  await chiron.event("journal.joined");
  assert.notEqual(await first.pid(), before);
  await chiron.stop();
  assert.deepEqual(verifyLog(first.store).problems, []);
});
