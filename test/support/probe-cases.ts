/** For every probe a real counterpart that is well, one that cannot be reached, and one that never answers. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder } from "../../src/core/platform/test/index.ts";
import { gitProbes } from "./cases/git.ts";
import { heartbeatCases } from "./cases/heartbeats.ts";
import { memoryCases } from "./cases/memory.ts";
import { networkProbes } from "./cases/network.ts";
import { pipelineProbeCases } from "./cases/pipelines.ts";
import { sqliteProbeCases } from "./cases/sqlite.ts";
import { storageProbes } from "./cases/storage.ts";
import { freePort } from "./ports.ts";

type Options = Record<string, unknown>;
type Type = "string" | "number" | "boolean";

export interface ProbeCase {
  /** The one thing that not every machine has; its tests stand in a file that says so (test/contract/probes-*.test.ts). */
  readonly needs?: "git" | "nats-server" | "openssh" | "postgresql" | "prometheus" | "redis-server";
  /** The longest default interval that HOST-02 allows. */
  readonly everyMs: number;
  readonly well: (t: TestContext) => Promise<Options>;
  /** What a reading of a target that is well says, by name, with the unit in the name. */
  readonly says: Readonly<Record<string, Type>>;
  readonly unreachable: (t: TestContext) => Promise<Options>;
  /** Absent: what it looks at cannot make it wait. */
  readonly silent?: (t: TestContext) => Promise<Options>;
  /** Absent: it is never shared. */
  readonly shared?: boolean;
  readonly refused: readonly Options[];
}

async function listening(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket.on("error", () => undefined));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function running(t: TestContext): number {
  const child = spawn("sleep", ["1000"], { stdio: "ignore" });
  t.after(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  return child.pid ?? 0;
}

function fileWith(t: TestContext, content: string): string {
  const path = join(temporaryFolder(t), "file");
  writeFileSync(path, content);
  return path;
}

function folderOf(t: TestContext): string {
  const path = join(temporaryFolder(t), "folder");
  mkdirSync(path);
  return path;
}

export const cases: Readonly<Record<string, ProbeCase>> = {
  ...heartbeatCases,
  ...memoryCases,
  ...gitProbes,
  ...networkProbes,
  ...storageProbes,
  ...pipelineProbeCases,
  ...sqliteProbeCases,

  command: {
    everyMs: 120_000,
    well: async () => ({ argv: ["echo", "queue: 7"], values: { queueLength: { regex: "queue: ([0-9]+)" } } }),
    says: { exitCode: "number", serving: "boolean", queueLength: "number" },
    unreachable: async () => ({ argv: ["chiron-has-no-such-program"] }),
    silent: async () => ({ argv: ["sleep", "1000"] }),
    shared: true,
    refused: [
      { argv: [] },
      { argv: "ls -l" },
      { argv: ["ls"], values: { exitCode: { regex: "(.)" } } },
      { argv: ["ls"], values: { a: { regex: "(?=x)" } } },
    ],
  },
  file: {
    everyMs: 60_000,
    well: async (t) => ({ path: fileWith(t, JSON.stringify({ at: new Date().toISOString() })), json: "/at" }),
    says: { exists: "boolean", sizeBytes: "number", ageMs: "number" },
    unreachable: async (t) => ({ path: folderOf(t), json: "/at" }),
    shared: true,
    refused: [{}, { path: "/tmp/x", json: "at" }],
  },
  http: {
    everyMs: 30_000,
    well: async (t) => ({
      url: `http://127.0.0.1:${await listening(
        t,
        createHttpServer((_ask, say) => say.end("ok")),
      )}/`,
    }),
    says: { serving: "boolean", status: "number", latencyMs: "number" },
    unreachable: async () => ({ url: `http://127.0.0.1:${await freePort()}/` }),
    silent: async (t) => ({ url: `http://127.0.0.1:${await listening(t, createServer())}/` }),
    shared: true,
    refused: [
      { url: "ftp://127.0.0.1/" },
      { url: "127.0.0.1" },
      { url: "http://127.0.0.1/", expect: { status: "6xx" } },
    ],
  },
  process: {
    everyMs: 60_000,
    well: async (t) => ({ pidFile: fileWith(t, `${running(t)}\n`) }),
    says: {
      running: "boolean",
      stopped: "boolean",
      zombie: "boolean",
      restarts: "number",
      pid: "number",
      state: "string",
      uptimeMs: "number",
    },
    unreachable: async () => ({}),
    refused: [{ pidFile: "/run/x.pid", match: "some text" }, { count: 2 }, { match: "x" }],
  },
  tcp: {
    everyMs: 30_000,
    well: async (t) => ({
      port: await listening(
        t,
        createServer((socket) => socket.end("220 ready\r\n")),
      ),
      banner: "220 ",
    }),
    says: { serving: "boolean", latencyMs: "number" },
    unreachable: async () => ({ port: await freePort() }),
    silent: async (t) => ({ port: await listening(t, createServer()), banner: "220 " }),
    shared: true,
    refused: [{}, { port: 80, path: "/run/x.sock" }, { port: 0 }],
  },
};
