/**
 * The direct supervisor: services are processes of Chiron's own, each the leader of a session, its output in a file, so that
 * they outlive the engine. The end of an own child is an event and goes straight to `onExit`; the processes that an earlier engine
 * started are adopted, and looked at every second.
 */
import { isDeepStrictEqual } from "node:util";
import type { ActionResult, DirectService, ServiceState } from "#core/model";
import type { Clock, Files, Processes } from "#core/platform";
import { adoptService, type KnownLife } from "./adopting.ts";
import { spawnSpecOf } from "./mark.ts";
import { sweepRemnants } from "./remnants.ts";
import { type Entry, type Life, Roster, type ServiceListeners, type StartCause } from "./roster.ts";
import { failed, markFor, type Scene } from "./scene.ts";
import { createSerial, type Serial } from "./serial.ts";
import { startService } from "./starting.ts";
import { type StopOptions, stopService } from "./stopping.ts";
import { type Watch, watchAdopted } from "./watching.ts";

/** Tidying up and readying the next process take a little CPU; a service that was just started needs it more. */
const settleAfterMs = 50;

export interface DirectOptions extends ServiceListeners {
  readonly processes: Processes;
  readonly clock: Clock;
  readonly files: Files;
  /** Tells the services of this data folder from those of another one on the same machine. */
  readonly dataId: string;
}

export interface DirectServices {
  look(target: string): ServiceState;
  /** Starts it unless it runs already (idempotent). Resolves once the process exists. */
  start(service: DirectService, cause?: StartCause): Promise<ActionResult>;
  stop(service: DirectService, options: StopOptions): Promise<ActionResult>;
  /** Takes in the process that an earlier engine left running, if there is one. */
  adopt(service: DirectService, known?: KnownLife): Promise<ServiceState>;
  /** Readies the next start of the service. */
  prepare(service: DirectService): void;
  /** Begins to look at adopted processes every second. */
  watch(): void;
  /** Stops all services: `order` in waves, one after the other, then whatever it does not name. */
  stopAll(options: {
    readonly order: readonly (readonly string[])[];
    readonly graceMs?: number;
  }): Promise<readonly ActionResult[]>;
  /** Leaves the service running, and forgets it. */
  forget(target: string): void;
  /** Leaves all services running, and forgets them. */
  release(): void;
}

export function createDirectServices(options: DirectOptions): DirectServices {
  return new DirectSupervisor(options);
}

class DirectSupervisor implements DirectServices {
  readonly #scene: Scene;
  readonly #serial: Serial = createSerial();
  readonly #settling = new WeakSet<Life>();
  /** Taken down for good, by a reload or at the end: a repair that is still under way must not bring them back. */
  readonly #down = new Set<string>();
  #watch: Watch | null = null;

  constructor(options: DirectOptions) {
    const { processes, clock, files, dataId } = options;
    this.#scene = { processes, clock, files, dataId, roster: new Roster(processes, clock, options) };
  }

  look(target: string): ServiceState {
    return this.#scene.roster.look(target);
  }

  start(service: DirectService, cause: StartCause = "repair"): Promise<ActionResult> {
    if (cause !== "repair") this.#down.delete(service.target);
    return this.#serial.run(service.target, async () => {
      if (this.#down.has(service.target)) return failed(`${service.target} was taken down for good in the meantime`);
      const entry = await this.#entry(service);
      const result = await startService(this.#scene, entry, service, cause);
      if (result.success) this.#settleSoon(entry);
      return result;
    });
  }

  stop(service: DirectService, options: StopOptions): Promise<ActionResult> {
    if (options.cause === "down") {
      this.#down.add(service.target);
      this.#unprepare(service);
    }
    return this.#serial.run(service.target, async () =>
      stopService(this.#scene, await this.#entry(service), service, options),
    );
  }

  adopt(service: DirectService, known?: KnownLife): Promise<ServiceState> {
    return this.#serial.run(service.target, async () => {
      const entry = this.#scene.roster.entry(service.target);
      await adoptService(this.#scene, entry, service, known);
      if (entry.life !== null) this.#settleSoon(entry);
      return this.look(service.target);
    });
  }

  prepare(service: DirectService): void {
    const entry = this.#scene.roster.entry(service.target);
    const before = entry.service;
    if (before !== null && !isDeepStrictEqual(before, service)) this.#unprepare(before);
    entry.service = service;
    this.#scene.processes.prepare(spawnSpecOf(service, markFor(this.#scene, service.target)));
  }

  #unprepare(service: DirectService): void {
    this.#scene.processes.release(spawnSpecOf(service, markFor(this.#scene, service.target)));
  }

  watch(): void {
    this.#watch ??= watchAdopted(this.#scene, (target) => this.#serial.busy(target));
  }

  async stopAll(options: {
    readonly order: readonly (readonly string[])[];
    readonly graceMs?: number;
  }): Promise<readonly ActionResult[]> {
    const named = new Set(options.order.flat());
    const others = [...this.#scene.roster.all()].map((entry) => entry.target).filter((target) => !named.has(target));
    const results: ActionResult[] = [];
    for (const wave of [...options.order, others]) {
      results.push(...(await Promise.all(wave.map((target) => this.#stopForGood(target, options.graceMs)))));
    }
    this.release();
    return results;
  }

  forget(target: string): void {
    const { service } = this.#scene.roster.entry(target);
    if (service !== null) this.#unprepare(service);
    this.#scene.roster.remove(target);
  }

  release(): void {
    this.#watch?.stop();
    this.#watch = null;
    for (const entry of [...this.#scene.roster.all()]) this.forget(entry.target);
  }

  async #stopForGood(target: string, graceMs: number | undefined): Promise<ActionResult> {
    const { service } = this.#scene.roster.entry(target);
    if (service === null) return { success: true, summary: `${target} was never started`, artifacts: [] };
    const { signal } = new AbortController();
    return this.stop(service, { signal, cause: "down", ...(graceMs === undefined ? {} : { graceMs }) });
  }

  /** One that was never asked about since this engine came up may have been left running by an earlier engine. */
  async #entry(service: DirectService): Promise<Entry> {
    const entry = this.#scene.roster.entry(service.target);
    if (!entry.adopted) await adoptService(this.#scene, entry, service);
    return entry;
  }

  /** Once it has been up a moment: what is left of the life before goes, and the next start is made ready. */
  #settleSoon(entry: Entry): void {
    const { life } = entry;
    if (life === null || this.#settling.has(life)) return;
    this.#settling.add(life);
    this.#scene.clock.after(settleAfterMs, () => {
      if (entry.life !== life) return;
      this.prepare(entry.service ?? life.service);
      sweepRemnants(this.#scene, entry, life).catch(() => undefined);
    });
  }
}
