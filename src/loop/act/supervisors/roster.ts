/**
 * The lives of the supervised services. A service is `gone` until a process is taken in (`begin`), and gone again when that
 * process ends (`end`). An end that we asked for is a stop; any other is an exit. Only `begin` and `end` change the state.
 */
import type { DirectService, ProcessIdentity, Service, ServiceState } from "#core/model";
import type { Clock, Processes } from "#core/platform";
import { isDeadState, sameProcess } from "./identity.ts";

export type StartCause = "up" | "repair" | "adopted" | "supervisor" | "human" | "emergency";
export type StopCause = "down" | "repair" | "human";

export interface ServiceExit {
  readonly process: ProcessIdentity;
  /** Both null when it was not our child, so that nobody tells us. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly uptimeMs: number;
}

export interface ServiceListeners {
  /** It ended by itself, or by somebody else. Called in the same turn in which its end became known. */
  onExit(target: string, exit: ServiceExit): void;
  onStarted(target: string, process: ProcessIdentity, cause: StartCause): void;
  /** It ended because it was told to. */
  onStopped(target: string, process: ProcessIdentity, cause: StopCause): void;
}

type EndedPromise = Promise<{ readonly code: number | null; readonly signal: string | null }>;

export interface Life<S extends Service = DirectService> {
  readonly process: ProcessIdentity;
  readonly service: S;
  /** Wall clock. */
  readonly startedAt: number;
  readonly startedMonotonic: number;
  /** For our own children: settles at their end. Null for adopted ones, which are looked at instead. */
  readonly ended: EndedPromise | null;
  /** An end up to this moment (monotonic) is one that we asked for. */
  stopUntil: number;
  stopCause: StopCause;
}

export interface Entry<S extends Service = DirectService> {
  readonly target: string;
  service: S | null;
  life: Life<S> | null;
  /** The last process it had; parts of it may have outlived it. */
  lastProcess: ProcessIdentity | null;
  lastStartedAt: number | null;
  /** The process of the life before the present one. */
  previous: ProcessIdentity | null;
  /** Known for certain: nothing of any earlier life is left. */
  clear: boolean;
  /** During a life: nothing of the lives before it is left. */
  swept: boolean;
  /** Whether it was looked for once what an earlier engine left running. */
  adopted: boolean;
}

interface Beginning<S extends Service> {
  readonly process: ProcessIdentity;
  readonly service: S;
  readonly startedAt: number;
  readonly ended: EndedPromise | null;
  readonly cause: StartCause;
}

export class Roster<S extends Service = DirectService> {
  readonly #entries = new Map<string, Entry<S>>();
  readonly #processes: Processes;
  readonly #clock: Clock;
  readonly #listeners: ServiceListeners;

  constructor(processes: Processes, clock: Clock, listeners: ServiceListeners) {
    this.#processes = processes;
    this.#clock = clock;
    this.#listeners = listeners;
  }

  entry(target: string): Entry<S> {
    const known = this.#entries.get(target);
    if (known !== undefined) return known;
    const entry: Entry<S> = {
      target,
      service: null,
      life: null,
      lastProcess: null,
      lastStartedAt: null,
      previous: null,
      clear: false,
      swept: false,
      adopted: false,
    };
    this.#entries.set(target, entry);
    return entry;
  }

  all(): Iterable<Entry<S>> {
    return this.#entries.values();
  }

  /** Forgets the service; what becomes of its process is no longer heard of. */
  remove(target: string): void {
    const entry = this.#entries.get(target);
    if (entry !== undefined) entry.life = null;
    this.#entries.delete(target);
  }

  look(target: string): ServiceState {
    const entry = this.#entries.get(target);
    const startedAt = entry?.lastStartedAt ?? null;
    const life = entry?.life ?? null;
    if (life === null) return { state: "gone", process: null, startedAt, report: null };
    const seen = this.#processes.look(life.process.pid);
    if (!seen.exists || !sameProcess(seen.identity, life.process))
      return { state: "gone", process: null, startedAt, report: null };
    if (isDeadState(seen.state)) {
      // Our own child is a zombie only for the instant until its exit event is read.
      const state = life.ended === null && seen.state === "Z" ? "zombie" : "gone";
      return { state, process: life.process, startedAt, report: null };
    }
    const state = seen.state === "T" ? "stopped_by_signal" : "running";
    return { state, process: life.process, startedAt, report: null };
  }

  /** Takes in a process as the service's own. */
  begin(entry: Entry<S>, { process, service, startedAt, ended, cause }: Beginning<S>): Life<S> {
    const life: Life<S> = {
      process,
      service,
      startedAt,
      startedMonotonic: this.#clock.monotonic() - Math.max(0, this.#clock.now() - startedAt),
      ended,
      stopUntil: Number.NEGATIVE_INFINITY,
      stopCause: "repair",
    };
    entry.adopted = true;
    entry.previous = entry.clear ? null : entry.lastProcess;
    entry.swept = entry.previous === null;
    entry.clear = false;
    entry.service = service;
    entry.life = life;
    entry.lastProcess = process;
    entry.lastStartedAt = startedAt;
    this.#listeners.onStarted(entry.target, process, cause);
    void ended?.then(({ code, signal }) => this.end(entry, life, code, signal));
    return life;
  }

  /** The process has ended. Reports it once, as what it was. */
  end(entry: Entry<S>, life: Life<S>, code: number | null, signal: string | null): void {
    if (entry.life !== life) return;
    entry.life = null;
    const now = this.#clock.monotonic();
    if (now <= life.stopUntil) {
      this.#listeners.onStopped(entry.target, life.process, life.stopCause);
      return;
    }
    const uptimeMs = Math.max(0, Math.round(now - life.startedMonotonic));
    this.#listeners.onExit(entry.target, { process: life.process, code, signal, uptimeMs });
  }

  /** The process is another one now, by its own doing; neither a stop nor an exit. */
  replace(entry: Entry<S>, beginning: Beginning<S>): Life<S> {
    entry.life = null;
    return this.begin(entry, beginning);
  }

  /** Brings the entry up to date with the process table, before something is decided on it. */
  async settle(entry: Entry<S>): Promise<void> {
    const life = entry.life;
    if (life === null) return;
    const { state } = this.look(entry.target);
    if (state === "running" || state === "stopped_by_signal") return;
    if (life.ended !== null) await life.ended;
    else this.end(entry, life, null, null);
  }
}
