/**
 * Puts the stages together. Everything that one part needs of another goes through here, so that this file and engine.ts are all
 * there is to read to know who talks to whom.
 */
import { event, type Message, messageOf, type NewEvent, type Settings, type StoredEvent } from "#core/model";
import { createExecutor, createServices, type SupervisedServices } from "#loop/act";
import { type Baselines, createBaselines, type Detector } from "#loop/detect";
import { createPolling, type Polling } from "#loop/sense";
import { composeFacts } from "#surface/notify";
import type { Counsel } from "./advisor/index.ts";
import { AtHand } from "./at-hand.ts";
import type { Cases } from "./cases.ts";
import { createActionCatalog } from "./catalog.ts";
import { conduct } from "./conduct.ts";
import { keepCriticalOf } from "./critical/index.ts";
import type { EngineMeans } from "./engine.ts";
import { episodesOf } from "./episodes.ts";
import type { Escalation } from "./escalation.ts";
import { builtIn } from "./extensions.ts";
import type { Gates } from "./gates/index.ts";
import { type Generation, generationOf } from "./generation.ts";
import type { Graduation } from "./graduation.ts";
import { createJournal } from "./journal.ts";
import { Kernels } from "./kernels/index.ts";
import { lookAgain, lookAround } from "./looking.ts";
import type { Mending } from "./mending/index.ts";
import { type Boundaries, Operating, withholding } from "./operating/index.ts";
import type { Parts } from "./parts.ts";
import type { Repairs } from "./repairs.ts";
import { restoreState } from "./restore.ts";
import { createSlots } from "./slots.ts";
import type { EngineState } from "./state.ts";
import type { Storms } from "./storms.ts";
import type { Queue, Telling } from "./telling.ts";
import type { Schedules, Triggers } from "./triggers/index.ts";
import { watchedProcesses } from "./watched.ts";

export interface Assembly {
  readonly parts: Parts;
  readonly services: SupervisedServices;
  readonly polling: Polling;
  readonly cases: Cases;
  readonly repairs: Repairs;
  readonly baselines: Baselines;
  readonly graduation: Graduation;
  readonly storms: Storms;
  readonly escalation: Escalation;
  /** Hears of every event once it is durable. */
  readonly onStored: (stored: StoredEvent) => void;
  readonly telling: Telling;
  /** Right after an incident opened. */
  readonly onOpened: (incident: string) => void;
  readonly queue: Queue;
  readonly triggers: Triggers;
  readonly schedules: Pick<Schedules, "start" | "stop">;
  readonly boundaries: Boundaries;
  readonly counsel: Counsel;
  readonly mending: Mending;
  readonly gates: Gates;
  /** What another configuration makes, with everything that outlives the one before. */
  generationFrom(settings: Settings, before: Detector): Generation;
  /** Puts another configuration in force. */
  replace(generation: Generation): void;
}

export interface Signals {
  readonly stopping: AbortSignal;
  readonly ending: AbortSignal;
}

type Record = Parts["record"];

export function assemble(means: EngineMeans, signals: Signals): Assembly {
  const { platform, log } = means;
  const ids = means.settings.targets.map(({ id }) => id);
  const state = restoreState(means.reader, platform.clock.now(), ids);
  const { policies, ...families } = { ...builtIn, ...means.extensions };
  const baselines = createBaselines(means.readings.baselines());
  const generationFrom = generationOf.bind(null, { state, baselines, policies, now: platform.clock.now });
  let generation = generationFrom(means.settings);
  const record = recorder(means, state);
  const settings = () => generation.settings;
  const target = (id: string) => generation.targets.get(id);
  const operating = new Operating({ clock: platform.clock, state, settings, target });
  const send = queueOf(means, record);
  const queue = withholding(send, { state, record, operating });
  const services = servicesOf(means, state, record, {
    ended: (target) => polling.notify(target),
    // What a person had stopped is there again.
    started: () => cases.wakeHeld("ownership"),
  });
  const report = reporterOf(means);
  const kernels = new Kernels();
  const telling = () => conducted.telling;
  const polling: Polling = pollingOf(means, services, state, {
    probes: families.probes,
    beats: kernels,
    onReading: (reading) => {
      means.readings.add(reading);
      conducted.intake.onReading(reading);
    },
    report: (error) => report(error, "a reading"),
  });
  const parts: Parts = {
    platform,
    state,
    services,
    slots: createSlots(
      () => settings().repairs.atOnce,
      () => cases.wakeHeld("blast-radius"),
    ),
    atHand: new AtHand(),
    sensing: polling,
    executor: executorOf(means, () => generation.guard, {
      actions: families.actions,
      journal: createJournal(state, record, () => log.durable(), means.fence),
      context: contextOf(means, services, { ...{ state, queue, record }, parts: () => parts, telling }),
    }),
    ...families,
    episodes: () => episodesOf(means.reader),
    actionCatalog: createActionCatalog(families.actions),
    operating,
    kernels,
    whenCleared: (incident, withinMs) => triggers.whenCleared(incident, withinMs, signals.stopping),
    settings,
    detector: () => generation.detector,
    guard: () => generation.guard,
    registry: () => generation.registry,
    target,
    record,
    durable: () => log.durable(),
    ...signals,
    report,
  };
  keepCriticalOf(means, parts);
  const conducted: Conducted = conduct(parts, means, { queue, send });
  const { cases, triggers } = conducted;
  const replace = (next: Generation) => {
    generation = next;
  };
  return { ...{ parts, services, polling, baselines, queue, generationFrom, replace }, ...conducted };
}

