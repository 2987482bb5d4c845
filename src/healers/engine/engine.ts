/**
 * The engine: the only place that knows the order of the stages. A reading goes to detect, its anomaly to incident, from there through
 * reason and guard to act, verify and learn; what each returns is appended to the log and passed on (assembly.ts wires them).
 */
import type { EventLog, Readings } from "#core/log";
import type { LogReader } from "#core/log/read";
import {
  type ChannelTrial,
  ChironError,
  type CommandResult,
  type EngineFacade,
  event,
  type Message,
  messageOf,
  type NewEvent,
  type Settings,
} from "#core/model";
import type { Platform, Timer } from "#core/platform";
import type { TryOut } from "#surface/notify";
import type { OpenAdvisor } from "./advisor/index.ts";
import { type Assembly, assemble } from "./assembly.ts";
import { createAudit } from "./audit/index.ts";
import { idleWithin } from "./cases.ts";
import { createCommands } from "./commands.ts";
import type { Provision } from "./critical/index.ts";
import { endWhatWasCutOff } from "./cut-off.ts";
import type { Replacements } from "./extensions.ts";
import { createFacade } from "./facade.ts";
import type { Fence } from "./fence.ts";
import type { ReadDraft } from "./fixes.ts";
import { declaring, withRunbooks } from "./generation.ts";
import { type LagMeter, measureLag } from "./lag.ts";
import { beginObserving } from "./observing.ts";
import { createPostMortems, type PostMortems } from "./postmortems.ts";
import { beginToBeat, type Pulse } from "./pulse.ts";
import { type Readiness, readinessOf } from "./readiness.ts";
import type { StoreTrouble } from "./record/index.ts";
import { registrations } from "./runbooks.ts";
import { onMessageEvent } from "./self.ts";
import type { EngineState } from "./state.ts";
import { bootWaiting, endServices, exchangeServices, takeUpServices } from "./supervision.ts";
import { takeUpIncidents } from "./take-up.ts";
import type { Queue } from "./telling.ts";
import type { BesideViews } from "./views.ts";

export interface EngineMeans extends Replacements, Provision, BesideViews {
  readonly version: string;
  readonly platform: Platform;
  readonly settings: Settings;
  readonly log: EventLog;
  readonly reader: LogReader;
  readonly readings: Readings;
  readonly dataDir: string;
  /** Tells the services of this data folder from those of another. */
  readonly dataId: string;
  /** Hands a message to the outbox; it is recorded by then. */
  readonly deliver: (message: Message) => void;
  /** Sends a test message through the channels that are configured. */
  readonly tryChannels: (wanted: TryOut) => Promise<readonly ChannelTrial[]>;
  /** Reads the configuration again; throws ChironError("bad_config"). */
  readonly readSettings: () => Promise<Settings>;
  /** Where runbooks go that Chiron writes itself, and how one of them is read; throws ChironError("bad_config"). */
  readonly draftsFolder: string;
  readonly readDraft: ReadDraft;
  /** A new configuration is in force. */
  readonly onReload: (settings: Settings) => void;
  /** The way to a language model, for settings that name one; without it there is none. */
  readonly openAdvisor?: OpenAdvisor;
  /** The real store is damaged, and this engine runs on one beside it; with it, pages that the real one was still to deliver. */
  readonly trouble?: StoreTrouble;
  readonly waitingPages?: readonly Message[];
  /** Asked right before each effect; see fence.ts. Without it there is nobody who could take this one's place. */
  readonly fence?: Fence;
  /** Called by the work loop, so often that the end of another healer is seen at once. */
  readonly onLook?: () => void;
  /** The heartbeat: called by the work loop, and only as long as what it hands on comes through. */
  readonly onPulse?: (pulse: Pulse) => void;
  /** One line for whoever watches the terminal or the service log. */
  readonly say: (line: string) => void;
}

export interface Engine {
  readonly facade: EngineFacade;
  /** What it believes, for whoever holds that against the log. */
  readonly state: EngineState;
  /** Writes down what happened outside the loop, in the outbox, so that the engine's state hears of it too. */
  record(events: readonly NewEvent[]): void;
  /** Tells a human of what is not in the loop either. */
  tell(message: Parameters<Queue>[0]): void;
  /** Takes up services and open incidents, and begins to watch. */
  start(): Promise<void>;
  /** Whether the work loop itself is at work: a process that answers while its loop is wedged is not ready. */
  readiness(): Readiness;
  stop(options: { readonly reason: string; readonly keepServices: boolean }): Promise<void>;
}

