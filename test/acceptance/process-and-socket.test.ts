/** A process exists, and its socket accepts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { startWorld, type World } from "../support/engine.ts";

/** Listens on a Unix socket, until SIGUSR2 makes it deaf while it lives on. */
const server = `
require("node:fs").rmSync(process.argv[1], { force: true });
const server = require("node:net").createServer((socket) => socket.end()).listen(process.argv[1]);
process.on("SIGUSR2", () => server.close());
setInterval(() => undefined, 1e6);
`;

const yaml = `
node: test
targets:
  - id: web
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [node, -e, ${JSON.stringify(server)}, DIR/web.sock] }
    probes: [ process: { socket: { path: ./web.sock }, every: 300ms } ]
packs: [service]
`;

async function served(world: World): Promise<number> {
  await until("its socket accepts", () => {
    const probes = world.facade.target("web")?.probes ?? [];
    return probes.some(({ id, last }) => id === "socket" && last?.values.serving === true);
  });
  return world.pid("web");
}

test("HOST-02: process and socket: a process whose socket no longer accepts is restarted, and so is one that is gone", async (t) => {
  const world = await startWorld(t, yaml);
  const first = await served(world);
  process.kill(first, "SIGUSR2");
  const deaf = await world.incident("resolved");
  assert.equal(world.facade.incident(deaf)?.type, "service_unresponsive");
  const second = await served(world);
  assert.notEqual(second, first);
  process.kill(second, "SIGKILL");
  const opened = await world.event("incident.opened", ({ data }) => data.type === "process_dead");
  await world.event("incident.moved", ({ data }) => data.incident === opened.data.incident && data.to === "resolved");
  assert.notEqual(await served(world), second);
});
