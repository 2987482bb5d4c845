import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { SpawnedProcess, SpawnSpec } from "../../index.ts";
import { createCountingIds, temporaryFolder, until, within } from "../../test/index.ts";
import { createRealProcesses } from "./index.ts";

const SHOW = 'echo "cwd=$PWD args=$*"; env; exec sleep 60';

/** Empty when it has ended. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

function begin(context: TestContext) {
  const folder = temporaryFolder(context);
  const processes = createRealProcesses(createCountingIds());
  context.after(() => processes.close());
  const spec = (changes: Partial<SpawnSpec> = {}): SpawnSpec => ({
    command: ["sh", "-c", SHOW, "sh", "a b", "$(touch hacked); `touch hacked`", '"; touch hacked #'],
    cwd: folder,
    env: { MARK: folder, CHIRON_SERVICE: `test:${folder}` },
    log: join(folder, "logs", "service.log"),
    ...changes,
  });
  const start = async (wanted: SpawnSpec): Promise<SpawnedProcess> => {
    const spawned = await processes.spawn(wanted);
    context.after(() => processes.signal(spawned.identity, "SIGKILL", "tree"));
    return spawned;
  };
  /** All that a service can see of how it was started. */
  const surroundings = async ({ identity: { pid } }: SpawnedProcess, { log }: SpawnSpec) => {
    await until("it became the program", () => commandLine(pid) === "sleep\u000060\0");
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .filter((entry) => !entry.startsWith("_="));
    // The dynamic linker has files open until the program itself runs, and then sleeps.
    await until("it sleeps", () => readFileSync(`/proc/${pid}/stat`, "latin1").includes(") S "));
    const session = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ").slice(2, 4);
    assert.deepEqual(session, [String(pid), String(pid)], "it leads a session of its own");
    return {
      environment: environment.sort(),
      descriptors: readdirSync(`/proc/${pid}/fd`),
      cwd: readlinkSync(`/proc/${pid}/cwd`),
      said: readFileSync(log, "utf8").split("\n")[0],
    };
  };
  const waitingShells = () =>
    readFileSync(`/proc/self/task/${process.pid}/children`, "latin1")
      .split(" ")
      .map(Number)
      .filter((pid) => commandLine(pid).includes("chiron standby"));
  return { folder, processes, spec, start, surroundings, waitingShells };
}

test("a process gets its folder, environment, log and session, and its end is told", async (context) => {
  const { processes, spec, start } = begin(context);
  process.env.NOTIFY_SOCKET = "/run/ours";
  context.after(() => delete process.env.NOTIFY_SOCKET);
  const wanted = spec({ command: ["sh", "-c", "echo out; echo err >&2; env; exit 7"] });
  const { identity, ended } = await start(wanted);
  assert.equal(identity.bootId, processes.self.bootId);
  assert.ok(identity.startTicks >= processes.self.startTicks);
  assert.deepEqual(await within("the end", ended), { code: 7, signal: null });
  const log = readFileSync(wanted.log, "utf8");
  assert.match(log, /^out\nerr\n/);
  assert.match(log, new RegExp(`^MARK=${wanted.cwd}$`, "m"));
  assert.doesNotMatch(log, /NOTIFY_SOCKET|NODE_TEST_CONTEXT/);
  assert.equal(processes.look(identity.pid).exists, false);
});

test("what cannot be started is said in words", async (context) => {
  const { folder, processes, spec } = begin(context);
  writeFileSync(join(folder, "script"), "#!/bin/sh\n");
  writeFileSync(join(folder, "broken"), "#!/missing/interpreter\n");
  chmodSync(join(folder, "broken"), 0o755);
  const cases: [Partial<SpawnSpec>, RegExp][] = [
    [{ command: ["no-such-program-anywhere"] }, /^there is no program "no-such-program-anywhere" on the PATH$/],
    [{ command: ["./missing"] }, /^the program .*\/missing does not exist$/],
    [{ command: ["./script"] }, /^the program .*\/script is not executable$/],
    [{ command: ["./broken"] }, /^the program .*\/broken cannot be started: .*ENOENT/],
    [{ command: [folder] }, /is not a file$/],
    [{ command: [] }, /^the command is empty$/],
    [{ command: ["sh", "a\0b"] }, /zero byte/],
    [{ cwd: join(folder, "missing") }, /^the working directory does not exist/],
    [{ log: "/proc/nowhere/log" }, /^the log file of the service cannot be opened/],
  ];
  for (const [changes, message] of cases) {
    processes.prepare(spec(changes));
    if (changes.command?.[0] === "./broken") processes.release(spec(changes));
    await assert.rejects(processes.spawn(spec(changes)), { name: "ChironError", message });
  }
});

test("HOST-17: a prepared start gives the same process as a plain one, and nothing in the command is read as shell", async (context) => {
  const { folder, processes, spec, start, surroundings, waitingShells } = begin(context);
  const plain = await surroundings(
    await start(spec({ log: join(folder, "plain") })),
    spec({ log: join(folder, "plain") }),
  );
  const wanted = spec();
  processes.prepare(wanted);
  processes.prepare(spec());
  const waiting = waitingShells();
  assert.equal(waiting.length, 1, "an equal spec is prepared once");
  // Until it waits on its pipe, a start goes the plain way.
  const before = await until("the shell waits", () => {
    const look = processes.look(waiting[0] ?? 0);
    return look.exists && look.state === "S" && look;
  });
  const spawned = await start(spec());
  assert.deepEqual(spawned.identity, before.identity, "it keeps the pid and start time");
  const prepared = await surroundings(spawned, wanted);
  assert.deepEqual(prepared.environment, plain.environment);
  assert.deepEqual(prepared.descriptors, plain.descriptors);
  assert.deepEqual([prepared.cwd, prepared.said], [plain.cwd, plain.said]);
  assert.equal(prepared.said, `cwd=${folder} args=a b $(touch hacked); \`touch hacked\` "; touch hacked #`);
  assert.ok(!existsSync(join(folder, "hacked")));
  assert.deepEqual(waitingShells(), []);
  processes.signal(spawned.identity, "SIGKILL", "process");
  assert.deepEqual(await within("the end", spawned.ended), { code: null, signal: "SIGKILL" });
});

