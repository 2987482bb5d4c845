import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ProcessIdentity } from "#core/model";
import type { Files, Processes } from "#core/platform";
import { createRealPlatform } from "#core/platform/real";
import { until } from "#core/platform/test";
import { forever, never, pidOf, workshop } from "../../../../test/support/services.ts";
import { isAlive } from "./identity.ts";

test("a service is started once, however often it is asked for", async (t) => {
  const { engine, service, heard } = workshop(t);
  const services = engine();
  const [first, second] = await Promise.all([services.start(service(forever), "up"), services.start(service(forever))]);
  assert.ok(first.success && second.success);
  assert.match(second.summary, /already running/);
  assert.equal(services.look("web").state, "running");
  assert.deepEqual(
    heard.map(({ what, why }) => [what, why]),
    [["started", "up"]],
  );
});

test("the death of a child is told with its signal, and the next start is another process", async (t) => {
  const { engine, service, heard } = workshop(t);
  const services = engine();
  services.prepare(service(forever));
  await services.start(service(forever));
  const first = pidOf(services);
  process.kill(first, "SIGKILL");
  await until("the exit is told", () => heard.some(({ what }) => what === "exit"));
  assert.deepEqual(heard.at(-1), { what: "exit", target: "web", pid: first, why: "SIGKILL" });
  assert.equal(services.look("web").state, "gone");
  assert.ok((await services.start(service(forever))).success);
  assert.notEqual(pidOf(services), first);
});

test("a program that cannot be started is a failed result, not an exception", async (t) => {
  const { engine, service, heard } = workshop(t);
  const result = await engine().start(service(["/nowhere/at/all"]));
  assert.equal(result.success, false);
  assert.match(result.summary, /could not be started/);
  assert.deepEqual(heard, []);
});

test("HOST-14: a stop ends everything that the service started, and is no death", async (t) => {
  const { engine, service, marked, heard, log, platform } = workshop(t);
  const services = engine();
  const script = "sleep 1000 & setsid sleep 1000 & env -i sleep 1000 & echo ready; wait";
  const declared = service(["sh", "-c", script]);
  await services.start(declared);
  await until("its children run", () => log().includes("ready") && marked().length >= 3);
  const family = platform.processes.tree(services.look("web").process as ProcessIdentity);
  assert.equal(family.length, 4);
  const result = await services.stop(declared, { signal: never(), cause: "down" });
  assert.ok(result.success, result.summary);
  assert.deepEqual(marked(), []);
  assert.deepEqual(
    heard.map(({ what, why }) => [what, why]),
    [
      ["started", "repair"],
      ["stopped", "down"],
    ],
  );
});

test("HOST-14: what ignores its stop signal is killed after the grace, what SIGSTOP holds at once", async (t) => {
  const { engine, service, marked, platform, log } = workshop(t);
  const services = engine();
  const deaf = service(["sh", "-c", 'trap "" TERM; echo ready; while :; do sleep 0.05; done'], { stopGrace: 300 });
  await services.start(deaf);
  await until("it is deaf", () => log().includes("ready"));
  const result = await services.stop(deaf, { signal: never() });
  assert.match(result.summary, /SIGKILL/);
  assert.deepEqual(marked(), []);

  const held = service(forever, { stopGrace: 60_000 });
  await services.start(held);
  process.kill(pidOf(services), "SIGSTOP");
  await until("it is held", () => services.look("web").state === "stopped_by_signal");
  const started = platform.clock.monotonic();
  assert.ok((await services.stop(held, { signal: never() })).success);
  assert.ok(platform.clock.monotonic() - started < 30_000, "the grace was not waited for");
});

