/**
 * Forking costs time that grows with our memory (1 ms at 43 MB, 2.7 ms at 93 MB), at the very moment when a service is
 * down. So the fork is done beforehand: a small shell, with the folder, environment, session and log of the service,
 * waits on descriptor 3 for one line, and then becomes the program by exec, keeping its pid.
 *
 * - The script is fixed and the command is passed as positional parameters: nothing in it is ever read as shell.
 * - If we end, however, the kernel closes our end of the pipe and the shell ends by itself.
 * - A waiting shell carries the environment of the service, its marks included, and so could pass for the running
 *   service. It is known by its command line, which begins with the script (`isStandby`), until the exec replaces it.
 */
import type { ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import type { Socket } from "node:net";
import type { SpawnedProcess, SpawnSpec } from "../../index.ts";
import { problemWith } from "./executable.ts";
import { endOf, forkChild, identityOf, type Launch, planLaunch } from "./fork.ts";
import type { ProcessTable } from "./process-table.ts";

const SHELL = "/bin/sh";
const SCRIPT = ': chiron standby; read -r _ <&3 || exit 0; exec 3<&-; exec "$@"';
const COMMAND_LINE_START = Buffer.from(`${SHELL}\0-c\0${SCRIPT}\0`);
/** Variables that a shell sets or guards itself: with one of these the program would not get what the spec says. */
const SHELL_VARIABLES =
  /^(IFS|PPID|OPTIND|OPTARG|PS[0-9]|BASH.*|SHELLOPTS|E?UID|RANDOM|SECONDS|LINENO|ENV|_|OLDPWD|SHLVL|\d.*|.*\W.*)$/;

interface WaitingShell {
  readonly launch: Launch;
  readonly child: ChildProcess;
  readonly pipe: Socket;
  readonly spawned: SpawnedProcess;
  /** Where its log and its folder were: they may have been replaced since. */
  readonly places: string;
}

/** Whether the process with this command line only waits to become a service. */
export function isStandby(line: Buffer): boolean {
  return (
    line.length >= COMMAND_LINE_START.length && line.subarray(0, COMMAND_LINE_START.length).equals(COMMAND_LINE_START)
  );
}

export class Standby {
  private readonly shells = new Map<string, WaitingShell>();
  private readonly table: ProcessTable;

  constructor(table: ProcessTable) {
    this.table = table;
  }

  /** Forks a waiting process for the spec unless there is one. Where that is not possible, `spawn` says why. */
  prepare(spec: SpawnSpec): void {
    const key = keyOf(spec);
    if (this.shells.has(key) || !isSuitable(spec)) return;
    try {
      const launch = planLaunch(spec);
      const child = forkChild(launch, [SHELL, "-c", SCRIPT, "sh", ...spec.command], ["pipe"]);
      const pipe = child.stdio[3] as Socket | null | undefined;
      if (child.pid === undefined || !pipe) return;
      // It may end while we write; that it ended is told by the exit event.
      pipe.on("error", () => {});
      pipe.unref();
      child.unref();
      const shell: WaitingShell = {
        launch,
        child,
        pipe,
        places: placesOf(spec),
        spawned: { identity: identityOf(child.pid, this.table), ended: endOf(child) },
      };
      this.shells.set(key, shell);
      void shell.spawned.ended.then(() => this.drop(key, shell));
    } catch {
      // Readying is a favour; the same trouble comes up again, with its reason, when the service is to start.
    }
  }

  /** Lets the prepared process of an equal spec go; undefined when there is none that would do. */
  take(spec: SpawnSpec): SpawnedProcess | undefined {
    const key = keyOf(spec);
    const shell = this.shells.get(key);
    if (shell === undefined) return undefined;
    this.shells.delete(key);
    if (!this.isUsable(shell)) {
      end(shell);
      return undefined;
    }
    shell.pipe.end("\n");
    return shell.spawned;
  }

  release(spec: SpawnSpec): void {
    const key = keyOf(spec);
    const shell = this.shells.get(key);
    if (shell === undefined) return;
    this.shells.delete(key);
    end(shell);
  }

  close(): void {
    for (const shell of this.shells.values()) end(shell);
    this.shells.clear();
  }

  private isUsable({ child, launch, places, spawned }: WaitingShell): boolean {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    // Asleep is what it should be; one that runs has just been killed, or is still on its way to its `read`.
    if (this.table.statOf(spawned.identity)?.state !== "S") return false;
    return problemWith(launch.file) === undefined && placesOf(launch.spec) === places;
  }

  private drop(key: string, shell: WaitingShell): void {
    if (this.shells.get(key) === shell) this.shells.delete(key);
  }
}

/** Closing the pipe is enough for a waiting shell; one that was stopped by a signal cannot notice. */
function end({ pipe, child }: WaitingShell): void {
  pipe.destroy();
  child.kill("SIGKILL");
}

function isSuitable(spec: SpawnSpec): boolean {
  // Descriptor 3 is where the shell waits.
  if (spec.pipe !== undefined) return false;
  // `exec -x` would be read as an option by some shells.
  return spec.command[0]?.startsWith("-") !== true && !Object.keys(spec.env).some((name) => SHELL_VARIABLES.test(name));
}

function keyOf(spec: SpawnSpec): string {
  return JSON.stringify([
    spec.command,
    spec.cwd,
    spec.log,
    Object.entries(spec.env).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

function placesOf(spec: SpawnSpec): string {
  const [log, cwd] = [spec.log, spec.cwd].map((path) => statSync(path, { throwIfNoEntry: false }));
  return `${log?.dev}:${log?.ino} ${cwd?.dev}:${cwd?.ino}`;
}
