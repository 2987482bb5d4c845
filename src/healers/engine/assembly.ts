/**
 * Puts the stages together. Everything that one part needs of another goes through here, so that this file and engine.ts are all
 * there is to read to know who talks to whom.
 */
import { event, type Message, messageOf, type NewEvent } from "#core/model";
import { actions, createExecutor, createServices, type SupervisedServices } from "#loop/act";
import { type Baselines, createBaselines } from "#loop/detect";
import { createPolling, type Polling, probes } from "#loop/sense";
import { composeFacts } from "#surface/notify";
import { heedAlarms, observeOpened } from "./alarms.ts";
import { Cases } from "./cases.ts";
import { createActionCatalog } from "./catalog.ts";
import type { EngineMeans } from "./engine.ts";
import { type Generation, generationOf } from "./generation.ts";
import { createGraduation, type Graduation } from "./graduation.ts";
import { createIntake } from "./intake.ts";
import { createJournal } from "./journal.ts";
import { lookAgain, lookAround } from "./looking.ts";
import type { Parts } from "./parts.ts";
import { createRepairs, type Repairs } from "./repairs.ts";
import { restoreState } from "./restore.ts";
import { createSlots } from "./slots.ts";
import type { EngineState } from "./state.ts";
import type { Storms } from "./storms.ts";
import { createTelling, type Queue, type Telling } from "./telling.ts";
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
  readonly queue: Queue;
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
  const { clock } = platform;
  const state = restoreState(
    means.reader,
    clock.now(),
    means.settings.targets.map((target) => target.id),
  );
  const baselines = createBaselines(means.readings.baselines());
  let generation = generationOf(means.settings, state, baselines, clock.now);
  const record = recorder(means, state);
  const queue = queueOf(means, record);
  const services = servicesOf(means, state, record, {
    ended: (target) => polling.notify(target),
    // What a person had stopped is there again.
    started: () => cases.wakeHeld("ownership"),
  });
  const report = reporterOf(means);
  const polling: Polling = createPolling({
    platform,
    services,
    pipelines: { look: (id) => state.pipelines.get(id) },
    probes,
    onReading: (reading) => onReading(reading),
    report: (error) => report(error, "a reading"),
  });
  const parts: Parts = {
    platform,
    state,
    services,
    slots: createSlots(
      () => generation.settings.repairs.atOnce,
      () => cases.wakeHeld("blast-radius"),
    ),
    sensing: polling,
    executor: createExecutor({
      actions,
      clock,
      journal: createJournal(state, record, () => log.durable()),
      isAdmitted: (approved) => generation.guard.isAdmitted(approved),
      spend: (approved) => generation.guard.spend(approved),
      context: contextOf(means, services, queue, { state, record, parts: () => parts }),
    }),
    actions,
    probes,
    actionCatalog: createActionCatalog(actions),
    settings: () => generation.settings,
    detector: () => generation.detector,
    guard: () => generation.guard,
    registry: () => generation.registry,
    target: (id) => generation.targets.get(id),
    record,
    durable: () => log.durable(),
    ...signals,
    report,
  };
  const telling = createTelling(parts, queue, () => cases.wakeHeld("storm"));
  const repairs = createRepairs(parts, telling);
  const cases = new Cases(parts, repairs, telling);
  const intake = createIntake(parts, cases, whenOpened(parts, telling, queue));
  const onReading: typeof intake.onReading = (reading) => {
    means.readings.add(reading);
    intake.onReading(reading);
  };
  const replace = (next: Generation) => {
    generation = next;
  };
  const graduation = createGraduation(parts, means.reader, queue);
  return { parts, services, polling, cases, repairs, baselines, graduation, storms: telling.storms, queue, replace };
}

function whenOpened(parts: Parts, telling: Telling, queue: Queue): (incident: string) => void {
  return (id) => {
    const notes = observeOpened(parts, id);
    telling.opened(id, notes);
    heedAlarms(parts, queue, id, notes);
  };
}

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
  return (message) => {
    const whole: Message = { ...message, id: platform.ids.next("msg"), createdAt: platform.clock.now(), repeat: false };
    record([event("message.queued", { message: whole })]);
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
    onStarted: (target, process, cause) => {
      record([event("service.started", { target, process, cause })]);
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
  queue: Queue,
  { state, record, parts }: { state: EngineState; record: Record; parts: () => Parts },
): ContextOf {
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
      queue({ route, tier: route === "page" ? 3 : 1, incident: id, subject, body: whole, data: { effect } });
      await log.durable();
      return effect;
    },
  });
}
