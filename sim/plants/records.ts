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
