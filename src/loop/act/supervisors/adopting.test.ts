import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ProcessIdentity } from "#core/model";
import { until } from "#core/platform/test";
import { forever, never, pidOf, workshop } from "../../../../test/support/services.ts";

test("an engine that comes after adopts what runs, by record or by mark, and hears of its end", async (t) => {
  const { engine, service, heard } = workshop(t);
  const first = engine();
  await first.start(service(forever));
  const process_ = first.look("web").process as ProcessIdentity;
  first.release();

  const second = engine();
  second.watch();
  const stranger = { ...process_, startTicks: process_.startTicks - 1 };
  assert.equal(
    (await second.adopt(service(forever), { process: stranger })).process?.pid,
    process_.pid,
    "found by its mark",
  );
  second.release();

  const third = engine();
  third.watch();
  assert.equal((await third.adopt(service(forever), { process: process_ })).state, "running");
  assert.match((await third.start(service(forever))).summary, /already running/);
  process.kill(process_.pid, "SIGKILL");
  await until("the look at /proc has found it gone", () => heard.at(-1)?.what === "exit");
  assert.deepEqual(heard.at(-1), { what: "exit", target: "web", pid: process_.pid, why: null });
});

test("workers that outlived their main process are not taken for the service", async (t) => {
  const { engine, service, marked } = workshop(t);
  const first = engine();
  await first.start(service(["sh", "-c", "sleep 1000 & sleep 1000 & wait"]));
  await until("its workers run", () => marked().length === 3);
  const main = pidOf(first);
  first.release();
  process.kill(main, "SIGKILL");
  await until("only workers are left", () => marked().length === 2);
  const second = engine();
  assert.equal((await second.adopt(service(forever))).state, "gone");
  await second.start(service(forever));
  assert.deepEqual(
    marked().map(({ pid }) => pid),
    [pidOf(second)],
  );
});

test("a daemon is known by its pid file: started, adopted, found anew when it replaced itself, stopped", async (t) => {
  const { engine, service, heard, folder, marked } = workshop(t);
  const pidFile = join(folder, "web.pid");
  const script = `setsid sleep 1000 & echo $! > ${pidFile}`;
  const declared = service(["sh", "-c", script], { pidFile });
  // Left over from a life long ago; its pid is now somebody else's.
  writeFileSync(pidFile, `${process.pid}\n`);
  utimesSync(pidFile, 1, 1);
  const services = engine();
  services.watch();
  const result = await services.start(declared);
  assert.ok(result.success, result.summary);
  assert.notEqual(pidOf(services), process.pid);
  assert.equal(Number(readFileSync(pidFile, "utf8")), pidOf(services));
  services.release();

  const second = engine();
  second.watch();
  assert.equal((await second.adopt(declared)).state, "running");
  const before = pidOf(second);
  process.kill(before, "SIGKILL");
  await until("its end is seen", () => heard.at(-1)?.what === "exit");
  assert.equal(heard.at(-1)?.pid, before);
  assert.ok((await second.start(declared)).success);
  assert.ok((await second.stop(declared, { signal: never() })).success);
  assert.deepEqual(marked(), []);
  assert.equal(heard.at(-1)?.what, "stopped");
});

test("a daemon that replaced itself by another process lives on; one that a person started is taken in", async (t) => {
  const { engine, service, heard, folder } = workshop(t);
  const pidFile = join(folder, "web.pid");
  const declared = service(["sh", "-c", `setsid sleep 1000 & echo $! > ${pidFile}`], { pidFile });
  const services = engine();
  services.watch();
  await services.start(declared);
  const first = pidOf(services);
  for (const before of [first, 0]) {
    const other = spawn("sleep", ["1000"], { stdio: "ignore" });
    t.after(() => other.kill("SIGKILL"));
    writeFileSync(pidFile, `${other.pid}\n`);
    if (before !== 0) process.kill(before, "SIGKILL");
    await until("the pid file is believed", () => pidOf(services) === other.pid);
    assert.deepEqual(heard.at(-1), { what: "started", target: "web", pid: other.pid, why: "adopted" });
    if (before === 0) break;
    assert.equal(
      heard.some(({ what }) => what === "exit"),
      false,
    );
    other.kill("SIGKILL");
    await until("its end is seen", () => heard.at(-1)?.what === "exit");
  }
});

test("a launcher that fails, or whose pid file never names anybody, is a failed start that leaves nothing", async (t) => {
  const { engine, service, folder, marked } = workshop(t);
  const pidFile = join(folder, "web.pid");
  const result = await engine().start(service(["sh", "-c", "setsid sleep 1000 & exit 3"], { pidFile }));
  assert.equal(result.success, false);
  assert.match(result.summary, /exit code 3/);
  assert.deepEqual(marked(), []);
});
