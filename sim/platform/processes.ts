/**
 * Processes of the simulated machine. They belong to the machine and outlive the engine that started them; only the news of an
 * end goes to the life that is their parent, and is lost with it.
 */
import type { ProcessIdentity } from "#core/model";
import type { Processes, ProcessLook, SpawnedProcess, SpawnSpec } from "#core/platform";
import type { Mortal, WorldClock } from "./clock.ts";
import { never, onlySimulated } from "./doors.ts";

const bootId = "simulated";
const firstPid = 1_000;
const initPid = 1;

type End = { readonly code: number | null; readonly signal: string | null };

interface Living {
  readonly identity: ProcessIdentity;
  readonly spec: SpawnSpec;
  readonly parent: Mortal;
  readonly tell: (end: End) => void;
  state: "S" | "T";
}

export interface MachineMeans {
  readonly clock: WorldClock;
  /** What becomes of a program that is started: throws when it cannot be. */
  readonly onSpawn: (spec: SpawnSpec, pid: number) => void;
  /** A process is told to end; after how long it does. Undefined: it does not react. */
  readonly onSignal: (spec: SpawnSpec, signal: string) => number | undefined;
}

export class Machine {
  readonly #means: MachineMeans;
  readonly #living = new Map<number, Living>();
  #lastPid = firstPid;

  constructor(means: MachineMeans) {
    this.#means = means;
  }

  nextPid(): number {
    this.#lastPid += 1;
    return this.#lastPid;
  }

  /** Whether this very process is there. */
  isThere(pid: number): boolean {
    return this.#living.has(pid);
  }

  /** SIGSTOP and SIGCONT from outside. */
  freeze(pid: number, frozen: boolean): void {
    const process = this.#living.get(pid);
    if (process !== undefined) process.state = frozen ? "T" : "S";
  }

  end(pid: number, end: End): void {
    const process = this.#living.get(pid);
    if (process === undefined) return;
    this.#living.delete(pid);
    if (!process.parent.dead) process.tell(end);
  }

  /** The machine as one life of the engine sees it. */
  door(life: Mortal, self: ProcessIdentity): Processes {
    return onlySimulated<Processes>("processes", {
      self,
      look: (pid) => this.#look(pid),
      children: () => [],
      spawn: (spec) => this.#spawn(spec, life),
      prepare: () => undefined,
      release: () => undefined,
      signal: (identity, signal) => !life.dead && this.#signal(identity, signal),
      tree: (identity) => (this.#is(identity) ? [identity] : []),
      groupIsEmpty: (identity) => !this.#is(identity),
      findByEnvironment: (name, value) =>
        [...this.#living.values()].filter(({ spec }) => spec.env[name] === value).map(({ identity }) => identity),
      list: () =>
        [...this.#living.values()].map(({ identity, spec }) => ({ identity, command: spec.command.join(" ") })),
      variable: () => undefined,
    });
  }

  identity(pid: number): ProcessIdentity {
    return { pid, startTicks: Math.round(this.#means.clock.elapsedMs / 10), bootId };
  }

  #is({ pid, startTicks }: ProcessIdentity): boolean {
    return this.#living.get(pid)?.identity.startTicks === startTicks;
  }

  #look(pid: number): ProcessLook {
    const process = this.#living.get(pid);
    if (process === undefined) return { exists: false };
    return { exists: true, identity: process.identity, state: process.state, parentPid: initPid };
  }

  async #spawn(spec: SpawnSpec, parent: Mortal): Promise<SpawnedProcess> {
    if (parent.dead) return never();
    const identity = this.identity(this.nextPid());
    this.#means.onSpawn(spec, identity.pid);
    const ended = new Promise<End>((tell) => {
      this.#living.set(identity.pid, { identity, spec, parent, tell, state: "S" });
    });
    return { identity, ended };
  }

  #signal(identity: ProcessIdentity, signal: string): boolean {
    const process = this.#living.get(identity.pid);
    if (process === undefined || !this.#is(identity)) return false;
    if (signal === "SIGSTOP" || signal === "SIGCONT") this.freeze(identity.pid, signal === "SIGSTOP");
    else {
      const afterMs = this.#means.onSignal(process.spec, signal);
      if (afterMs !== undefined) this.#means.clock.after(afterMs, () => this.end(identity.pid, { code: null, signal }));
    }
    return true;
  }
}
