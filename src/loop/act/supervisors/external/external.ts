/**
 * Services that belong to an external supervisor. Chiron knows their process by pid and start time and looks at it in /proc; the
 * supervisor is asked only when that process has gone. It is the supervisor that starts and stops; Chiron gives orders, and sees
 * them carried out. It never stops such a service when it ends itself.
 */
import { isDeepStrictEqual } from "node:util";
import type {
  ActionResult,
  EndingOptions,
  ExternalService,
  ProcessIdentity,
  ServiceState,
  SupervisorReport,
} from "#core/model";
import { isAlive, sameProcess, startedAtOf } from "../identity.ts";
import { type Entry, Roster, type ServiceListeners, type StartCause } from "../roster.ts";
import { createSerial } from "../serial.ts";
import { Asking } from "./asking.ts";
import { carryOut } from "./orders.ts";
import { supervisorOf } from "./registry.ts";
import type { Means } from "./supervisor.ts";

export interface ExternalListeners extends ServiceListeners {
  /** The supervisor restarted it so often without Chiron having seen a process in between. */
  onRestarted(target: string, times: number): void;
}

interface Known {
  readonly service: ExternalService;
  readonly entry: Entry<ExternalService>;
  readonly asking: Asking;
  /** What was said when it was asked before. */
  before: SupervisorReport | null;
  /** A start or restart of ours is under way: what begins now is our doing. */
  ordered: boolean;
}

export class ExternalServices {
  readonly #means: Means;
  readonly #roster: Roster<ExternalService>;
  readonly #listeners: ExternalListeners;
  readonly #known = new Map<string, Known>();
  readonly #serial = createSerial();

  constructor(means: Means, listeners: ExternalListeners) {
    this.#means = means;
    this.#listeners = listeners;
    this.#roster = new Roster(means.processes, means.clock, listeners);
  }

  has(target: string): boolean {
    return this.#known.has(target);
  }

  look(target: string): ServiceState {
    const seen = this.#roster.look(target);
    return { ...seen, report: this.#known.get(target)?.asking.report ?? null };
  }

  async refresh(service: ExternalService, { now = false } = {}): Promise<ServiceState> {
    const known = this.#of(service);
    const isGone = this.#roster.look(service.target).state === "gone";
    if (isGone && known.entry.life !== null) known.asking.outdate();
    if (now || (isGone && (await known.asking.isWorthwhile()))) await this.#ask(known);
    return this.look(service.target);
  }

  /** Takes in what runs. One that is another process than the one last known was restarted meanwhile. */
  async adopt(
    service: ExternalService,
    last?: { readonly process: ProcessIdentity; readonly stopped?: boolean },
  ): Promise<ServiceState> {
    const known = this.#of(service);
    // An engine before this one stopped it, and did not come to start it again.
    known.asking.ownStop = last?.stopped === true;
    const { pid } = await known.asking.ask();
    known.before = known.asking.report;
    const process = this.#living(pid);
    if (process !== null && known.entry.life === null) {
      const isOther =
        last !== undefined && last.process.bootId === process.bootId && !sameProcess(last.process, process);
      await this.#takeIn(known, process, isOther ? "supervisor" : "adopted");
    }
    return this.look(service.target);
  }

  start(service: ExternalService, signal: AbortSignal): Promise<ActionResult> {
    return this.#order(service, "start", { signal });
  }

  stop(service: ExternalService, options: EndingOptions): Promise<ActionResult> {
    return this.#order(service, "stop", options);
  }

  restart(service: ExternalService, options: EndingOptions): Promise<ActionResult> {
    return this.#order(service, "restart", options);
  }

  forget(target: string): void {
    this.#known.delete(target);
    this.#roster.remove(target);
  }

  release(): void {
    for (const target of [...this.#known.keys()]) this.forget(target);
  }

  #order(service: ExternalService, what: "start" | "stop" | "restart", options: EndingOptions): Promise<ActionResult> {
    return this.#serial.run(service.target, async () => {
      const known = this.#of(service);
      const { signal, force = false } = options;
      const { life } = known.entry;
      known.ordered = what !== "stop";
      // An end from here on is one that we asked for, also when it is not followed by a start.
      if (life !== null && what !== "start") {
        life.stopUntil = Number.POSITIVE_INFINITY;
        known.asking.ownStop = true;
      }
      try {
        return await carryOut(
          { what, force, signal },
          {
            service,
            supervisor: supervisorOf(service, this.#means),
            clock: this.#means.clock,
            look: async () => {
              await this.#ask(known, true);
              return this.look(service.target);
            },
          },
        );
      } finally {
        known.ordered = false;
        const left = known.entry.life;
        if (left !== null) {
          left.stopUntil = Number.NEGATIVE_INFINITY;
          known.asking.ownStop = false;
        }
      }
    });
  }

  #of(service: ExternalService): Known {
    const known = this.#known.get(service.target);
    if (known !== undefined && (known.service === service || isDeepStrictEqual(known.service, service))) return known;
    if (known !== undefined) this.forget(service.target);
    const asking = new Asking(service, supervisorOf(service, this.#means), this.#means);
    const entry = this.#roster.entry(service.target);
    const fresh: Known = { service, entry, asking, before: null, ordered: false };
    this.#known.set(service.target, fresh);
    return fresh;
  }

  /** Brings what is known up to date with the supervisor's answer and the process table. */
  async #ask(known: Known, anew = false): Promise<void> {
    const report = await (anew ? known.asking.askAnew() : known.asking.ask());
    // Another caller of the same question was here before, or it is not watched any more.
    if (known.before === report || this.#known.get(known.service.target) !== known) return;
    const { before, entry } = known;
    known.before = report;
    const process = this.#living(report.pid);
    const { life } = entry;
    let begun = 0;
    if (life !== null && !isAlive(this.#means.processes, life.process)) this.#roster.end(entry, life, null, null);
    if (process !== null && (entry.life === null || !sameProcess(entry.life.process, process))) {
      const isFirst = before === null && entry.lastProcess === null;
      await this.#takeIn(known, process, known.ordered ? "repair" : isFirst ? "adopted" : "supervisor");
      begun = 1;
    }
    const unseen = restartsBetween(before, report) - (known.ordered ? Number.POSITIVE_INFINITY : begun);
    if (unseen > 0) this.#listeners.onRestarted(known.service.target, unseen);
  }

  async #takeIn(known: Known, process: ProcessIdentity, cause: StartCause): Promise<void> {
    const { entry, service } = known;
    known.asking.ownStop = false;
    const startedAt = (await startedAtOf(process, this.#means)) ?? this.#means.clock.now();
    await known.asking.learnHint(process.pid);
    const beginning = { process, service, startedAt, ended: null, cause };
    if (entry.life === null) this.#roster.begin(entry, beginning);
    else this.#roster.replace(entry, beginning);
  }

  #living(pid: number | null): ProcessIdentity | null {
    const look = pid === null ? null : this.#means.processes.look(pid);
    return look?.exists === true && isAlive(this.#means.processes, look.identity) ? look.identity : null;
  }
}

/** What the supervisor counts; where it counts nothing, another time of its last try, with no process at either look. */
function restartsBetween(before: SupervisorReport | null, now: SupervisorReport): number {
  if (before === null) return 0;
  if (before.restarts !== undefined && now.restarts !== undefined) return Math.max(0, now.restarts - before.restarts);
  const bothTrying = before.state === "changing" && now.state === "changing" && before.pid === null && now.pid === null;
  return bothTrying && now.since !== undefined && now.since !== before.since ? 1 : 0;
}
