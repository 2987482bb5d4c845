import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ServiceState, Services } from "#core/model";
import { aTarget } from "../../../../../test/support/model.ts";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { noServices } from "../../../../../test/support/polling.ts";
import { createRealPlatform } from "../../../../core/platform/real/index.ts";
import { temporaryFolder, until } from "../../../../core/platform/test/index.ts";

function start(t: TestContext, ...words: readonly string[]): ChildProcess & { readonly pid: number } {
  const child = spawn(words[0] ?? "", words.slice(1), { stdio: "ignore" });
  t.after(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });
  return child as ChildProcess & { readonly pid: number };
}

/** The shell becomes a program that never asks how its child ended. */
async function parentOfZombie(t: TestContext) {
  const parent = start(t, "/bin/sh", "-c", "sleep 0.01 & exec sleep 1000");
  const { processes, close } = createRealPlatform();
  t.after(close);
  const zombie = await until("a zombie", () =>
    processes.children(parent.pid).find((pid) => {
      const look = processes.look(pid);
      return look.exists && look.state === "Z";
    }),
  );
  return { parent, zombie };
}

function pidFile(t: TestContext, content: string | number): string {
  const path = join(temporaryFolder(t), "service.pid");
  writeFileSync(path, `${content}\n`);
  return path;
}

test("HOST-02: process: by pid file, from its start to its end, with cpu and memory", async (t) => {
  const busy = start(t, process.execPath, "-e", "for (;;);");
  const path = pidFile(t, busy.pid);
  const { poll } = onePoll(t, "process");
  const first = await until("memory is told", async () => {
    const answer = await poll({ pidFile: path, usage: true });
    return answer.values.memoryBytes !== undefined && answer;
  });
  assert.deepEqual([first.available, first.values.running, first.values.pid], [true, true, busy.pid]);
  assert.equal("cpuPercent" in first.values, false, "one look does not tell");
  assert.ok(Number(first.values.memoryBytes) > 10_000_000);
  assert.ok(Number(first.values.uptimeMs) >= 1_000 && Number(first.values.uptimeMs) < 60_000);
  const second = await until("two looks do", async () => {
    const answer = await poll({ pidFile: path, usage: true });
    return answer.values.cpuPercent !== undefined && answer;
  });
  assert.ok(Number(second.values.cpuPercent) > 5 && Number(second.values.cpuPercent) < 250);
  busy.kill("SIGKILL");
  await once(busy, "exit");
  const last = await poll({ pidFile: path });
  assert.deepEqual(
    [last.available, last.values],
    [true, { running: false, stopped: false, zombie: false, restarts: 0 }],
  );
  assert.match(last.error ?? "", /is not there/);
});

test("HOST-02: process: a pid that was given to another process since is not the service", async (t) => {
  const child = start(t, "sleep", "1000");
  const path = pidFile(t, child.pid);
  const written = (agoMs: number) => utimesSync(path, new Date(Date.now() - agoMs), new Date(Date.now() - agoMs));
  written(3_600_000);
  const reused = await onePoll(t, "process").poll({ pidFile: path });
  assert.equal(reused.values.running, false);
  assert.match(reused.error ?? "", /started after .* was written, so it is another one/);
  // What was believed once stays believed: the file is older now, or rather the wall clock has been set forward.
  const { poll } = onePoll(t, "process");
  written(0);
  assert.equal((await poll({ pidFile: path })).values.running, true);
  written(3_600_000);
  assert.equal((await poll({ pidFile: path })).values.running, true);
});

test("HOST-02: process: a pid file that holds no pid names no process", async (t) => {
  const { poll } = onePoll(t, "process");
  for (const content of ["", "abc", "-1", "0", "1", "99999999999", `${process.pid}; rm -rf x`, "1e3"]) {
    const answer = await poll({ pidFile: pidFile(t, content) });
    assert.deepEqual([answer.available, answer.values.running], [true, false], content);
  }
  const missing = await poll({ pidFile: join(temporaryFolder(t), "missing.pid") });
  assert.deepEqual([missing.available, missing.values.running], [true, false]);
});

test("HOST-02: process: a zombie is not running, and a process that a signal has stopped is", async (t) => {
  const { parent, zombie } = await parentOfZombie(t);
  const { poll } = onePoll(t, "process");
  const dead = await poll({ pidFile: pidFile(t, zombie) });
  assert.deepEqual(dead.values, {
    running: false,
    pid: zombie,
    state: "Z",
    stopped: false,
    zombie: true,
    restarts: 0,
  });
  assert.match(dead.error ?? "", new RegExp(`its parent ${parent.pid} has not asked`));
  parent.kill("SIGSTOP");
  const path = pidFile(t, parent.pid);
  const stopped = await until("stopped", async () => {
    const answer = await poll({ pidFile: path });
    return answer.values.stopped === true && answer;
  });
  assert.deepEqual([stopped.values.running, stopped.values.state], [true, "T"]);
});

