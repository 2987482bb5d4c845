/** The polling engine against real servers and real processes. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ProbeDeclaration, Reading, Services, Target } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createPolling, probes } from "#loop/sense";
import { pidOfChild, temporaryFolder, until } from "../../src/core/platform/test/index.ts";
import { aTarget } from "../support/model.ts";
import { noServices } from "../support/polling.ts";
import { pidOf, workshop } from "../support/services.ts";

const webService = join(import.meta.dirname, "..", "support", "web-service.mjs");

function declare(
  kind: string,
  options: Record<string, unknown>,
  everyMs: number,
  deadlineMs: number,
): ProbeDeclaration {
  return {
    id: kind,
    kind,
    everyMs,
    deadlineMs,
    options: probes.get(kind)?.schema.parse(options) as Record<string, unknown>,
  };
}

/** `services` when there is a supervisor. */
function watching(t: TestContext, target: Target, services: Services = noServices) {
  const platform = createRealPlatform();
  const readings: Reading[] = [];
  const polling = createPolling({ platform, services, probes, onReading: (reading) => readings.push(reading) });
  polling.start([target]);
  t.after(async () => {
    await polling.stop();
    platform.close();
  });
  const of = (probe: string) => readings.filter((reading) => reading.probe === probe);
  return { polling, readings, of, platform };
}

async function serving(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A web service in a process of its own; resolves once it serves. */
async function ownProcess(t: TestContext, delayMs = 0): Promise<{ pid: number; url: string }> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  const child = spawn(process.execPath, [webService, String(port), String(delayMs)], { stdio: "ignore" });
  t.after(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });
  const url = `http://127.0.0.1:${port}/`;
  await until("it serves", () =>
    fetch(url)
      .then((answer) => answer.ok)
      .catch(() => false),
  );
  return { pid: child.pid ?? 0, url };
}

function pidFileOf(t: TestContext, pid: number): string {
  const path = join(temporaryFolder(t), "service.pid");
  writeFileSync(path, `${pid}\n`);
  return path;
}

test("HOST-01: a server that accepts and says nothing gives a reading by the deadline, with the reason", async (t) => {
  const url = await serving(t, () => undefined);
  const { of } = watching(t, aTarget({ supervisor: undefined, probes: [declare("http", { url }, 500, 300)] }));
  await until("two readings", () => of("http").length >= 2);
  for (const { available, values, error, latencyMs } of of("http").slice(0, 2)) {
    assert.deepEqual([available, values, error], [false, { serving: false }, "no answer within 300ms"]);
    assert.ok(latencyMs >= 300 && latencyMs < 5_000);
  }
});

/** Bytes that nobody has read yet, of each connection to that server (proc(5), /proc/net/tcp). */
function unreadBytes(url: string): readonly number[] {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, "0");
  const queue = new RegExp(`^ *\\d+: \\S+ 0100007F:${port} 01 [0-9A-F]+:([0-9A-F]+) `, "gm");
  return [...readFileSync("/proc/net/tcp", "latin1").matchAll(queue)].map(([, bytes = ""]) =>
    Number.parseInt(bytes, 16),
  );
}

test("HOST-01: answers that waited while we ourselves stood still are read before any verdict", async (t) => {
  const { url } = await ownProcess(t, 400);
  const { polling, of } = watching(
    t,
    aTarget({ supervisor: undefined, probes: [declare("http", { url }, 60_000, 1_000)] }),
  );
  const connections = unreadBytes(url).length;
  const answer = polling.probeNow("web");
  await until("it was asked", () => unreadBytes(url).length > connections);
  const [end, latest] = [1_500, 15_000].map((later) => performance.now() + later) as [number, number];
  while (performance.now() < end || (performance.now() < latest && !unreadBytes(url).some((bytes) => bytes > 0)));
  const [reading] = await answer;
  assert.deepEqual([reading?.available, reading?.values.serving, reading?.error], [true, true, undefined]);
  assert.ok(of("http").every(({ available }) => available));
});

test("HOST-03: a slow server never gets a second request while it works on the first", async (t) => {
  let underWay = 0;
  let most = 0;
  let requests = 0;
  const url = await serving(t, (_request, response) => {
    requests++;
    most = Math.max(most, ++underWay);
    setTimeout(() => {
      underWay--;
      response.end("ok");
    }, 250);
  });
  const { polling } = watching(t, aTarget({ supervisor: undefined, probes: [declare("http", { url }, 100, 5_000)] }));
  polling.suspect("web");
  await until("six requests", () => requests >= 6);
  assert.equal(most, 1);
});

test("HOST-04: one bad answer, and the server is asked again at once and then often", async (t) => {
  let status = 200;
  const bad: number[] = [];
  const url = await serving(t, (_request, response) => {
    if (status !== 200) bad.push(performance.now());
    response.writeHead(status).end();
  });
  const { polling, of } = watching(
    t,
    aTarget({ supervisor: undefined, probes: [declare("http", { url }, 60_000, 5_000)] }),
  );
  await polling.probeNow("web");
  status = 500;
  const [reading] = await polling.probeNow("web");
  assert.deepEqual(
    [reading?.available, reading?.values.serving, reading?.error],
    [true, false, "status 500, not 2xx or 3xx"],
  );
  polling.suspect("web");
  await until("five bad answers, a minute before the next is due", () => bad.length >= 5);
  status = 200;
  await until("a good answer", () => of("http").at(-1)?.values.serving === true);
  polling.calm("web");
});