test("what only waits is never found as the service", async (context) => {
  const { folder, processes, spec, start, surroundings, waitingShells } = begin(context);
  const running = await start(spec({ log: join(folder, "running") }));
  await surroundings(running, spec({ log: join(folder, "running") }));
  processes.prepare(spec());
  const [waiting] = waitingShells();
  assert.ok(waiting);
  const find = () => processes.findByEnvironment("CHIRON_SERVICE", `test:${folder}`).map(({ pid }) => pid);
  assert.deepEqual(find(), [running.identity.pid]);
  assert.deepEqual(
    processes.tree(running.identity).map(({ pid }) => pid),
    [running.identity.pid],
  );
  assert.ok(!processes.list().some(({ identity }) => identity.pid === waiting));
  const spawned = await start(spec());
  await surroundings(spawned, spec());
  assert.deepEqual(
    find(),
    [running.identity.pid, spawned.identity.pid].sort((a, b) => a - b),
  );
  assert.deepEqual(
    processes.findByEnvironment("CHIRON_SERVICE", `test:${folder.slice(0, -1)}`),
    [],
    "only the whole value counts",
  );
});

test("a prepared process that has died, was stopped, or has lost its place is replaced by a plain start", async (context) => {
  const { folder, processes, spec, start, surroundings, waitingShells } = begin(context);
  const wanted = spec();
  const spoil: Record<string, (pid: number) => void> = {
    killed: (pid) => process.kill(pid, "SIGKILL"),
    stopped: (pid) => process.kill(pid, "SIGSTOP"),
    "log renamed": () => renameSync(wanted.log, join(folder, "old.log")),
  };
  for (const [how, act] of Object.entries(spoil)) {
    processes.prepare(wanted);
    const [waiting] = waitingShells();
    assert.ok(waiting, how);
    act(waiting);
    await until(how, () => {
      const look = processes.look(waiting);
      return !look.exists || look.state !== "S" || how === "log renamed";
    });
    const spawned = await start(wanted);
    assert.notEqual(spawned.identity.pid, waiting, how);
    assert.equal((await surroundings(spawned, wanted)).said?.startsWith("cwd="), true, how);
    await until("the waiting shell has ended", () => !waitingShells().includes(waiting));
  }
});

test("a program that was removed after the preparation is the same clear error", async (context) => {
  const { folder, processes, spec, waitingShells } = begin(context);
  const program = join(folder, "program");
  writeFileSync(program, "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
  processes.prepare(spec({ command: ["./program"] }));
  assert.equal(waitingShells().length, 1);
  renameSync(program, `${program}.old`);
  await assert.rejects(processes.spawn(spec({ command: ["./program"] })), {
    message: `the program ${program} does not exist`,
  });
  await until("the waiting shell has ended", () => waitingShells().length === 0);
});

test("released and closed: nothing waits any more", async (context) => {
  const { processes, spec, waitingShells } = begin(context);
  processes.prepare(spec());
  processes.prepare(spec({ env: { OTHER: "1" } }));
  assert.equal(waitingShells().length, 2);
  processes.release(spec());
  await until("one ended", () => waitingShells().length === 1);
  processes.close();
  await until("both ended", () => waitingShells().length === 0);
});

test("whoever prepares can end, even by SIGKILL, and what waits ends by itself; what was started goes on", async (context) => {
  const { folder, processes, spec } = begin(context);
  const script = `
    import { createRealProcesses } from ${JSON.stringify(import.meta.resolve("./index.ts"))};
    const processes = createRealProcesses({ next: () => "run-1" });
    processes.prepare(${JSON.stringify(spec({ log: join(folder, "waiting") }))});
    processes.prepare(${JSON.stringify(spec())});
    const { identity } = await processes.spawn(${JSON.stringify(spec())});
    console.log(JSON.stringify(identity));
    if (process.argv[1] === "stay") setInterval(() => {}, 1000);`;
  for (const way of ["leave", "stay"]) {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script, way], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let said = "";
    child.stdout.on("data", (piece) => {
      said += piece;
    });
    const identity = await until("it has started a service", () => said.endsWith("\n") && JSON.parse(said));
    context.after(() => processes.signal(identity, "SIGKILL", "tree"));
    if (way === "stay") child.kill("SIGKILL");
    // Neither the waiting shell nor the service keeps its parent alive.
    await within("its end", ended);
    const marked = () =>
      readdirSync("/proc").filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`MARK=${folder}\0`);
        } catch {
          return false;
        }
      });
    await until("only the service is left", () => marked().join() === String(identity.pid));
    await sleep(50);
    const look = processes.look(identity.pid);
    assert.ok(look.exists && look.state !== "Z");
    processes.signal(identity, "SIGKILL", "tree");
    await until("gone", () => marked().length === 0);
  }
});
