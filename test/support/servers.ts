/** Debian's own servers, each in a folder and on a port of its own, ended after the test. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { temporaryFolder, until } from "../../src/core/platform/test/index.ts";
import type { Issued } from "./certificates.ts";
import { freePort } from "./ports.ts";

type Test = { after(cleanUp: () => void | Promise<void>): void };

export interface RunningServer {
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const isRoot = process.getuid?.() === 0;

/** Ends it after the test, also while SIGSTOP holds it; resolves once the port accepts. */
export async function serve(t: Test, words: readonly string[], port: number, folder: string): Promise<RunningServer> {
  const [program = "", ...rest] = words;
  const child = spawn("/usr/bin/env", [program, ...rest], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => said.push(String(text)));
  // PostgreSQL's immediate shutdown takes its children along; the others have none.
  const stop = () => end(child, words.some((word) => word.endsWith("/postgres")) ? "SIGQUIT" : "SIGKILL");
  t.after(stop);
  await until(`${program} accepts`, async () => {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said.join("").slice(-2_000)}`);
    return accepts(port);
  });
  return { port, folder, pid: child.pid ?? 0, stop };
}

async function end(child: ChildProcess, signal: "SIGQUIT" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  // One that SIGSTOP holds hears of a SIGQUIT only then; the other way around it would begin to serve those who wait.
  child.kill("SIGCONT");
  await ended;
}

export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** PostgreSQL will not run as root. */
function asPostgres(...words: string[]): string[] {
  return isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", ...words] : words;
}

function own(path: string): void {
  if (isRoot) execFileSync("chown", ["-R", "postgres:postgres", path]);
}

function postgresPrograms(): string {
  const [version = ""] = readdirSync("/usr/lib/postgresql").sort((a, b) => Number(b) - Number(a));
  return `/usr/lib/postgresql/${version}/bin`;
}

export interface PostgresOptions {
  readonly password: string;
  /** A folder that a stopped server has left: the same data again. */
  readonly folder?: string;
  readonly port?: number;
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly certificate?: Issued;
}

/** Logs in by password, with SCRAM; user and database are `postgres`. */
export async function startPostgres(t: Test, options: PostgresOptions): Promise<RunningServer> {
  const programs = postgresPrograms();
  const folder = options.folder ?? temporaryFolder(t);
  const port = options.port ?? (await freePort());
  if (options.folder === undefined) initialise(programs, folder, options.password);
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    fsync: "off",
    max_connections: 20,
    superuser_reserved_connections: 0,
    ...options.settings,
  };
  if (options.certificate !== undefined) {
    writeFileSync(join(folder, "server.crt"), options.certificate.cert);
    writeFileSync(join(folder, "server.key"), options.certificate.key, { mode: 0o600 });
    Object.assign(settings, { ssl: "on" });
  }
  own(folder);
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = await serve(t, asPostgres(`${programs}/postgres`, "-D", folder, ...flags), port, folder);
  await until("it takes connections", () => {
    const [, , , , , , , status] = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
    return status?.trim() === "ready";
  });
  return server;
}

function initialise(programs: string, folder: string, password: string): void {
  const file = join(folder, "..", `${folder.split("/").at(-1)}.pw`);
  writeFileSync(file, password);
  own(folder);
  own(file);
  chmodSync(folder, 0o700);
  const how = [
    "-D",
    folder,
    "-U",
    "postgres",
    "--auth=scram-sha-256",
    `--pwfile=${file}`,
    "-N",
    "-E",
    "UTF8",
    "--locale=C",
  ];
  try {
    execFileSync("/usr/bin/env", asPostgres(`${programs}/initdb`, ...how), { stdio: "pipe" });
  } finally {
    execFileSync("rm", ["-f", file]);
  }
}

export async function startRedis(t: Test, ...words: string[]): Promise<RunningServer> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const listen = words.includes("--tls-port") ? ["--port", "0"] : ["--port", String(port)];
  const tls = words.map((word) => (word === "PORT" ? String(port) : word));
  const how = ["--bind", "127.0.0.1", "--save", "", "--dir", folder, ...listen, ...tls];
  return serve(t, ["redis-server", ...how], port, folder);
}

export async function startNats(t: Test, ...words: string[]): Promise<RunningServer> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  return serve(t, ["nats-server", "-a", "127.0.0.1", "-p", String(port), ...words], port, folder);
}

export interface JetStreamOptions {
  /** What an earlier one has left, and where it was. */
  readonly folder?: string;
  readonly port?: number;
}

/** With JetStream; killed, it comes back with what it had when it is given the same folder. */
export async function startJetStream(t: Test, given: JetStreamOptions = {}): Promise<RunningServer> {
  const folder = given.folder ?? temporaryFolder(t);
  const port = given.port ?? (await freePort());
  return serve(t, ["nats-server", "-a", "127.0.0.1", "-p", String(port), "-js", "-sd", folder], port, folder);
}

export interface KafkaBroker {
  readonly port: number;
  readonly pid: number;
  /** Values of the topic's messages, in the order in which each partition has them. */
  values(): readonly string[];
  stop(): Promise<void>;
}

/**
 * A broker that speaks Kafka's protocol: librdkafka's own, which kcat brings up on a port of its choice and reads from. It keeps its
 * messages in memory.
 */
export async function startKafka(t: Test, topic: string): Promise<KafkaBroker> {
  const words = ["-b", "none", "-X", "test.mock.num.brokers=1", "-d", "mock", "-C", "-u", "-D", "\\n", "-t", topic];
  const child = spawn("/usr/bin/env", ["kcat", ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const stop = () => end(child, "SIGKILL");
  t.after(stop);
  const port = await until("kcat says where it listens", () => {
    if (child.exitCode !== null) throw new Error(`kcat ended: ${said.err.slice(-2_000)}`);
    return /bootstrap\.servers=127\.0\.0\.1:(\d+)/.exec(said.err)?.[1];
  });
  return {
    port: Number(port),
    pid: child.pid ?? 0,
    stop,
    values: () => said.out.split("\n").slice(0, -1),
  };
}

export interface Sshd extends RunningServer {
  /** Lets `root`, or whoever runs the test, in by this key. */
  readonly identityFile: string;
  readonly knownHostsFile: string;
}

export async function startSshd(
  t: Test,
  given: { readonly port?: number; readonly folder?: string } = {},
): Promise<Sshd> {
  const folder = given.folder ?? temporaryFolder(t);
  const port = given.port ?? (await freePort());
  const [hostKey, identityFile, knownHostsFile] = ["host", "id", "known"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  if (given.folder === undefined) {
    for (const key of [hostKey, identityFile])
      execFileSync("/usr/bin/env", ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key]);
  }
  writeFileSync(knownHostsFile, `[127.0.0.1]:${port} ${readFileSync(`${hostKey}.pub`, "utf8")}`);
  const settings = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${identityFile}.pub`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    `PidFile ${join(folder, "sshd.pid")}`,
    "MaxStartups 100",
  ];
  writeFileSync(join(folder, "sshd_config"), `${settings.join("\n")}\n`);
  // Where it separates its privileges; Debian's own unit makes it at each start.
  if (isRoot) execFileSync("mkdir", ["-p", "/run/sshd"]);
  const server = await serve(t, ["/usr/sbin/sshd", "-D", "-e", "-f", join(folder, "sshd_config")], port, folder);
  return { ...server, identityFile, knownHostsFile };
}

/** Scrapes itself, every second. */
export async function startPrometheus(t: Test): Promise<RunningServer> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const configuration = `global: { scrape_interval: 1s }\nscrape_configs:\n  - job_name: self\n    static_configs: [ { targets: ["127.0.0.1:${port}"] } ]\n`;
  writeFileSync(join(folder, "prometheus.yml"), configuration);
  const how = [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`];
  const listen = `--web.listen-address=127.0.0.1:${port}`;
  const server = await serve(t, ["prometheus", ...how, listen, "--log.level=warn"], port, folder);
  await until("it is ready", () => fetch(`http://127.0.0.1:${port}/-/ready`).then((answer) => answer.ok));
  return server;
}