function executorOf(
  { platform, fence }: EngineMeans,
  guard: () => Generation["guard"],
  given: Pick<Parameters<typeof createExecutor>[0], "actions" | "journal" | "context">,
) {
  return createExecutor({
    clock: platform.clock,
    isAdmitted: (approved) => guard().isAdmitted(approved),
    spend: (approved) => guard().spend(approved),
    ...(fence === undefined ? {} : { fence }),
    ...given,
  });
}

type Heard = Pick<Parameters<typeof createPolling>[0], "probes" | "beats" | "onReading" | "report">;

function pollingOf({ platform }: EngineMeans, services: SupervisedServices, state: EngineState, heard: Heard): Polling {
  const pipelines = { look: (id: string) => state.pipelines.get(id) };
  return createPolling({ platform, services, pipelines, ...heard });
}

type Conducted = ReturnType<typeof conduct>;

/** After its store has failed everything fails; that was said already. */
function reporterOf({ log, say }: EngineMeans): Parts["report"] {
  return (error, where) => {
    if (log.failure() === undefined) say(`error: ${where}: ${messageOf(error)}`);
  };
}

function recorder({ log }: EngineMeans, state: EngineState): Record {
  return (events: readonly NewEvent[], actor?: string) => {
    const stored = log.append(events, actor === undefined ? {} : { actor });
    for (const one of stored) state.apply(one);
    return stored;
  };
}

function queueOf({ platform, deliver }: EngineMeans, record: Record): Queue {
  return (message, along = []) => {
    const whole: Message = { ...message, id: platform.ids.next("msg"), createdAt: platform.clock.now(), repeat: false };
    record([...along, event("message.queued", { message: whole })]);
    deliver(whole);
  };
}

function servicesOf(
  { platform, dataId }: EngineMeans,
  state: EngineState,
  record: Record,
  heard: { readonly ended: (target: string) => void; readonly started: () => void },
): SupervisedServices {
  return createServices({
    processes: platform.processes,
    clock: platform.clock,
    files: platform.files,
    network: platform.network,
    dataId,
    restartsSince: (target, since) => state.restartsSince(target, since),
    stoppedByHuman: (target) => state.standing.get("stop", target) !== undefined,
    onStarted: (target, process, cause) => {
      const judged = cause === "repair" ? { afterCrash: state.isDownByCrash(target) } : {};
      record([event("service.started", { target, process, cause, ...judged })]);
      // Whoever had it started by its supervisor means it to run.
      if (cause === "supervisor" && state.standing.get("stop", target) !== undefined)
        record([event("target.started", { target, reason: "it was started through its supervisor" })]);
      if (cause === "supervisor") heard.started();
    },
    onRestarted: (target, times) => record([event("service.restarted", { target, times })]),
    onStopped: (target, process, cause) => record([event("service.stopped", { target, process, cause })]),
    onExit: (target, exit) => {
      record([event("service.exited", { target, ...exit })]);
      heard.ended(target);
    },
  });
}

type ContextOf = Parameters<typeof createExecutor>[0]["context"];

function contextOf(
  { platform, dataDir, log }: EngineMeans,
  services: SupervisedServices,
  at: { state: EngineState; queue: Queue; record: Record; parts: () => Parts; telling: () => Telling },
): ContextOf {
  const { state, queue, record, parts, telling } = at;
  const durably = async (happened: NewEvent) => {
    record([happened]);
    await log.durable();
  };
  return (target, effect, signal) => ({
    signal,
    effect,
    target,
    clock: platform.clock,
    files: platform.files,
    processes: platform.processes,
    network: platform.network,
    sqlite: platform.sqlite,
    services,
    watched: () => watchedProcesses(parts()),
    lookAgain: () => lookAgain(parts(), effect, target),
    lookAround: () => lookAround(parts(), target),
    holdService: (reason) => durably(event("service.held", { target: target.id, reason })),
    letServiceGo: () => durably(event("service.let_go", { target: target.id })),
    // An undo, and a repeat after a crash, find what the first attempt kept there.
    scratch: `${dataDir}/scratch/${effect.split("/").slice(0, 3).join("_")}`,
    tell: async ({ route, subject, body }) => {
      const id = effect.split("/")[0] ?? null;
      const incident = id === null ? undefined : state.incident(id);
      // What a runbook says is fixed text; what was read, and what was done so far, stands below it.
      const whole = incident === undefined ? body : `${body}\n\n${composeFacts(incident)}`;
      const message = { route, subject, body: whole, data: { effect } };
      if (incident === undefined) queue({ ...message, tier: route === "page" ? 3 : 1, incident: id });
      else telling().byRunbook(incident, message);
      await log.durable();
      return effect;
    },
  });
}
