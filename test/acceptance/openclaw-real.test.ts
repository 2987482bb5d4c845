/** The real OpenClaw gateway, broken once: it takes ten seconds and 0.8 GB to start. */
// mostly waits
// needs: openclaw
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder, until } from "#core/platform/test";
import { requiredProgram } from "../../tools/needs/fetched.ts";
import { ask, startWorld, type World } from "../support/engine.ts";
import { freePort } from "../support/ports.ts";

interface Answer {
  readonly status: number;
  readonly uptimeMs: number;
}

/** Stands before the gateway, and gives bad answers for a gateway that it was told to call unwell, until that one has restarted. */
async function startRelay(t: TestContext, port: number) {
  let unwellFor = Number.POSITIVE_INFINITY;
  let restarts = 0;
  const upstream = async (path: string): Promise<Answer & { readonly body: string }> => {
    const body = (await ask(`http://127.0.0.1:${port}${path}`)) ?? "";
    const { uptimeMs } = JSON.parse((await ask(`http://127.0.0.1:${port}/startupz`)) ?? "{}") as Partial<Answer>;
    const { ready, ok } = JSON.parse(body === "" ? "{}" : body) as { ready?: boolean; ok?: boolean };
    return { status: (ready ?? ok) === true ? 200 : 503, uptimeMs: uptimeMs ?? 0, body };
  };
  const relay = createServer(({ url }, response) => {
    void upstream(url ?? "/").then(({ status, uptimeMs, body }) => {
      let bad = unwellFor !== Number.POSITIVE_INFINITY;
      if (bad && uptimeMs > 0 && uptimeMs < unwellFor) {
        bad = false;
        restarts += 1;
        unwellFor = Number.POSITIVE_INFINITY;
      }
      response.statusCode = bad ? 503 : status;
      response.end(body);
    });
  }).listen(0, "127.0.0.1");
  t.after(() => {
    relay.closeAllConnections();
    relay.close();
  });
  await until("the relay listens", () => relay.listening);
  return {
    url: (path: string) => `http://127.0.0.1:${(relay.address() as AddressInfo).port}${path}`,
    callUnwell: async () => {
      unwellFor = (await upstream("/readyz")).uptimeMs;
    },
    restarts: () => restarts,
  };
}

/** All that a gateway needs; it does without any model provider. */
function configure(stateDir: string, port: number): void {
  mkdirSync(stateDir);
  const auth = { mode: "token", token: "test-token" };
  const gateway = { mode: "local", port, bind: "loopback", auth };
  writeFileSync(join(stateDir, "openclaw.json"), JSON.stringify({ gateway }));
}

async function healed(world: World) {
  const { outcome, state } = world.facade.incident(await world.incident(["resolved", "escalated"], 120_000)) ?? {};
  return { by: outcome?.strategy, state, verifiedBy: outcome?.verifiedBy };
}

test("HOST-13: the real OpenClaw gateway is restarted by its own command when it is unwell", async (t) => {
  const program = requiredProgram("openclaw");
  const folder = temporaryFolder(t);
  const port = await freePort();
  const environment = {
    HOME: folder,
    OPENCLAW_STATE_DIR: join(folder, ".openclaw"),
    OPENCLAW_SKIP_CHANNELS: "1",
    NO_COLOR: "1",
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  };
  configure(environment.OPENCLAW_STATE_DIR, port);
  const relay = await startRelay(t, port);
  const env = JSON.stringify(environment);
  const world = await startWorld(
    t,
    `
node: test
packs:
  - openclaw:
      gateway:
        healthz: ${relay.url("/healthz")}
        readyz: ${relay.url("/readyz")}
        every: 2s
        program: ${program}
        environment: ${env}
        supervisor: { direct: { command: [${program}, gateway, run], env: ${env} } }
        startupGrace: 90s
        autonomy: auto
`,
  );
  const last = (id: string) =>
    world.facade.target("openclaw-gateway")?.probes.find((one) => one.id === id)?.last?.values;
  await until("the gateway is ready", () => last("ready")?.serving === true && last("http")?.serving === true, 180_000);
  // `status` is openclaw gateway status, which talks to the gateway by its own protocol.
  const verifiedBy = ["process", "http", "ready", "status"];
  const pid = world.pid("openclaw-gateway");
  await relay.callUnwell();
  assert.deepEqual(await healed(world), { by: "gateway restart", state: "resolved", verifiedBy });
  assert.equal(relay.restarts(), 1);
  assert.equal(world.pid("openclaw-gateway"), pid, "inside of its process");
});
