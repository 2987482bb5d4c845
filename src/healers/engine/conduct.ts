/** What works with the parts: who tells, repairs, takes in, and hears of what was written down. */
import type { StoredEvent } from "#core/model";
import { createCounsel } from "./advisor/index.ts";
import { heedAlarms, observeOpened } from "./alarms.ts";
import { Cases } from "./cases.ts";
import { createContainment } from "./containment.ts";
import { isExplained } from "./dependencies.ts";
import { DrillSchedule } from "./drills/index.ts";
import type { EngineMeans } from "./engine.ts";
import { createEscalation } from "./escalation.ts";
import { createGates } from "./gates/index.ts";
import { createGraduation } from "./graduation.ts";
import { createInhibition } from "./inhibition.ts";
import { createIntake } from "./intake.ts";
import { createMending } from "./mending/index.ts";
import { Boundaries } from "./operating/index.ts";
import type { Parts } from "./parts.ts";
import { createRepairs } from "./repairs.ts";
import { createTelling, type Queue, type Telling } from "./telling.ts";
import { Schedules, Triggers } from "./triggers/index.ts";

type Hear = (stored: StoredEvent) => void;

export function conduct(
  parts: Parts,
  { reader, log, dataDir, openAdvisor, trouble }: EngineMeans,
  { queue, send }: { readonly queue: Queue; readonly send: Queue },
) {
  const telling = createTelling(parts, queue, () => cases.wakeHeld("storm"));
  const repairs = createRepairs(parts, telling);
  const cases: Cases = new Cases(parts, repairs, telling);
  const boundaries = new Boundaries(parts, cases, send);
  const onOpened = whenOpened(parts, telling, queue);
  const intake = createIntake(parts, cases, telling, onOpened);
  const triggers = new Triggers(parts, intake, telling);
  const graduation = createGraduation(parts, reader, queue);
  const mending = createMending(parts, { reader, dataDir }, queue);
  const gates = createGates(parts, { reader, ...(trouble === undefined ? {} : { trouble }) }, queue);
  return {
    ...{ cases, repairs, intake, triggers, graduation, mending, gates, boundaries },
    storms: telling.storms,
    telling,
    onOpened,
    escalation: createEscalation(parts, telling, reader),
    onStored: toAll(
      graduation.onStored,
      telling.storms.onStored,
      createInhibition(parts, cases),
      createContainment(parts, queue, (id) => cases.wake(id)),
      (stored) => mending.onStored(stored),
      (stored) => boundaries.onStored(stored),
    ),
    schedules: bothOf(new Schedules(parts, triggers), new DrillSchedule(parts, dataDir)),
    counsel: createCounsel({
      parts,
      open: openAdvisor,
      subscribe: (listener) => log.subscribe(listener),
      outcomes: (target) => reader.outcomes({ target, limit: 20 }),
      story: (id) => {
        const incident = reader.incident(id);
        return incident === undefined ? undefined : { incident, events: reader.eventsOfIncident(id) };
      },
      wake: (id) => cases.wake(id),
    }),
  };
}

function bothOf(schedules: Schedules, drills: DrillSchedule): Pick<Schedules, "start" | "stop"> {
  return {
    start() {
      schedules.start();
      void drills.start();
    },
    stop() {
      schedules.stop();
      drills.stop();
    },
  };
}

function toAll(...listeners: readonly Hear[]): Hear {
  return (stored) => {
    for (const listen of listeners) listen(stored);
  };
}

function whenOpened(parts: Parts, telling: Telling, queue: Queue): (incident: string) => void {
  return (id) => {
    const notes = observeOpened(parts, id);
    // Of what only follows from another trouble, that one tells.
    if (!isExplained(parts, id)) telling.opened(id, notes);
    heedAlarms(parts, queue, id, notes);
  };
}
