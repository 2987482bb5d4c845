/**
 * What a signal cannot show: processes of Chiron whose loop never comes round again, and that take ever more memory, by their own inspectors; and
 * healers that come back to a store that is noise.
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { allWell, type HealerRole, healer, healers } from "../support/healers.ts";
import { outside } from "../support/outside.ts";

const yaml = `
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "100000"] } }
healers: { silentAfter: 5s, confirmFor: 1s, memoryLimit: 256MB }
packs: [service]
`;

/** `said` gets what the three say; SIGUSR1 opens the inspector of a process, which says where it listens. */
async function evaluate(said: () => string, pids: readonly number[], expression: string): Promise<void> {
  const sockets: WebSocket[] = [];
  for (const pid of pids) sockets.push(await openInspector(said, pid));
  for (const socket of sockets)
    socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } }));
  await until("it is sent", () => sockets.every(({ bufferedAmount }) => bufferedAmount === 0));
}

async function openInspector(said: () => string, pid: number): Promise<WebSocket> {
  const before = said().length;
  process.kill(pid, "SIGUSR1");
  const url = await until(
    "the inspector listens",
    () => /Debugger listening on (ws:\S+)/.exec(said().slice(before))?.[1],
  );
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return socket;
}

/** So that the mender has a use for the store, where the configuration names it. */
function makeRepository(path: string): void {
  const git = (...words: readonly string[]) => execFileSync("git", ["-C", path, ...words]);
  mkdirSync(path);
  writeFileSync(join(path, "whole.json"), "{}\n");
  git("init", "-q");
  git("add", ".");
  git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m", "whole");
}

async function scene(t: TestContext, more = "") {
  const { NODE_OPTIONS } = process.env;
  process.env.NODE_OPTIONS = "--inspect-port=0";
  const chiron = outside(t, yaml + more);
  makeRepository(join(chiron.folder, "code"));
  let child: ChildProcess;
  try {
    child = await chiron.up();
  } finally {
    if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = NODE_OPTIONS;
  }
  let output = "";
  child.stderr?.on("data", (part: string) => {
    output += part;
  });
  await until("all are well", () => allWell(chiron.dataDir));
  const worker = (await chiron.ask("GET", "/v1/targets/worker")).json.pid;
  return { ...chiron, said: () => output, worker };
}

const faults = {
  "its loop is wedged": "for(;;);",
  "it takes more and more memory": "globalThis.eaten=[];setInterval(()=>eaten.push(Buffer.alloc(32e6,1)),20);0",
};

for (const [what, expression] of Object.entries(faults)) {
  test(`HEALER-07: ${what}: engine, mender and watchdog are each replaced in time, the others and the services left alone`, async (t) => {
    const { dataDir, said, ask, chiron, worker } = await scene(t);
    for (const role of ["engine", "mender", "watchdog"] as const satisfies readonly HealerRole[]) {
      const before = healers(dataDir);
      const struck = before[role]?.pid ?? 0;
      await evaluate(said, [struck], expression);
      await until(`another ${role} is well`, () => allWell(dataDir, [struck]), 60_000);
      for (const other of ["engine", "mender", "watchdog"] as const)
        if (other !== role)
          assert.equal(healer(dataDir, other)?.pid, before[other]?.pid, `the ${other} was left alone`);
    }
    assert.equal((await ask("GET", "/v1/targets/worker")).json.pid, worker, "services go on");
    assert.equal((await chiron("down")).code, 0);
  });
}

for (const [what, expression] of Object.entries(faults)) {
  test(`HEALER-07: ${what}: engine and mender at once: both are replaced in time, and the services left alone`, async (t) => {
    const { dataDir, said, ask, chiron, worker } = await scene(t);
    const { engine, mender } = healers(dataDir);
    const struck = [engine?.pid ?? 0, mender?.pid ?? 0];
    await evaluate(said, struck, expression);
    await until("two others are well", () => allWell(dataDir, struck), 120_000);
    assert.equal((await ask("GET", "/v1/targets/worker")).json.pid, worker, "services go on");
    assert.equal((await chiron("down")).code, 0);
  });
}

function noise(path: string): void {
  const file = openSync(path, "r+");
  writeSync(file, randomBytes(65_536), 0, 65_536, 0);
  closeSync(file);
}

for (const roles of [["engine"], ["mender"], ["engine", "mender"]] as const) {
  test(`HEALER-07: the store becomes noise and ${roles.join(" and ")} is killed: it is replaced in time, the engine observes, and the services are left alone until there is a store`, async (t) => {
    const { dataDir, ask, chiron, worker } = await scene(
      t,
      "repositories: [{ id: code, path: code, autonomy: observe }]\n",
    );
    const before = healers(dataDir);
    for (const name of ["chiron.db", "chiron.db-wal"]) noise(join(dataDir, name));
    const struck = roles.map((role) => before[role]?.pid ?? 0);
    for (const pid of struck) process.kill(pid, "SIGKILL");
    const isBack = () =>
      Object.entries(healers(dataDir)).every(([role, one]) => {
        const isUp = one?.state === "healthy" || (role === "engine" && one?.state === "degraded");
        return isUp && !struck.includes(one.pid);
      });
    await until("all three are back", isBack, 60_000);
    // An engine that was left alone finds it with what it writes next, or by its own check.
    if (!existsSync(join(dataDir, "store-damaged.json"))) process.kill(healer(dataDir, "engine")?.pid ?? 0, "SIGKILL");
    await until("the engine only observes", () => healer(dataDir, "engine")?.state === "degraded", 60_000);
    assert.match((await chiron("status")).out, /damaged/);
    assert.equal((await chiron("store", "fresh", "--yes")).code, 0);
    await until("all are well", () => allWell(dataDir), 60_000);
    await until("the service is known again", async () => {
      const { json } = await ask("GET", "/v1/targets/worker");
      return json.pid === worker;
    });
    assert.equal((await chiron("down")).code, 0);
  });
}
