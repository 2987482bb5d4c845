/** The OpenClaw gateway: looked at over HTTP and by its own command, restarted by the way that fits. Against a stand-in. */
// mostly waits
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { answers, ask, startWorld, type World } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

const standIn = readFileSync(new URL("../support/openclaw.mjs", import.meta.url), "utf8");

interface Scene {
  readonly world: World;
  readonly folder: string;
  readonly port: number;
  /** The gateway's own process. */
  pid(): number;
}

interface Wanted {
  /** Chiron runs it. Otherwise somebody else does, as a human in a terminal. */
  readonly supervised?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: string;
}

async function gatewayOf(t: TestContext, { supervised = false, files = {}, settings = "" }: Wanted): Promise<Scene> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const openclaw = join(folder, "openclaw.mjs");
  writeFileSync(openclaw, `#!${process.execPath}\n${standIn}`);
  chmodSync(openclaw, 0o755);
  const given = { "openclaw.json": JSON.stringify({ gateway: { port } }), wedge: "http", ...files };
  for (const [name, content] of Object.entries(given)) writeFileSync(join(folder, name), content);
  const env = { ...process.env, OPENCLAW_STATE_DIR: folder };
  if (!supervised) ended(t, spawn(openclaw, ["gateway", "run"], { env, stdio: "ignore" }));
  const direct = `direct: { command: [${openclaw}, gateway, run], env: { OPENCLAW_STATE_DIR: ${folder} } }`;
  const yaml = `
node: test
packs:
  - openclaw:
      gateway:
        healthz: http://127.0.0.1:${port}/healthz
        readyz: http://127.0.0.1:${port}/readyz
        every: 1s
        program: ${openclaw}
        environment: { OPENCLAW_STATE_DIR: ${folder} }
        startupGrace: 5s
        autonomy: auto
${supervised ? `        supervisor: { ${direct} }\n` : ""}${settings}`;
  const world = await startWorld(t, yaml);
  await answers(`http://127.0.0.1:${port}/readyz`);
  await until("seen to be well", () => world.facade.target("openclaw-gateway")?.health === "good");
  return { world, folder, port, pid: () => Number(readFileSync(join(folder, "gateway.pid"), "utf8")) };
}

function ended(t: TestContext, child: ChildProcess): void {
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
}

async function healed({ world }: Scene) {
  const incident = await world.incident(["resolved", "escalated"], 90_000);
  const { type, severity, state, runbook, outcome, steps = [] } = world.facade.incident(incident) ?? {};
  return { type, severity, state, runbook, by: outcome?.strategy, steps: steps.map(({ action }) => action) };
}

const byRestart = {
  type: "gateway_unresponsive",
  severity: "critical",
  state: "resolved",
  runbook: "rb-gateway-restart",
  by: "gateway restart",
  steps: ["openclaw.restart"],
};

// Most of their time is waiting.
suite("an OpenClaw gateway", { concurrency: 3 }, () => {
  test("HOST-05, HOST-13: a gateway that answers nobody is restarted by openclaw gateway restart, and verified within 30 s", async (t) => {
    const scene = await gatewayOf(t, {});
    const pid = scene.pid();
    process.kill(pid, "SIGUSR1");
    assert.deepEqual(await healed(scene), byRestart);
    assert.equal(readFileSync(join(scene.folder, "restarts"), "utf8"), `${pid}\n`, "once, inside of its process");
    const { events } = scene.world;
    const ran = events.find((one) => one.type === "step.finished")?.at ?? 0;
    const good = events.find((one) => one.type === "incident.moved" && one.data.to === "resolved")?.at ?? Infinity;
    assert.ok(good - ran < 30_000);
  });

  test("HOST-02, HOST-13: openclaw gateway status exits with 0 also when it sees nobody; its word counts, not its exit code", async (t) => {
    const scene = await gatewayOf(t, { files: { wedge: "rpc" }, settings: "        status: 1s\n" });
    process.kill(scene.pid(), "SIGUSR1");
    assert.deepEqual(await healed(scene), byRestart);
    const opened = scene.world.events.find((one) => one.type === "incident.opened");
    assert.match(JSON.stringify(opened?.data), /"probe":"status".*"rpcOk":false/);
    assert.match(JSON.stringify(opened?.data), /"exitCode":0/);
  });

  test("HOST-13: exit code 2 means that it is still starting: whether it does is for its probes to say", async (t) => {
    const scene = await gatewayOf(t, { files: { slow: "" } });
    process.kill(scene.pid(), "SIGUSR1");
    assert.deepEqual(await healed(scene), byRestart);
  });

  test("HOST-13: a gateway that is gone is started again by who supervises it", async (t) => {
    const scene = await gatewayOf(t, { supervised: true });
    const before = scene.pid();
    process.kill(before, "SIGKILL");
    assert.deepEqual(await healed(scene), { ...byRestart, by: "start again", steps: ["service.restart"] });
    assert.notEqual(scene.pid(), before);
  });

  test("HOST-13: a gateway that SIGSTOP holds is not asked, which would take minutes, but restarted by force", async (t) => {
    const scene = await gatewayOf(t, { supervised: true });
    const before = scene.pid();
    process.kill(before, "SIGSTOP");
    assert.deepEqual(await healed(scene), { ...byRestart, by: "forced restart", steps: ["service.restart"] });
    assert.notEqual(scene.pid(), before);
  });

  test("HOST-13, HOST-19: a gateway that is gone, without a service of its own, is a human's, who reads what would help", async (t) => {
    const scene = await gatewayOf(t, {});
    process.kill(scene.pid(), "SIGKILL");
    rmSync(join(scene.folder, "gateway.pid"));
    const { state, steps } = await healed(scene);
    assert.deepEqual([state, steps], ["escalated", ["openclaw.restart"]]);
    const page = await scene.world.event("message.queued", (one) => one.data.message.route === "page");
    assert.match(page.data.message.body, /no gateway and no service was found/);
    assert.match(page.data.message.body, /openclaw gateway install/);
    assert.equal(await ask(`http://127.0.0.1:${scene.port}/healthz`), undefined);
  });
});
