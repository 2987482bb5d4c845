/** The engine as a child process: `chiron up`, started and ended the way anybody would. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Playground } from "./folder.ts";
import { projectRoot } from "./options.ts";
import { markName } from "./processes.ts";

/** Services start one after another, on a machine that may be slow and busy. */
const readyWithinMs = 30_000;
const endWithinMs = 20_000;
const readyLine = /^chiron is up: .*?(http:\/\/[^\s,]+)/m;

export interface RunningEngine {
  readonly pid: number;
  /** http://127.0.0.1:7717 */
  readonly address: string;
  /** Settles when it has ended, whoever ended it. */
  readonly ended: Promise<End>;
  /** Ends it, and with it its services. */
  end(): Promise<End>;
}

export interface End {
  readonly code: number | null;
  readonly signal: string | null;
}

export async function startEngine(playground: Playground): Promise<RunningEngine> {
  const { folder, config, data, ports, engineLog } = playground;
  const program = join(projectRoot, "bin/chiron.js");
  const log = openSync(engineLog, "a");
  const from = statSync(engineLog).size;
  const child = spawn(
    process.execPath,
    [program, "up", "--config", config, "--data-dir", data, "--port", String(ports.chiron)],
    {
      cwd: folder,
      // In a session of its own, or Ctrl-C in the terminal would reach it directly, and not only through us.
      detached: true,
      stdio: ["ignore", log, log],
      env: {
        ...process.env,
        [markName]: folder,
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`,
      },
    },
  );
  closeSync(log);
  const ended = endOf(child);
  const said = () => readFileSync(engineLog).subarray(from).toString("utf8");
  const address = await waitUntilReady(child, ended, said);
  return { pid: child.pid ?? 0, address, ended, end: () => end(child, ended) };
}

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
}

async function waitUntilReady(child: ChildProcess, ended: Promise<End>, said: () => string): Promise<string> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    const address = readyLine.exec(said())?.[1];
    if (address !== undefined) return address;
    if (over) throw new Error(`Chiron did not start. It said:\n${said().trimEnd() || "(nothing)"}`);
    await sleep(20);
  }
  child.kill("SIGKILL");
  throw new Error(
    `Chiron was not ready within ${readyWithinMs / 1_000} s. It said:\n${said().trimEnd() || "(nothing)"}`,
  );
}

async function end(child: ChildProcess, ended: Promise<End>): Promise<End> {
  child.kill("SIGTERM");
  const end = await Promise.race([ended, sleep(endWithinMs, undefined, { ref: false })]);
  if (end !== undefined) return end;
  child.kill("SIGKILL");
  return await ended;
}
