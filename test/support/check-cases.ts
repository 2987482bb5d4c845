/** For every check real surroundings in which it is well, some in which it is not, and some in which it cannot be told. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { CheckContext, Target } from "#core/model";
import { temporaryFolder } from "#core/platform/test";
import { authority } from "./certificates.ts";
import { aReading } from "./model.ts";
import { freePort } from "./ports.ts";
import { fillTo, smallDisk } from "./small-disk.ts";

export interface CheckScene {
  readonly options: Record<string, unknown>;
  readonly target?: Partial<Target>;
  readonly context?: Partial<CheckContext>;
}

type Scene = (t: TestContext) => Promise<CheckScene>;

export interface CheckCase {
  readonly well: Scene;
  readonly says: Readonly<Record<string, "string" | "number" | "boolean">>;
  readonly bad: readonly { readonly scene: Scene; readonly finding: RegExp }[];
  readonly unknown: readonly Scene[];
  readonly refused: readonly Record<string, unknown>[];
}

const day = 86_400_000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

function fileWith(t: TestContext, content: string): string {
  const path = join(temporaryFolder(t), "credentials");
  writeFileSync(path, content);
  return path;
}

async function listening(t: TestContext): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => undefined).end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

const http = (port: number): Partial<Target> => ({
  probes: [
    { id: "http", kind: "http", everyMs: 1_000, deadlineMs: 1_000, options: { url: `http://127.0.0.1:${port}/` } },
  ],
});

function token(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.c2lnbmVk`;
}

/** Its last commit was made just now. */
function freshTree(t: TestContext): string {
  const folder = temporaryFolder(t);
  const git = (...words: string[]) =>
    execFileSync("/usr/bin/env", ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", ...words], {
      cwd: folder,
    });
  git("init", "--quiet");
  writeFileSync(join(folder, "a"), "1");
  git("add", "a");
  git("commit", "--quiet", "-m", "one");
  return folder;
}

const oldProgram = "/usr/bin/env";
const running = (...command: string[]): Partial<Target> => ({
  supervisor: {
    ...{ target: "web", kind: "direct", command, cwd: "/", env: {}, stopSignal: "SIGTERM", stopGrace: 1_000 },
    log: "/dev/null",
  },
});

const workingIn = (cwd: string): Partial<Target> => {
  const { supervisor } = running(oldProgram);
  return supervisor?.kind === "direct" ? { supervisor: { ...supervisor, cwd } } : {};
};