test("a stop that is broken off says so at once; a death long after is a death again", async (t) => {
  const { engine, service, heard, log, platform } = workshop(t);
  let laterMs = 0;
  const services = engine({
    clock: { ...platform.clock, monotonic: () => platform.clock.monotonic() + laterMs },
  });
  const script = 'trap "echo asked" TERM; echo ready; while :; do sleep 0.05; done';
  const deaf = service(["sh", "-c", script], { stopGrace: 60_000 });
  await services.start(deaf);
  await until("it is deaf", () => log().includes("ready"));
  const brokenOff = new AbortController();
  const stopping = services.stop(deaf, { signal: brokenOff.signal });
  await until("it was asked to stop", () => log().includes("asked"));
  brokenOff.abort();
  const result = await stopping;
  assert.equal(result.success, false);
  assert.match(result.summary, /broken off/);
  laterMs = 60_001;
  process.kill(pidOf(services), "SIGKILL");
  await until("its end is told", () => heard.at(-1)?.what !== "started");
  assert.equal(heard.at(-1)?.what, "exit");
});

/** Since boot, in hundredths of a second, as start times of processes are. */
function uptimeTicks(): number {
  return Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 100;
}

test("what had left the group of the last life is swept up behind a quick start", async (t) => {
  const { engine, service, marked, heard } = workshop(t);
  const services = engine();
  const declared = service(["sh", "-c", "setsid sleep 1001 & exec sleep 1000"]);
  services.prepare(declared);
  await services.start(declared);
  await until("its child runs", () => marked().length === 2);
  const old = marked();
  // The sweep that follows a start has to be over, or the next start asks the long way.
  await until("the first life is older", () => old.every(({ startTicks }) => uptimeTicks() - startTicks > 40));
  process.kill(pidOf(services), "SIGKILL");
  await until("the exit is told", () => heard.at(-1)?.what === "exit");
  await services.start(declared);
  const { processes } = createRealPlatform();
  await until("nothing of the first life is left", () => old.every((identity) => !isAlive(processes, identity)));
  await until("the second life is whole", () => marked().length === 2);
});

test("a sweep that is slow to read /proc takes nothing of the life that runs for a remnant", async (t) => {
  const { engine, service, marked, heard, platform } = workshop(t);
  let slowReads = 0;
  const read: Files["read"] = async (path, mostBytes) => {
    // What it reads is as new as its end: as on a machine that is busy.
    if (path === "/proc/uptime" && slowReads-- > 0) await platform.clock.sleep(500);
    return platform.files.read(path, mostBytes);
  };
  const swept: string[] = [];
  const signal: Processes["signal"] = (identity, name, reach) => {
    swept.push(name);
    return platform.processes.signal(identity, name, reach);
  };
  const services = engine({
    files: { ...platform.files, read },
    processes: new Proxy(platform.processes, {
      get: (target, key) => (key === "signal" ? signal : Reflect.get(target, key)),
    }),
  });
  const declared = service(["sh", "-c", "setsid sleep 1001 & exec sleep 1000"]);
  await services.start(declared);
  await until("its child runs", () => marked().length === 2);
  const [old] = marked().filter(({ pid }) => pid !== pidOf(services));
  assert.ok(old !== undefined);
  // What began within hundredths of a second of the next start could not be told apart from it.
  await until("the first life is older", () => uptimeTicks() - old.startTicks > 20);
  process.kill(pidOf(services), "SIGKILL");
  await until("the exit is told", () => heard.at(-1)?.what === "exit");
  slowReads = 2;
  swept.length = 0;
  await services.start(declared);
  const { processes } = createRealPlatform();
  await until("what was left of the first life is gone", () => !isAlive(processes, old));
  await until("the second life is whole", () => marked().length === 2);
  assert.deepEqual(swept, ["SIGTERM"], "to the one that was left, and to nobody else");
});

test("services are stopped in the order given", async (t) => {
  const { engine, service, heard, marked } = workshop(t);
  const services = engine();
  for (const target of ["db", "app", "web"]) await services.start(service(forever, { target }));
  const results = await services.stopAll({ order: [["web"], ["app"]], graceMs: 2_000 });
  assert.ok(results.every(({ success }) => success));
  assert.deepEqual(
    heard.filter(({ what }) => what === "stopped").map(({ target }) => target),
    ["web", "app", "db"],
  );
  assert.deepEqual([...marked("db"), ...marked("app"), ...marked("web")], []);
});