const housekeepingMs = 10_000;
/** What was learned in the last minute may be lost with the engine, and is soon learned again. */
const baselinesEveryTurns = 6;
const stopWithinMs = 8_000;

export function createEngine(means: EngineMeans): Engine {
  return new LoopEngine(means);
}

class LoopEngine implements Engine {
  readonly facade: EngineFacade;
  readonly state: EngineState;
  readonly #means: EngineMeans;
  readonly #assembly: Assembly;
  readonly #postMortems: PostMortems;
  readonly #lag: LagMeter;
  readonly #stopping = new AbortController();
  readonly #ending = new AbortController();
  /** Monotonic; when the work loop came round last. */
  #lastTurn: number | null = null;
  #nextTurn: Timer | null = null;
  #turns = 0;

  constructor(means: EngineMeans) {
    this.#means = means;
    this.#lag = means.lag ?? measureLag();
    this.#assembly = assemble(means, { stopping: this.#stopping.signal, ending: this.#ending.signal });
    const { parts, cases, repairs, polling, graduation, queue, services, triggers, boundaries } = this.#assembly;
    const { counsel, mending, gates } = this.#assembly;
    this.state = parts.state;
    const renew = () => this.#assembly.replace(withRunbooks(parts.settings(), parts));
    this.#postMortems = createPostMortems(parts, means, renew);
    const command = createCommands(parts, {
      ...{ cases, repairs, services, triggers, boundaries, mending, gates },
      ended: (id) => means.reader.incident(id),
      judgedBy: graduation.judgedBy,
      postMortems: this.#postMortems,
      fixes: {
        folder: means.draftsFolder,
        incidentOf: (id) => means.reader.incident(id),
        readDraft: means.readDraft,
        add: (entry, actor) => this.#addRunbook(entry, actor),
        queue,
      },
      reload: (actor) => this.#reload(actor),
      trouble: means.trouble,
      tryChannels: means.tryChannels,
      tryModel: (send) => counsel.tryOut(send),
    });
    this.facade = createFacade({
      ...means,
      ...{ parts, polling, lag: this.#lag, counsel, command, harmony: gates.facade },
      audit: createAudit(means, this.#stopping.signal),
      startedAt: parts.platform.clock.now(),
    });
  }

  async start(): Promise<void> {
    const { platform, version, settings, reader, say } = this.#means;
    const { parts, services, polling, boundaries, schedules, counsel } = this.#assembly;
    beginToBeat(this.#means, polling, this.#lag, { lastTurn: () => this.#lastTurn, withinMs: 3 * housekeepingMs });
    await parts.operating.load(settings);
    parts.record([event("engine.started", { version, pid: platform.processes.self.pid, node: settings.node })]);
    this.#announce(settings, false);
    const { trouble, waitingPages = [] } = this.#means;
    if (trouble !== undefined) beginObserving(parts, this.#assembly.queue, trouble, waitingPages);
    const { kernels } = parts;
    await takeUpServices(parts, services, reader, { say, onlyAdopt: trouble !== undefined, waiting: kernels.waiting });
    services.watch();
    this.#means.log.subscribe(this.#assembly.onStored);
    polling.start(settings.targets.filter(kernels.isBooted));
    this.#means.log.subscribe(this.#assembly.escalation.onStored);
    this.#means.log.subscribe(this.#postMortems.onStored);
    endWhatWasCutOff(parts);
    takeUpIncidents(parts, this.#assembly, this.#means.reader);
    this.#assembly.escalation.start();
    if (trouble === undefined) counsel.start();
    this.#houseKeep();
    boundaries.changed();
    schedules.start();
    void bootWaiting(this.#assembly, say);
    if (trouble === undefined) this.#assembly.mending.start();
    this.#assembly.gates.start();
    await parts.durable();
  }

  record(events: readonly NewEvent[]): void {
    const { parts, queue } = this.#assembly;
    parts.record(events);
    const message = (id: string) => this.#means.reader.message(id)?.message;
    for (const one of events) onMessageEvent({ parts, queue, message }, one);
  }

  tell(message: Parameters<Queue>[0]): void {
    this.#assembly.queue(message);
  }

  readiness(): Readiness {
    const lastTurn = this.#lastTurn;
    return readinessOf(this.#means, {
      lastTurn,
      stopping: this.#stopping.signal.aborted,
      withinMs: 3 * housekeepingMs,
    });
  }

  async stop({ reason, keepServices }: { readonly reason: string; readonly keepServices: boolean }): Promise<void> {
    const { parts, services, polling, cases, boundaries, schedules } = this.#assembly;
    const { clock } = parts.platform;
    const why = new ChironError("conflict", "the engine is stopping");
    this.#stopping.abort(why);
    parts.slots.close(why);
    cases.stop();
    boundaries.stop();
    schedules.stop();
    this.#assembly.mending.stop();
    this.#assembly.escalation.stop();
    this.#nextTurn?.cancel();
    await polling.stop();
    await this.#assembly.gates.stop();
    // A step under way may end by itself; the next engine goes on from there.
    await idleWithin(cases, clock, stopWithinMs);
    this.#ending.abort(why);
    await idleWithin(cases, clock, stopWithinMs);
    if (keepServices) services.release();
    else await endServices(parts.settings(), services, this.#means.say);
    this.#keepBaselines();
    this.#lag.stop();
    // A store that failed cannot take the last word either; ending goes on all the same.
    if (this.#means.log.failure() !== undefined) return;
    parts.record([event("engine.stopped", { reason })]);
    await parts.durable();
  }

  #announce(settings: Settings, reload: boolean, actor?: string): void {
    const { parts } = this.#assembly;
    const targets = settings.targets.map((target) => target.id);
    const loaded = event("config.loaded", { hash: settings.hash, targets, reload });
    parts.record([loaded, ...registrations(settings, parts.state)], actor);
  }

  #addRunbook(entry: Settings["runbooks"][number], actor: string): void {
    const { parts } = this.#assembly;
    const before = parts.settings();
    // Another content needs another hash, so that the next reload is not taken for none.
    const settings = { ...before, hash: `${before.hash}+`, runbooks: [...before.runbooks, entry] };
    this.#assembly.replace(withRunbooks(settings, parts));
    parts.record(registrations(settings, parts.state), actor);
  }

  /** All or nothing: a configuration that is refused changes nothing (FACE-03). */
  async #reload(actor: string): Promise<CommandResult> {
    const { parts, polling } = this.#assembly;
    const before = parts.settings();
    let settings: Settings;
    try {
      settings = declaring(await this.#means.readSettings(), before);
    } catch (error) {
      parts.record([event("config.refused", { problems: messageOf(error).split("\n") })], actor);
      throw error;
    }
    if (settings.hash === before.hash) {
      // But a secret that lies beside it may have: what waits for a channel is tried again.
      this.#means.onReload(before);
      return { message: "Nothing has changed.", changed: false };
    }
    const generation = this.#assembly.generationFrom(settings, parts.detector());
    await parts.operating.load(settings);
    this.#assembly.replace(generation);
    this.#announce(settings, true, actor);
    await exchangeServices(parts, this.#assembly.services, before, { generation, say: this.#means.say });
    polling.update(settings.targets.filter(parts.kernels.isBooted));
    void bootWaiting(this.#assembly, this.#means.say);
    this.#means.onReload(settings);
    takeUpIncidents(parts, this.#assembly, this.#means.reader);
    this.#assembly.boundaries.changed();
    this.#assembly.schedules.start();
    for (const part of [this.#assembly.mending, this.#assembly.gates]) part.start();
    const count = `${settings.targets.length} targets, ${settings.runbooks.length} runbooks`;
    return { message: `Reloaded: ${count}.`, changed: true };
  }

  #keepBaselines(): void {
    this.#means.readings.keepBaselines(this.#assembly.baselines.takeChanged());
  }

  /** What needs a look now and then, and nothing more often. */
  #houseKeep(): void {
    if (this.#stopping.signal.aborted) return;
    const { clock } = this.#assembly.parts.platform;
    this.#lastTurn = clock.monotonic();
    this.#nextTurn = clock.after(housekeepingMs, () => {
      for (const part of [this.#assembly.cases, this.#assembly.escalation, this.#assembly.boundaries]) part.houseKeep();
      this.#means.readings.prune(clock.now());
      this.#turns++;
      if (this.#turns % baselinesEveryTurns === 0) this.#keepBaselines();
      this.#lag.turn();
      this.#houseKeep();
    });
  }
}
