/** What operators switch, and what outsiders tell. */
import type { EventData, StoredEvent } from "#core/model";
import { formatDuration } from "#core/model/plain";
import { tellMatchers } from "#core/model/switches";
import { counted, sentence } from "./words.ts";

type Told = Extract<
  StoredEvent,
  {
    type:
      | "message.withheld"
      | `trigger.${string}`
      | `schedule.${string}`
      | `session.${string}`
      | `silence.${string}`
      | `maintenance.${string}`
      | "target.stopped"
      | "target.started";
  }
>;

export function tellOperatingEvent(stored: Told): string {
  switch (stored.type) {
    case "message.withheld":
      return sentence(`Nobody is told yet (“${stored.data.message.subject}”), because of ${stored.data.because}`);
    case "trigger.raised":
      return tellRaised(stored.data.trigger);
    case "trigger.cleared":
      return sentence(`${stored.data.source} does not say so any more: ${stored.data.reason}`);
    case "schedule.armed": {
      const { schedule, cron, zone, nextAt } = stored.data;
      return `The schedule ${schedule} (${cron}, ${zone}) is due next ${nextAt === null ? "never" : timeOf(nextAt)}.`;
    }
    case "schedule.due":
      return tellDue(stored.data);
    case "session.started":
      return `The session ${stored.data.session} began, on ${counted(stored.data.targets.length, "target")}.`;
    case "session.ended":
      return `The session ${stored.data.session} is over; ${stored.data.bad.length === 0 ? "nothing was bad" : `bad was ${stored.data.bad.join(", ")}`}.`;
    case "silence.added":
      return `${stored.actor} silenced ${tellMatchers(stored.data.matchers)}${untilOf(stored.data.until, stored.at)}: “${stored.data.reason}”.`;
    case "silence.ended":
      return sentence(`The silence ${stored.data.silence} is over: ${stored.data.reason}`);
    case "maintenance.started": {
      const { window, kind, matchers, until, reason } = stored.data;
      const what = kind === "freeze" ? "The change freeze" : "The maintenance window";
      const of = matchers === null ? "everything" : tellMatchers(matchers);
      return `${what} ${window} began, for ${of}${untilOf(until, stored.at)}: “${reason}”.`;
    }
    case "maintenance.ended":
      return sentence(`The window ${stored.data.window} was closed: ${stored.data.reason}`);
    case "target.stopped":
      return `${stored.actor} stopped ${stored.data.target} on purpose: “${stored.data.reason}”.`;
    case "target.started":
      return sentence(`${stored.data.target} is meant to run again: ${stored.data.reason}`);
  }
}

function tellRaised({ source, title, severity, unknown }: EventData["trigger.raised"]["trigger"]): string {
  const meant = unknown === null ? "" : ` (for “${unknown}”, which is no target)`;
  return sentence(`${source} says: ${title}, ${severity}${meant}`);
}

function tellDue({ schedule, dueAt, missed, raised }: EventData["schedule.due"]): string {
  const when = `The schedule ${schedule} was due ${timeOf(dueAt)}`;
  if (missed === 0) return `${when}.`;
  return `${when}; ${counted(missed, "time")} passed unseen, and ${raised ? "it is made up for once" : "is not made up for"}.`;
}

function untilOf(until: number | null, at: number): string {
  return until === null ? "" : ` for ${formatDuration(Math.max(0, until - at))}`;
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
