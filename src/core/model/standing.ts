/**
 * What stands until something ends it: silences, windows, stops, triggers, schedules, sessions, messages kept back. One fold, so that what the
 * engine has at hand and what the store keeps for the next engine cannot differ.
 */
import type { StoredEvent } from "./events.ts";
import { endStates } from "./incident.ts";
import type { MaintenanceWindow, ScheduleState, Session, Silence, Stop, Withheld } from "./operator.ts";
import type { StandingTrigger } from "./trigger.ts";

export interface StandingDocs {
  readonly silence: Silence;
  readonly maintenance: MaintenanceWindow;
  readonly stop: Stop;
  readonly trigger: StandingTrigger;
  readonly schedule: ScheduleState;
  readonly session: Session;
  readonly withheld: Withheld;
}
export type StandingKind = keyof StandingDocs;

export type StandingChange =
  | {
      readonly [K in StandingKind]: { readonly put: K; readonly key: string; readonly doc: StandingDocs[K] };
    }[StandingKind]
  | { readonly drop: StandingKind; readonly key: string }
  /** Everything that belongs to this incident. */
  | { readonly dropOf: string };

export type Known = <K extends StandingKind>(kind: K, key: string) => StandingDocs[K] | undefined;

export function triggerKey(source: string, key: string): string {
  return `${source}/${key}`;
}

export function standingChanges(stored: StoredEvent, known: Known): readonly StandingChange[] {
  switch (stored.type) {
    case "silence.added": {
      const { silence: id, matchers, reason, until } = stored.data;
      return [put("silence", id, { id, matchers, reason, until, by: stored.actor, since: stored.at })];
    }
    case "silence.ended":
      return [{ drop: "silence", key: stored.data.silence }];
    case "maintenance.started": {
      const { window: name, ...rest } = stored.data;
      return [put("maintenance", name, { name, ...rest, by: stored.actor, since: stored.at })];
    }
    case "maintenance.ended":
      return [{ drop: "maintenance", key: stored.data.window }];
    case "target.stopped": {
      const { target, reason } = stored.data;
      return [put("stop", target, { target, reason, by: stored.actor, at: stored.at })];
    }
    case "target.started":
      return [{ drop: "stop", key: stored.data.target }];
    case "trigger.raised": {
      const { trigger } = stored.data;
      return [put("trigger", triggerKey(trigger.source, trigger.key), trigger)];
    }
    case "trigger.cleared":
      return [{ drop: "trigger", key: triggerKey(stored.data.source, stored.data.key) }];
    case "schedule.armed": {
      const { schedule: id, cron, zone, nextAt } = stored.data;
      return [put("schedule", id, { id, cron, zone, nextAt, lastDueAt: null })];
    }
    case "schedule.due": {
      const { schedule: id, dueAt, nextAt } = stored.data;
      const before = known("schedule", id);
      return before === undefined ? [] : [put("schedule", id, { ...before, nextAt, lastDueAt: dueAt })];
    }
    case "session.started": {
      const { session: id, targets, agent } = stored.data;
      return [put("session", id, { id, targets, agent, startedAt: stored.at })];
    }
    case "session.ended":
      return [{ drop: "session", key: stored.data.session }];
    case "message.withheld": {
      const { incident, message } = stored.data;
      // Of several the loudest says most, and of these the last.
      if ((known("withheld", incident)?.message.tier ?? 0) > message.tier) return [];
      return [put("withheld", incident, { ...stored.data, at: stored.at })];
    }
    case "message.queued": {
      const { incident } = stored.data.message;
      return incident === null ? [] : [{ drop: "withheld", key: incident }];
    }
    case "incident.moved":
      return endStates.has(stored.data.to) ? [{ dropOf: stored.data.incident }] : [];
    default:
      return [];
  }
}

function put<K extends StandingKind>(kind: K, key: string, doc: StandingDocs[K]): StandingChange {
  return { put: kind, key, doc } as StandingChange;
}

/** The incident that a document belongs to, and ends with. */
export function incidentOfStanding(change: StandingChange): string | null {
  if (!("put" in change)) return null;
  return change.put === "trigger" || change.put === "withheld" ? change.doc.incident : null;
}
