import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { createCountingIds, temporaryFolder, until } from "../../test/index.ts";
import { createRealProcesses } from "./index.ts";
import { parseStat } from "./process-stat.ts";

const processes = createRealProcesses(createCountingIds());

test("a stat line is read, whatever the program is called", () => {
  const rest = "S 17 42 43 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200";
  for (const name of ["sh", "a b", ") R 1 1 1 (", "((", "x) Z 9 9 9\n("]) {
    const line = Buffer.from(`4242 (${name}) ${rest}`);
    assert.deepEqual(parseStat(line, line.length), {
      pid: 4242,
      name,
      state: "S",
      parentPid: 17,
      group: 42,
      session: 43,
      startTicks: 987_654,
    });
  }
  for (const broken of ["", "4242", "4242 (sh) S 17", "nonsense", "x (y) S 1 2"])
    assert.equal(parseStat(Buffer.from(broken), broken.length), undefined);
});

test("HOST-02: identity is pid, start time and boot; a process that has gone does not exist", async () => {
  const self = processes.self;
  assert.equal(self.pid, process.pid);
  assert.match(self.bootId, /^[0-9a-f-]{36}$/);
  const look = processes.look(process.pid);
  assert.ok(look.exists);
  assert.deepEqual(look.identity, self);
  assert.equal(look.parentPid, process.ppid);
  for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 31 - 1]) assert.deepEqual(processes.look(pid), { exists: false });
});

test("a program whose name is full of parentheses and spaces is seen as it is", async (context) => {
  const program = join(temporaryFolder(context), "a) R (b c");
  copyFileSync("/bin/sleep", program);
  const child = spawn(program, ["60"], { stdio: "ignore" });
  context.after(() => child.kill("SIGKILL"));
  const look = processes.look(child.pid ?? 0);
  assert.ok(look.exists);
  assert.equal(look.parentPid, process.pid);
  assert.ok(
    processes.list().some(({ identity, command }) => identity.pid === child.pid && command === `${program} 60`),
  );
});

test("stopped and zombie processes are told by their state", async (context) => {
  // The shell becomes a program that never asks how its child ended.
  const parent = spawn("/bin/sh", ["-c", "sleep 0.01 & exec sleep 60"], { stdio: "ignore" });
  context.after(() => parent.kill("SIGKILL"));
  const zombie = await until("a zombie", () =>
    processes.list().find(({ identity, command }) => {
      const look = processes.look(identity.pid);
      return look.exists && look.state === "Z" && look.parentPid === parent.pid && command === "[sleep]";
    }),
  );
  assert.ok(zombie);
  assert.equal(processes.signal(zombie.identity, "SIGTERM", "process"), false, "a zombie cannot be signalled");
  const look = processes.look(parent.pid ?? 0);
  assert.ok(look.exists);
  assert.ok(processes.signal(look.identity, "SIGSTOP", "process"));
  await until("stopped", () => {
    const now = processes.look(look.identity.pid);
    return now.exists && now.state === "T";
  });
});

test("a listening port is told to be a process's own, of its tree, or another's", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  assert.equal(processes.listens?.(processes.self, port), true);
  const script = "const s = require('net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))";
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
  t.after(() => child.kill());
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const look = processes.look(child.pid ?? 0);
  assert.ok(look.exists);
  assert.equal(processes.listens?.(look.identity, Number(line)), true);
  assert.equal(processes.listens?.(look.identity, port), false);
  server.close();
  await once(server, "close");
  assert.equal(processes.listens?.(processes.self, port), undefined, "nobody listens there any more");
});
