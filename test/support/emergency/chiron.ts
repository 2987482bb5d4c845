/** The whole of Chiron in real processes, for tests that take its healers away and look at what becomes of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ProcessIdentity } from "#core/model";
import { temporaryFolder, until } from "#core/platform/test";
import { isAlive } from "#healers/mutual/small";

const program = join(import.meta.dirname, "../../../bin/chiron.js");
const roles = ["engine", "mender", "watchdog"] as const;
type Role = (typeof roles)[number];

export interface Beat {
  readonly process: ProcessIdentity;
  readonly seq: number;
  readonly state: string;
}

export interface Chiron {
  readonly folder: string;
  readonly dataDir: string;
  readonly healers: string;
  /** What it said so far, on both outputs. */
  said(): string;
  write(yaml: string): void;
  /** On a free port. */
  up(...words: readonly string[]): Promise<void>;
  /** By the program of another release. */
  upBy(program: string, ...words: readonly string[]): Promise<void>;
  /** On the port that its configuration names. */
  upAsConfigured(...words: readonly string[]): Promise<void>;
  beat(role: Role): Beat | undefined;
  /** Those that live now. */
  living(role: Role): ProcessIdentity | undefined;
  /** Resolves once the role is well, in another process than `before`. */
  well(role: Role, before?: ProcessIdentity, deadlineMs?: number): Promise<ProcessIdentity>;
  /** At one stroke, in the order given. Throws where one of them does not live: another thing would be tested. */
  strike(signal: NodeJS.Signals, ...roles: readonly Role[]): readonly ProcessIdentity[];
  run(
    ...words: readonly string[]
  ): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
  /** Of a service, as the engine tells it by its socket; null while it does not run. */
  pid(target: string): Promise<number | null>;
  /** Events of the log, oldest first, by type. */
  events(...types: readonly string[]): Promise<readonly Told[]>;
  end(): Promise<void>;
}

export interface Told {
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  // What is looked at is each test's business.
  readonly data: Readonly<Record<string, ReturnType<typeof JSON.parse>>>;
}

/** Finds the processes of a data folder by their beats. */
function finderIn(healers: string) {
  const beat = (role: Role): Beat | undefined => {
    try {
      return JSON.parse(readFileSync(join(healers, `${role}.beat`), "utf8"));
    } catch {
      return undefined;
    }
  };
  const living = (role: Role) => {
    const process = beat(role)?.process;
    return process !== undefined && isAlive(process) ? process : undefined;
  };
  return { beat, living };
}

type Run = Chiron["run"];

function runner(places: readonly string[]): Run {
  return (...words) => {
    const one = spawn(process.execPath, [program, ...places, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    const parts = { out: "", err: "" };
    one.stdout.setEncoding("utf8").on("data", (part: string) => (parts.out += part));
    one.stderr.setEncoding("utf8").on("data", (part: string) => (parts.err += part));
    return new Promise((resolve) => one.once("close", (code) => resolve({ code, ...parts })));
  };
}

async function endAll(living: Chiron["living"], run: Run): Promise<void> {
  // Whoever is stopped ends nobody.
  for (const role of roles) {
    const process = living(role);
    if (process !== undefined) send(process, "SIGCONT");
  }
  if (roles.some((role) => living(role) !== undefined)) await run("down");
  await until("no process of Chiron is left", () => roles.every((role) => living(role) === undefined));
}

async function begin(words: readonly string[], heard: { said: string }, by = program): Promise<void> {
  const from = heard.said.length;
  const child = spawn(process.execPath, [by, "up", ...words], { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => (heard.said += part));
  const isUp = () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${heard.said}`);
    return heard.said.slice(from).includes("chiron is up");
  };
  await until("chiron is up", isUp, 60_000);
}

export function chironIn(t: TestContext): Chiron {
  // Before the folder goes, by whose files they are found.
  t.after(() => end());
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  const healers = join(dataDir, "healers");
  const places = ["--config", join(folder, "chiron.yaml"), "--data-dir", dataDir];
  const heard = { said: "" };
  const { beat, living } = finderIn(healers);
  const run = runner(places);
  const end = () => endAll(living, run);
  const well: Chiron["well"] = (role, before, deadlineMs = 60_000) => {
    const isWell = () => {
      const process = living(role);
      return process !== undefined && process.pid !== before?.pid && beat(role)?.state !== "starting" && process;
    };
    return until(`the ${role} is well`, isWell, deadlineMs);
  };
  return {
    ...{ folder, dataDir, healers, beat, living, run, end, well },
    said: () => heard.said,
    write: (yaml) => writeFileSync(join(folder, "chiron.yaml"), yaml.replaceAll(/\bDIR\b/g, folder)),
    up: (...words) => begin([...places, "--port", "0", ...words], heard),
    upBy: (other, ...words) => begin([...places, "--port", "0", ...words], heard, other),
    upAsConfigured: (...words) => begin([...places, ...words], heard),
    pid: (target) => pidOf(dataDir, target),
    strike(signal, ...struck) {
      const found = struck.map((role) => {
        const one = living(role);
        if (one === undefined) throw new Error(`there is no ${role} to strike: wait until it is well`);
        return one;
      });
      // Stopped first, so that none of them sees another go.
      for (const one of found) send(one, "SIGSTOP");
      for (const one of found) send(one, signal);
      return found;
    },
    async events(...types) {
      const { out, code, err } = await run("audit", "events", "--limit", "1000", "--json", "--type", ...types);
      if (code !== 0) throw new Error(err);
      return JSON.parse(out);
    },
  };
}

async function pidOf(dataDir: string, target: string): Promise<number | null> {
  const asked = request({ socketPath: join(dataDir, "chiron.sock"), path: `/v1/targets/${target}`, agent: false });
  const answered = once(asked, "response") as Promise<[IncomingMessage]>;
  asked.end();
  const [response] = await answered;
  return JSON.parse((await response.setEncoding("utf8").toArray()).join("")).pid;
}

function send({ pid }: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has gone meanwhile.
  }
}
