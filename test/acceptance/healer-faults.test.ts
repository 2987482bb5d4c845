/** What a signal cannot show: processes of Chiron whose loop never comes round again, and that take ever more memory. By their own inspectors. */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
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
async function evaluate(said: () => string, pid: number, expression: string): Promise<void> {
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
  socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } }));
  await until("it is sent", () => socket.bufferedAmount === 0);
}

async function scene(t: TestContext) {
  const { NODE_OPTIONS } = process.env;
  process.env.NODE_OPTIONS = "--inspect-port=0";
  const chiron = outside(t, yaml);
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
      await evaluate(said, struck, expression);
      await until(`another ${role} is well`, () => allWell(dataDir, [struck]), 60_000);
      for (const other of ["engine", "mender", "watchdog"] as const)
        if (other !== role)
          assert.equal(healer(dataDir, other)?.pid, before[other]?.pid, `the ${other} was left alone`);
    }
    assert.equal((await ask("GET", "/v1/targets/worker")).json.pid, worker, "services go on");
    assert.equal((await chiron("down")).code, 0);
  });
}
