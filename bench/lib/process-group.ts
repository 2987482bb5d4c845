import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, processIds, readEnvironment, readExecutable, readStat } from "./proc.ts";

const MARK = "CHIRON_BENCH_GROUP";

export interface StartOptions {
  readonly directory: string;
  /** Takes what the process says: a tool that does not start can then be asked why. */
  readonly logFile: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Everything that one contender started, daemons and grandchildren too. Members are recognised by a variable of the
 * environment, which is inherited through any number of forks, by descent from a member, and (some tools clear the
 * environment) by a program inside the group's own folder. So nothing is ended that the group did not start.
 */
export class ProcessGroup {
  readonly #mark = `${MARK}=${randomUUID()}`;
  readonly #programDirectory: string | undefined;

  constructor(programDirectory?: string) {
    this.#programDirectory = programDirectory;
  }

  /** Starts a process in a session of its own: Ctrl-C must reach only the benchmark, which then ends the others in order. */
  start(command: string, commandArguments: readonly string[], options: StartOptions): ChildProcess {
    const log = openSync(options.logFile, "a");
    try {
      const child = spawn(command, commandArguments, {
        cwd: options.directory,
        env: { ...process.env, ...options.environment, [MARK]: this.#mark.slice(MARK.length + 1) },
        stdio: ["ignore", log, log],
        detached: true,
      });
      // A command that cannot be run shows by what it does not do; without a listener the event would end the benchmark.
      child.on("error", () => {});
      return child;
    } finally {
      closeSync(log);
    }
  }

  /** Runs a short-lived command to its end; throws unless it succeeds. */
  async run(command: string, commandArguments: readonly string[], options: StartOptions): Promise<void> {
    const child = this.start(command, commandArguments, options);
    const [status] = await Promise.race([once(child, "exit"), once(child, "error")]);
    if (status !== 0) throw new Error(`${command} ${commandArguments.join(" ")}: ended with ${status}`);
  }

  /** The ids of all members that live. */
  members(): number[] {
    const all = processIds();
    const parents = new Map(all.map((id) => [id, readStat(id)?.parent ?? 0]));
    const members = new Set(all.filter((id) => this.#isMarked(id)));
    for (let known = -1; known !== members.size; ) {
      known = members.size;
      for (const [id, parent] of parents) if (members.has(parent)) members.add(id);
    }
    return [...members].filter(isAlive);
  }

  #isMarked(id: number): boolean {
    if (id === process.pid) return false;
    if (readEnvironment(id).includes(this.#mark)) return true;
    return (
      this.#programDirectory !== undefined && readExecutable(id)?.startsWith(`${this.#programDirectory}/`) === true
    );
  }

  /** Asks the process to end, which lets a supervisor take its service along, and then ends whatever is left. */
  async end(first?: number, graceMs = 3000): Promise<void> {
    if (first !== undefined && isAlive(first)) {
      signalQuietly(first, "SIGTERM");
      for (const end = performance.now() + graceMs; isAlive(first) && performance.now() < end; ) await delay(20);
    }
    // A member may fork while it is being looked for, so once is not enough.
    for (let members = this.members(); members.length > 0; members = this.members()) {
      for (const id of members) signalQuietly(id, "SIGKILL");
      await delay(20);
    }
  }
}

function signalQuietly(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
