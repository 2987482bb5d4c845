/** Starts a detached process whose output goes to a file, and says clearly why when it cannot. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { ChironError, messageOf } from "#core/model/plain";
import type { SpawnedProcess, SpawnSpec } from "../../index.ts";
import { childEnvironment } from "./environment.ts";
import { findExecutable } from "./executable.ts";
import type { ProcessTable } from "./process-table.ts";

export interface Launch {
  readonly spec: SpawnSpec;
  readonly environment: Record<string, string>;
  /** The program's file as it was found. */
  readonly file: string;
}

/** Looks at everything that can be wrong before there is a process. Throws a ChironError. */
export function planLaunch(spec: SpawnSpec): Launch {
  const environment = childEnvironment(spec.env, spec.cwd);
  return { spec, environment, file: findExecutable(spec.command, spec.cwd, environment.PATH) };
}

/**
 * Forks `command` with the surroundings of the launch. Neither the process nor its exit event keeps us alive. Resolving
 * is the kernel's part done: libuv returns only after the exec, so that /proc shows the program itself.
 */
export async function fork(launch: Launch, table: ProcessTable): Promise<SpawnedProcess> {
  const child = forkChild(launch, launch.spec.command, []);
  if (child.pid === undefined) throw await reasonOf(child, launch.file);
  child.unref();
  return { identity: identityOf(child.pid, table), ended: endOf(child) };
}

/** `command` may be another than the launch's own: the standby's. Throws what Node throws for impossible arguments. */
export function forkChild(launch: Launch, command: readonly string[], further: readonly "pipe"[]): ChildProcess {
  const { spec, environment } = launch;
  const log = openLog(spec.log);
  const pipe = spec.pipe === undefined ? undefined : openPipe(spec.pipe);
  try {
    const [program = "", ...words] = command;
    const child = spawn(program, words, {
      cwd: spec.cwd,
      env: environment,
      detached: true,
      stdio: ["ignore", log, log, ...(pipe === undefined ? further : [pipe])],
    });
    // Without a listener an exec that fails would end us.
    child.on("error", () => {});
    return child;
  } finally {
    closeSync(log);
    if (pipe !== undefined) closeSync(pipe);
  }
}

/** Right after the fork it is at least a zombie: its end is not collected before this turn of the event loop is over. */
export function identityOf(pid: number, table: ProcessTable): SpawnedProcess["identity"] {
  const look = table.look(pid);
  if (!look.exists) throw new ChironError("internal", `process ${pid} was just started and is not in /proc`);
  return look.identity;
}

export function endOf(child: ChildProcess): SpawnedProcess["ended"] {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

function reasonOf(child: ChildProcess, file: string): Promise<ChironError> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      resolve(
        new ChironError("internal", `the program ${file} cannot be started: ${messageOf(error)}`, { cause: error }),
      );
    });
  });
}

function openLog(path: string): number {
  try {
    if (statSync(dirname(path), { throwIfNoEntry: false }) === undefined) makeFolder(dirname(path));
    return openSync(path, "a", 0o640);
  } catch (error) {
    throw new ChironError("bad_request", `the log file of the service cannot be opened: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * For reading and writing at once: so whoever holds it is never without a reader, and is not ended by SIGPIPE while no engine is
 * there to read. Opening it that way does not wait (Linux, fifo(7)).
 */
function openPipe(path: string): number {
  try {
    if (statSync(dirname(path), { throwIfNoEntry: false }) === undefined) makeFolder(dirname(path));
    if (statSync(path, { throwIfNoEntry: false })?.isFIFO() !== true) {
      rmSync(path, { force: true });
      // Node has no mkfifo(3); the program is one of coreutils.
      execFileSync("mkfifo", ["-m", "600", "--", path], { stdio: ["ignore", "ignore", "pipe"] });
    }
    return openSync(path, "r+");
  } catch (error) {
    throw new ChironError("bad_request", `the pipe of the service cannot be opened: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Not by `recursive: true`, with which Node 24 never returns where the kernel says ENOENT for the whole path. */
function makeFolder(path: string): void {
  if (statSync(dirname(path), { throwIfNoEntry: false }) === undefined) makeFolder(dirname(path));
  mkdirSync(path);
}