export const cases: Readonly<Record<string, CheckCase>> = {
  changes: {
    well: async () => ({ options: {}, target: running(oldProgram) }),
    says: { changes: "number" },
    bad: [
      {
        scene: async (t) => ({ options: { paths: [fileWith(t, "listen: 80")] } }),
        finding: /credentials was changed .*ago/,
      },
      { scene: async (t) => ({ options: {}, target: running(oldProgram, fileWith(t, "x")) }), finding: /was changed/ },
      {
        scene: async (t) => ({ options: { repository: freshTree(t) } }),
        finding: /the work tree .* was moved to [0-9a-f]{7,}/,
      },
      {
        scene: async () => ({
          options: {},
          context: { changes: [{ at: Date.now() - 1_000, what: "service.stop was done by rb-x", target: "web" }] },
        }),
        finding: /service\.stop was done by rb-x .*ago/,
      },
    ],
    unknown: [async (t) => ({ options: { repository: temporaryFolder(t) } })],
    refused: [{ paths: ["relative"] }, { within: 5 }],
  },
  connectivity: {
    well: async (t) => ({ options: {}, target: http(await listening(t)) }),
    says: { asked: "number", refused: "number" },
    bad: [
      {
        scene: async () => ({ options: {}, target: http(await freePort()) }),
        finding: /127\.0\.0\.1:\d+ cannot be connected to: .*refused/i,
      },
      {
        scene: async (t) => ({
          options: {
            endpoints: [
              { host: "127.0.0.1", port: await listening(t) },
              { host: "127.0.0.1", port: await freePort() },
            ],
          },
        }),
        finding: /^127\.0\.0\.1:\d+ cannot be connected to[^;]*$/,
      },
    ],
    unknown: [async () => ({ options: {} })],
    refused: [{ endpoints: [] }, { endpoints: [{ host: "x" }] }],
  },
  credentials: {
    well: async (t) => ({ options: { file: fileWith(t, JSON.stringify({ token: "s3cret", expires_at: at(day) })) } }),
    says: { present: "boolean", expiresAt: "number", expiresInMs: "number" },
    bad: [
      {
        scene: async (t) => ({
          options: { file: fileWith(t, JSON.stringify({ token: "s3cret", expires_at: at(-day) })) },
        }),
        finding: /^[^ ]+\/credentials expired 24h ago$/,
      },
      {
        scene: async (t) => ({
          options: {
            file: fileWith(t, JSON.stringify({ auth: { until: Date.now() / 1_000 + 60 } })),
            expiresAt: "/auth/until",
            within: "1h",
          },
        }),
        finding: /credentials expires in (1m|59)/,
      },
      { scene: async (t) => ({ options: { file: fileWith(t, token({ exp: 1_000_000_000 })) } }), finding: /expired/ },
      {
        scene: async (t) => ({ options: { file: authority(t).issue({ from: -20, to: -10 }).certFile } }),
        finding: /expired/,
      },
      { scene: async (t) => ({ options: { file: join(temporaryFolder(t), "gone") } }), finding: /gone is not there/ },
      { scene: async (t) => ({ options: { file: fileWith(t, " \n") } }), finding: /is empty/ },
      {
        scene: async () => ({
          options: {},
          target: http(80),
          context: { readings: { http: aReading({ status: 401, serving: false }, { probe: "http" }) } },
        }),
        finding: /http is answered with 401/,
      },
    ],
    unknown: [
      async (t) => ({ options: { file: fileWith(t, "hunter2") } }),
      async () => ({ options: {}, target: http(80) }),
    ],
    refused: [{ file: "relative" }, { expiresAt: "no-pointer" }],
  },
  dependencies: {
    well: async () => ({ options: {}, context: { dependencies: ["db", "net"], lookAt: async () => "good" } }),
    says: { asked: "number", bad: "number", unknown: "number" },
    bad: [
      {
        scene: async () => ({
          options: {},
          context: { dependencies: ["db", "net"], lookAt: async (id) => (id === "db" ? "bad" : "unknown") },
        }),
        finding: /web depends on db: bad/,
      },
    ],
    unknown: [
      async () => ({
        options: {},
        context: { dependencies: ["db", "net"], lookAt: async (id) => (id === "db" ? "good" : "unknown") },
      }),
    ],
    refused: [{ target: "db" }],
  },
  disk: {
    well: async (t) => ({ options: { paths: [smallDisk(t, 512)] } }),
    says: { path: "string", freePercent: "number", freeBytes: "number", freeInodesPercent: "number" },
    bad: [
      {
        scene: async (t) => {
          const folder = smallDisk(t, 512);
          fillTo(folder, 99);
          return { options: { paths: [folder] } };
        },
        finding: /the file system of .* has [0-4](\.\d)? % of its room left/,
      },
      {
        scene: async (t) => {
          const folder = smallDisk(t, 512);
          fillTo(folder, 50);
          return { options: { minFreePercent: 60 }, target: workingIn(folder) };
        },
        finding: /has .* left/,
      },
    ],
    unknown: [async () => ({ options: {} }), async (t) => ({ options: { paths: [join(temporaryFolder(t), "gone")] } })],
    refused: [{ paths: [] }, { minFreePercent: 101 }],
  },
  pressure: {
    well: async () => ({
      options: { cpuSomePercent: 100, memoryFullPercent: 100, ioFullPercent: 100, minMemoryAvailablePercent: 0 },
    }),
    says: { memoryAvailablePercent: "number" },
    bad: [
      {
        scene: async () => ({ options: { cpuSomePercent: 100, minMemoryAvailablePercent: 100 } }),
        finding: /% of the memory is available/,
      },
    ],
    unknown: [async () => ({ options: { cgroup: "/sys/fs/cgroup/there-is-no-such-group" } })],
    refused: [{ cgroup: "web" }, { ioFullPercent: -1 }],
  },
};
