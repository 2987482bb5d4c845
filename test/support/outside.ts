/** Chiron as its users meet it: the real program in processes of its own, its socket, its port. */
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder, until, within } from "#core/platform/test";
import { killHealers, livingHealer } from "./healers.ts";

const program = join(import.meta.dirname, "../../bin/chiron.js");

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The output as JSON; throws when it is none. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface Answered {
  readonly status: number;
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface Outside {
  readonly folder: string;
  readonly dataDir: string;
  /** http://127.0.0.1:PORT of the engine that was started last. */
  address(): string;
  up(...words: readonly string[]): Promise<ChildProcess>;
  /** Runs `chiron WORDS` to its end. */
  chiron(...words: readonly string[]): Promise<Ran>;
  /** The ids of all incidents there have been. */
  incidents(): Promise<readonly string[]>;
  /** Resolves with the id of an incident in this state that is none of those `before`, as `chiron incidents` tells it. */
  incident(state: string, before?: readonly string[]): Promise<string>;
  /** Ends all of Chiron by SIGTERM and gives the exit code. */
  end(): Promise<number | null>;
  /** Kills engine, mender and watchdog at one stroke; services live on. */
  kill(): Promise<void>;
  /** Asks the API by the Unix socket, as the same user. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
}

/** Runs `chiron COMMAND WORDS` on the data of an engine that a test has started itself. */
export function chironIn(dataDir: string, command: string): (...words: readonly string[]) => Promise<Ran> {
  return (...words) => run([command, ...words, "--data-dir", dataDir]);
}

/** `dataDir`: where the data lies, when that is not a folder beside the configuration. */
export function outside(t: TestContext, yaml: string, { dataDir: elsewhere }: { dataDir?: string } = {}): Outside {
  // What is registered first is done first: the folder must outlive all that is at work in it.
  t.after(() =>
    end()
      .then(endStandIn)
      .finally(() => killHealers(dataDir)),
  );
  const folder = temporaryFolder(t);
  const dataDir = elsewhere ?? join(folder, "data");
  writeFileSync(join(folder, "chiron.yaml"), yaml.replaceAll("DIR", folder));
  const places = ["--config", join(folder, "chiron.yaml"), "--data-dir", dataDir];
  let engine: ChildProcess | undefined;
  let address = "";

  const chiron = (...words: readonly string[]) => run([...places, ...words]);

  /** A watchdog that a healer has started is no child of this process; it ends the services, too. */
  const endStandIn = async (): Promise<void> => {
    if (livingHealer(dataDir, "watchdog") !== undefined) await chiron("down");
  };

  const listed = async () =>
    (await chiron("incidents", "--all", "--json")).json as readonly { readonly id: string; readonly state: string }[];

  const end = async (): Promise<number | null> => {
    const child = engine;
    engine = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    return within("the engine ends", ended, 30_000);
  };
  const kill = async (): Promise<void> => {
    const child = engine;
    engine = undefined;
    await killHealers(dataDir);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await within("`chiron up` is gone", new Promise((resolve) => child.once("exit", resolve)));
  };

  return {
    folder,
    dataDir,
    address: () => address,
    end,
    kill,
    async up(...words) {
      const child = spawn(process.execPath, [program, "up", ...places, "--port", "0", ...words], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      engine = child;
      address = await announced(child);
      return child;
    },
    chiron,
    incidents: async () => (await listed()).map(({ id }) => id),
    incident: (state, before = []) =>
      until(
        `an incident is ${state}`,
        async () => (await listed()).find((one) => one.state === state && !before.includes(one.id))?.id,
        45_000,
      ),
    ask: (method, path, body, headers) => askSocket(join(dataDir, "chiron.sock"), method, path, body, headers),
  };
}

/** The address in the line by which `chiron up` says that it is up; rejects with all it said when it ends before. */
function announced(child: ChildProcess): Promise<string> {
  let said = "";
  const hear = (part: string) => {
    said += part;
  };
  child.stdout?.setEncoding("utf8").on("data", hear);
  child.stderr?.setEncoding("utf8").on("data", hear);
  return until("chiron is up", () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said}`);
    return /chiron is up: .*(http:\/\/[^,\s]+)/.exec(said)?.[1];
  });
}

async function run(words: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const parts = { out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    parts.out += part;
  });
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    parts.err += part;
  });
  const code = await within(
    `chiron ${words.join(" ")}`,
    new Promise<number | null>((resolve) => child.once("close", resolve)),
    60_000,
  );
  return {
    code,
    ...parts,
    get json() {
      return JSON.parse(parts.out);
    },
  };
}

function askSocket(
  socketPath: string,
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const type = sent === undefined ? {} : { "content-type": "application/json" };
    const asked = request(
      { socketPath, method, path, headers: { host: "localhost", ...type, ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, json: text === "" ? null : JSON.parse(text) }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(sent);
  });
}
