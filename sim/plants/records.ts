/** Bugs in what is written down. */
import type { EventLog } from "#core/log";
import type { NewEvent } from "#core/model";
import type { Plant } from "./types.ts";

function appending(log: EventLog, append: EventLog["append"]): EventLog {
  return { ...log, append };
}

export const edge: Plant = {
  name: "illegal-edge",
  summary: "what a human had is closed as if it had ended by itself",
  foundBy: ["lifecycle"],
  log: (log) => {
    const wrong = (one: NewEvent): NewEvent =>
      one.type === "incident.moved" && one.data.from === "escalated" && one.data.to === "resolved"
        ? { ...one, data: { ...one.data, to: "self_resolved" } }
        : one;
    return appending(log, (events, options) => log.append(events.map(wrong), options));
  },
};

export const unjournaled: Plant = {
  name: "unjournaled-effect",
  summary: "undoing begins before anything says so",
  foundBy: ["journaled-effect"],
  log: (log) =>
    appending(log, (events, options) => {
      const kept = events.filter((one) => !(one.type === "step.started" && one.data.undo));
      return log.append(kept, options);
    }),
};

export const unfolded: Plant = {
  name: "unfolded-state",
  summary: "a dismissal is written down, and its silence is not taken into memory",
  foundBy: ["state-rebuilt"],
  log: (log) =>
    appending(log, (events, options) =>
      log.append(events, options).filter(({ type }) => type !== "incident.dismissed"),
    ),
};

export const untaken: Plant = {
  name: "untaken-silence",
  summary: "a silence is written down, and not taken into memory",
  foundBy: ["state-rebuilt", "switched-off", "kept-back"],
  log: (log) =>
    appending(log, (events, options) => log.append(events, options).filter(({ type }) => type !== "silence.added")),
};

export const forgotten: Plant = {
  name: "unfolded-heal",
  summary: "what the guard should remember of outcomes does not reach it",
  foundBy: ["state-rebuilt"],
  log: (log) =>
    appending(log, (events, options) => log.append(events, options).filter(({ type }) => type !== "outcome.recorded")),
};

export const unswitched: Plant = {
  name: "storm-forgotten",
  summary: "a storm is written down, and not taken into memory: it begins with every repair, and is told each time",
  foundBy: ["state-rebuilt", "page-once", "nothing-stuck", "no-livelock"],
  log: (log) =>
    appending(log, (events, options) => log.append(events, options).filter(({ type }) => type !== "storm.began")),
};
