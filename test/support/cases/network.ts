/** Cases for the probes of servers, against Debian's own, and for the actions of what is reached over a network. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Case } from "../action-cases.ts";
import type { Stage } from "../actions.ts";
import { freePort } from "../ports.ts";
import type { ProbeCase } from "../probe-cases.ts";
import { startNats, startPostgres, startPrometheus, startRedis, startSshd } from "../servers.ts";

/** Accepts, and says nothing. */
async function silentPort(t: TestContext): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const nobody = async () => ({ port: await freePort() });
const silent = async (t: TestContext) => ({ port: await silentPort(t) });
const loggedIn = { serving: "boolean", authenticated: "boolean", connectMs: "number", latencyMs: "number" } as const;

export const networkProbes: Readonly<Record<string, ProbeCase>> = {
  nats: {
    needs: "nats-server",
    everyMs: 60_000,
    well: async (t) => ({ port: (await startNats(t)).port }),
    says: loggedIn,
    unreachable: nobody,
    silent,
    shared: true,
    refused: [{ port: 0 }, { user: "u" }, { passwordFile: "/run/p" }, { tokenFile: "/run/t", tokenVariable: "T" }],
  },
  postgres: {
    needs: "postgresql",
    everyMs: 60_000,
    well: async (t) => {
      const { port, folder } = await startPostgres(t, { password: "correct horse" });
      const passwordFile = join(folder, "password");
      writeFileSync(passwordFile, "correct horse\n");
      return { port, passwordFile };
    },
    says: { ...loggedIn, replica: "boolean" },
    unreachable: nobody,
    silent,
    shared: true,
    refused: [{ path: "/run/x.sock" }, { password: "p" }, { passwordFile: "/run/p", passwordVariable: "P" }],
  },
  promql: {
    needs: "prometheus",
    everyMs: 60_000,
    well: async (t) => ({ url: `http://127.0.0.1:${(await startPrometheus(t)).port}`, query: "vector(3)" }),
    says: { value: "number" },
    unreachable: async () => ({ url: `http://127.0.0.1:${await freePort()}`, query: "up" }),
    silent: async (t) => ({ url: `http://127.0.0.1:${await silentPort(t)}`, query: "up" }),
    shared: true,
    refused: [
      { url: "http://127.0.0.1/" },
      { url: "ftp://127.0.0.1/", query: "up" },
      { url: "http://u:p@127.0.0.1/", query: "up" },
      { url: "http://127.0.0.1/?query=up", query: "up" },
    ],
  },
  redis: {
    needs: "redis-server",
    everyMs: 60_000,
    well: async (t) => ({ port: (await startRedis(t)).port }),
    says: loggedIn,
    unreachable: nobody,
    silent,
    shared: true,
    refused: [{ port: 70_000 }, { user: "u" }, { passwordVariable: "no variable" }, { host: "-x" }],
  },
  ssh: {
    needs: "openssh",
    everyMs: 300_000,
    well: async (t) => ({ host: "127.0.0.1", port: (await startSshd(t)).port }),
    says: { serving: "boolean", latencyMs: "number", software: "string" },
    unreachable: async () => ({ host: "127.0.0.1", port: await freePort() }),
    silent: async (t) => ({ host: "127.0.0.1", port: await silentPort(t) }),
    shared: true,
    refused: [
      {},
      { host: "-oProxyCommand=id" },
      { host: "a b" },
      { host: "a", user: "-l" },
      { host: "a", identityFile: "/run/key" },
    ],
  },
};

export const networkActions: Readonly<Record<string, (stage: Stage) => Case | Promise<Case>>> = {
  "endpoint.switch": ({ world }) => {
    const file = join(world, "endpoint");
    writeFileSync(file, "127.0.0.1:5432\n# who uses the database reads this\n", { mode: 0o640 });
    return {
      input: { file, standby: "127.0.0.1:5433" },
      says: [`Would write 127.0.0.1:5433 instead of 127.0.0.1:5432 into the first line of ${file}`],
      done: () => assert.equal(readFileSync(file, "utf8"), "127.0.0.1:5433\n# who uses the database reads this\n"),
    };
  },

  "probe.retry": () => ({
    input: { tries: 3, pause: "10ms", growth: 2 },
    says: ["Would look up to 3 times, after 10ms, 20ms, 40ms, and change nothing"],
    done: () => undefined,
  }),
};