test("a service that is stopped by a signal is told from a slow one, early and for sure", async (t) => {
  const shop = workshop(t);
  const services = shop.services();
  const { url, pid } = await ownProcess(t);
  const service = shop.service(["sleep", "1000"], { pidFile: pidFileOf(t, pid) });
  await services.adopt(service);
  assert.equal(pidOf(services), pid);
  const declared = [declare("process", {}, 60_000, 1_000), declare("http", { url }, 1_000, 20_000)];
  const { of } = watching(t, aTarget({ supervisor: service, probes: declared }), services);
  await until("it is seen serving", () => of("http").at(-1)?.values.serving === true);
  process.kill(pid, "SIGSTOP");
  const told = await until("it is told", () => of("http").find(({ values }) => values.serving === false));
  assert.deepEqual(told.values, { serving: false, stopped: true });
  assert.equal(told.error, "the process is stopped by a signal (state T)");
  assert.ok(told.latencyMs < 15_000, `${told.latencyMs} ms: long before the deadline`);
  await until("the process probe says so too", () => of("process").at(-1)?.values.stopped === true);
  process.kill(pid, "SIGCONT");
  await until("it serves again", () => of("http").at(-1)?.values.serving === true);
});

test("a slow answer within its time is a good answer, and never a hang", async (t) => {
  const { url, pid } = await ownProcess(t, 900);
  const declared = [
    declare("process", { pidFile: pidFileOf(t, pid) }, 1_000, 1_000),
    declare("http", { url }, 1_000, 15_000),
  ];
  const { of } = watching(t, aTarget({ supervisor: undefined, probes: declared }));
  await until("four answers", () => of("http").length >= 4);
  for (const { available, values } of of("http")) {
    assert.deepEqual([available, values.serving, values.stopped], [true, true, undefined]);
    assert.ok(Number(values.latencyMs) >= 890);
  }
});

test("an answer that comes too late is said to be slow, not to be none", async (t) => {
  const { url, pid } = await ownProcess(t, 700);
  const declared = [
    declare("process", { pidFile: pidFileOf(t, pid) }, 1_000, 1_000),
    declare("http", { url }, 1_000, 500),
  ];
  const { of } = watching(t, aTarget({ supervisor: undefined, probes: declared }));
  const slow = await until("a late answer", () => of("http").find(({ values }) => values.slow === true));
  assert.deepEqual([slow.available, slow.values.serving, slow.values.status], [true, true, 200]);
  assert.ok(slow.latencyMs >= 690);
  assert.ok(!of("http").some(({ values }) => values.stopped === true));
});

test("a stopped parent whose child still answers is not hung", async (t) => {
  const slow = await ownProcess(t, 1_500);
  const script = 'exec 3<&0; "$0" -e "setInterval(() => {}, 1000)" & wait';
  const parent = spawn("/bin/sh", ["-c", script, process.execPath], { stdio: "ignore", detached: true });
  t.after(() => process.kill(-pidOfChild(parent), "SIGKILL"));
  const declared = [
    declare("process", { pidFile: pidFileOf(t, parent.pid ?? 0) }, 500, 1_000),
    declare("http", { url: slow.url }, 500, 15_000),
  ];
  const { of, platform } = watching(t, aTarget({ supervisor: undefined, probes: declared }));
  await until("the worker is there", () =>
    platform.processes.list().some(({ identity, command }) => {
      const look = platform.processes.look(identity.pid);
      return look.exists && look.parentPid === parent.pid && command.includes("setInterval");
    }),
  );
  process.kill(pidOfChild(parent), "SIGSTOP");
  await until("it is seen stopped", () => of("process").at(-1)?.values.stopped === true);
  const before = of("http").length;
  await until("two more answers", () => of("http").length >= before + 3);
  assert.ok(of("http").every(({ available, values }) => available && values.serving === true));
});

test("a process that somebody else started is missed within about a second, whatever its interval", async (t) => {
  const { pid } = await ownProcess(t);
  const declared = [declare("process", { pidFile: pidFileOf(t, pid) }, 60_000, 1_000)];
  const { polling, of } = watching(t, aTarget({ supervisor: undefined, probes: declared }));
  const [reading] = await polling.probeNow("web");
  assert.equal(reading?.values.pid, pid);
  process.kill(pid, "SIGKILL");
  await until("it is missed", () => of("process").at(-1)?.values.running === false, 15_000);
});

test("the exit of a service is an event: its process is polled at once", async (t) => {
  const shop = workshop(t);
  const services = shop.services();
  const service = shop.service(["sleep", "1000"]);
  await services.start(service);
  const { polling, of } = watching(
    t,
    aTarget({ supervisor: service, probes: [declare("process", {}, 60_000, 1_000)] }),
    services,
  );
  assert.equal((await polling.probeNow("web"))[0]?.values.pid, pidOf(services));
  process.kill(pidOf(services), "SIGKILL");
  await until("its end is heard of", () => shop.heard.some(({ what }) => what === "exit"));
  const before = of("process").length;
  polling.notify("web");
  await until("a reading", () => of("process").length > before);
  assert.equal(of("process").at(-1)?.values.running, false);
});