test("HOST-02: process: what it has left uncollected is told with how long it has been seen, and only where it is asked for", async (t) => {
  const { parent, zombie } = await parentOfZombie(t);
  const { pid } = parent;
  const path = pidFile(t, pid);
  const { poll } = onePoll(t, "process");
  assert.equal("zombies" in (await poll({ pidFile: path })).values, false);
  const first = await poll({ pidFile: path, zombies: true });
  assert.deepEqual([first.values.running, first.values.zombies, first.values.zombieForMs], [true, 1, 0]);
  await until("it grows older", async () => {
    const { values } = await poll({ pidFile: path, zombies: true });
    return values.zombies === 1 && Number(values.zombieForMs) > 50;
  });
  const itself = await onePoll(t, "process").poll({ pidFile: pidFile(t, zombie), zombies: true });
  assert.deepEqual([itself.values.running, itself.values.zombie, itself.values.zombies], [false, true, 1]);
  assert.match(itself.error ?? "", new RegExp(`process ${zombie} has ended, and its parent ${pid} has not asked how`));
});

test("HOST-02: process: a zombie that is left to init is gone", async (t) => {
  const platform = createRealPlatform();
  t.after(() => platform.close());
  const child = start(t, "sleep", "1000");
  const look = platform.processes.look(child.pid);
  assert.ok(look.exists);
  // Init is somebody else's, and mostly collects at once; so only its answer is put in.
  const processes = { ...platform.processes, look: () => ({ ...look, state: "Z", parentPid: 1 }) };
  const { poll } = onePoll(t, "process", { processes });
  const answer = await poll({ pidFile: pidFile(t, child.pid), zombies: true });
  assert.deepEqual(
    [answer.values.running, answer.values.zombie, answer.values.zombies, answer.values.zombieForMs],
    [false, false, 0, 0],
  );
});

test("HOST-02: process: by command line, with how many there must be", async (t) => {
  const text = `chiron-test-${process.pid}-${Date.now()}`;
  const begin = () => start(t, process.execPath, "-e", "setInterval(() => undefined, 1_000_000)", text);
  const [one, two] = [begin(), begin()];
  const { poll } = onePoll(t, "process");
  const both = await until("both are there", async () => {
    const answer = await poll({ match: text, count: 2 });
    return answer.values.count === 2 && answer;
  });
  assert.deepEqual(both.values, { running: true, count: 2, stopped: false, zombie: false });
  assert.equal((await onePoll(t, "process").poll({ match: text, count: 3 })).values.running, false);
  two.kill("SIGTERM");
  await once(two, "exit");
  const lacking = await poll({ match: text, count: 2 });
  assert.deepEqual([lacking.values.running, lacking.values.count], [false, 1]);
  assert.match(lacking.error ?? "", /^1 of 2 processes with "chiron-test/);
  assert.equal((await onePoll(t, "process").poll({ match: text })).values.pid, one.pid);
  one.kill("SIGTERM");
  await once(one, "exit");
  assert.equal((await poll({ match: text })).values.running, false, "and not this process, whatever it is called");
});

test("HOST-02: process: of the target's own supervisor, only that very process counts", async (t) => {
  const child = start(t, "sleep", "1000");
  const { poll, platform } = onePoll(t, "process");
  const look = platform.processes.look(child.pid);
  assert.ok(look.exists);
  const knows = (startTicks: number) =>
    onePoll(t, "process", {
      services: {
        look: () => ({ state: "running", process: { ...look.identity, startTicks }, startedAt: 0, report: null }),
        restartsSince: () => 0,
      } as unknown as Services,
    });
  assert.equal((await knows(look.identity.startTicks).poll({}, aTarget())).values.pid, child.pid);
  assert.equal((await knows(look.identity.startTicks - 1).poll({}, aTarget())).values.running, false);
  assert.equal((await poll({}, aTarget())).values.running, false, "never started");
});

test("HOST-06: a supervisor that may not be asked leaves it unknown whether its service runs", async (t) => {
  const forbidden = { state: "no_answer", forbidden: true, pid: null, words: "EACCES", askedAt: 0 } as const;
  const state: ServiceState = { state: "gone", process: null, startedAt: null, report: forbidden };
  const services = { ...noServices, look: () => state, refresh: async () => state };
  const { poll } = onePoll(t, "process", { services });
  const supervisor = { target: "web", kind: "runit", folder: "/etc/service/web" } as const;
  const answer = await poll({}, aTarget({ supervisor }));
  assert.deepEqual([answer.available, answer.values], [false, {}]);
  assert.match(answer.error ?? "", /may not be asked: EACCES/);
});
