/** The whole of Chiron in real processes, for tests that take its healers away and look at what becomes of them. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ProcessIdentity } from "#core/model";
import { temporaryFolder, until } from "#core/platform/test";
import { isAlive } from "#healers/mutual/small";

const program = join(import.meta.dirname, "../../../bin/chiron.js");
type Role = "engine" | "mender" | "watchdog";

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
  up(...words: readonly string[]): Promise<void>;
  beat(role: Role): Beat | undefined;
  /** Those that live now. */
  living(role: Role): ProcessIdentity | undefined;
  /** Resolves once the role is well, in another process than `before`. */
  well(role: Role, before?: ProcessIdentity, deadlineMs?: number): Promise<ProcessIdentity>;
  /** At one stroke. */
  strike(signal: NodeJS.Signals, ...roles: readonly Role[]): readonly ProcessIdentity[];
  run(
    ...words: readonly string[]
  ): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
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

export function chironIn(t: TestContext): Chiron {
  // Before the folder goes, by whose files they are found.
  t.after(() => end());
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  const healers = join(dataDir, "healers");
  const places = ["--config", join(folder, "chiron.yaml"), "--data-dir", dataDir];
  let child: ChildProcess | undefined;
  let said = "";

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
  const run: Chiron["run"] = (...words) => {
    const one = spawn(process.execPath, [program, ...places, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    const parts = { out: "", err: "" };
    one.stdout.setEncoding("utf8").on("data", (part: string) => (parts.out += part));
    one.stderr.setEncoding("utf8").on("data", (part: string) => (parts.err += part));
    return new Promise((resolve) => one.once("close", (code) => resolve({ code, ...parts })));
  };
  const end = async () => {
    // Whoever is stopped ends nobody.
    for (const role of ["engine", "mender", "watchdog"] as const) {
      const process = living(role);
      if (process !== undefined) send(process, "SIGCONT");
    }
    if (living("watchdog") ?? living("engine") ?? living("mender")) await run("down");
    await until("no process of Chiron is left", () =>
      (["engine", "mender", "watchdog"] as const).every((role) => living(role) === undefined),
    );
    child = undefined;
  };
  return {
    ...{ folder, dataDir, healers, beat, living, run, end },
    said: () => said,
    write: (yaml) => writeFileSync(join(folder, "chiron.yaml"), yaml.replaceAll(/\bDIR\b/g, folder)),
    async up(...words) {
      const from = said.length;
      child = spawn(process.execPath, [program, "up", ...places, "--port", "0", ...words], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      const started = child;
      for (const stream of [started.stdout, started.stderr])
        stream?.setEncoding("utf8").on("data", (part: string) => (said += part));
      await until(
        "chiron is up",
        () => {
          if (started.exitCode !== null) throw new Error(`it ended with ${started.exitCode}: ${said}`);
          return said.slice(from).includes("chiron is up");
        },
        60_000,
      );
    },
    living,
    well: (role, before, deadlineMs = 60_000) =>
      until(
        `the ${role} is well`,
        () => {
          const process = living(role);
          const state = beat(role)?.state;
          return process !== undefined && process.pid !== before?.pid && state !== "starting" ? process : undefined;
        },
        deadlineMs,
      ),
    strike(signal, ...roles) {
      const struck = roles.flatMap((role) => living(role) ?? []);
      // Stopped first, so that none of them sees another go.
      for (const one of struck) send(one, "SIGSTOP");
      for (const one of struck) send(one, signal);
      return struck;
    },
    async events(...types) {
      const { out, code, err } = await run("audit", "events", "--limit", "1000", "--json", "--type", ...types);
      if (code !== 0) throw new Error(err);
      return JSON.parse(out);
    },
  };
}

function send({ pid }: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has gone meanwhile.
  }
}
