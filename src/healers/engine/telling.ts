/**
 * Who is told, when, and how loudly (HOST-19). An incident is told about once per tier: what was already said at this tier, or
 * above, is not said again.
 */
import {
  event,
  type Incident,
  type Message,
  type Note,
  type Rehearsal,
  type RunbookMode,
  type Tier,
  type Verdict,
} from "#core/model";
import {
  channels,
  composeApprovalRequest,
  composeEscalationNotice,
  composeNotice,
  composePage,
  hearsReplies,
  type TierCase,
  tierOf,
} from "#surface/notify";
import type { Parts } from "./parts.ts";
import { createStorms, type Storms } from "./storms.ts";

export interface Telling {
  readonly storms: Storms;
  /** A runbook is about to have healed it; called before the incident ends. */
  recovered(incident: Incident): void;
  escalated(incident: string): void;
  approvalAsked(incident: string, steps: readonly Rehearsal[], why: readonly string[]): void;
  /** Notes of a verdict that a human should hear of: a crash loop, used-up attempts, an observed target. */
  /** Gives true when the human heard by this that nothing more will be done. */
  heldNotes(incident: string, verdict: Verdict): boolean;
  /** It was open for longer than its runbook allows. */
  overdue(incident: string): void;
  /** Right after an incident opened: types that page whatever happens, troubles that keep coming back. */
  opened(incident: string, notes: readonly Note[]): void;
}

export type Queue = (message: Omit<Message, "id" | "createdAt" | "repeat">) => void;

/** `onStormOver`: repairs that the storm held may go on. */
export function createTelling(parts: Parts, queue: Queue, onStormOver: () => void): Telling {
  const storms = createStorms(parts, queue, onStormOver);
  const tell = (
    id: string,
    result: TierCase["result"],
    compose: (incident: Incident, why: string, tier: Tier) => { subject: string; body: string },
  ): boolean => {
    const incident = parts.state.incident(id);
    if (incident === undefined) return false;
    const facts = caseOf(parts, incident, result);
    const { tier, route, why } = tierOf(facts);
    if (!isNews(incident.tier, tier, result)) return false;
    // While much is bad at once, one page tells of it all; what is still bad afterwards is told then.
    if (route === "page" && !facts.pageAlways && storms.mutes(incident)) return false;
    // What was once asked of a human stays on record, also when what follows is told less loudly.
    if (tier >= (incident.tier ?? 0)) parts.record([event("incident.tiered", { incident: id, tier, why })]);
    if (route === null) return false;
    queue({ route, tier, incident: id, ...compose(incident, why, tier), data: factsFor(incident, tier) });
    return true;
  };

  return {
    storms,
    recovered(incident) {
      tell(incident.id, isDoubtful(incident) ? "doubtful" : "recovered", composeNotice);
    },
    escalated(id) {
      const incident = parts.state.incident(id);
      const result = incident !== undefined && incident.attempts > 0 ? "failed" : "no_runbook";
      tell(id, result, composeEscalation);
    },
    approvalAsked(id, steps, why) {
      const byReply = hearsReplies(parts.settings().notify, channels);
      tell(id, "approval_asked", (now) => composeApprovalRequest(now, steps, why, byReply));
    },
    heldNotes(id, verdict) {
      const loud = verdict.notes.filter((note) => note.page === true && note.severity !== "inform");
      if (loud.length > 0) {
        const because = loud.map((note) => note.message).join("; ");
        return tell(id, "held", (now, _, tier) => composeEscalation(now, because, tier));
      }
      const observed = verdict.notes.find((note) => note.kind === "observe_only" || note.kind === "paused");
      if (observed !== undefined) tell(id, "observed", (now) => composeNotice(now, observed.message));
      return false;
    },
    overdue(id) {
      tell(id, "overdue", composeEscalation);
    },
    opened(id, notes) {
      const incident = parts.state.incident(id);
      if (incident === undefined) return;
      const { pageAt } = parts.settings().recurrence;
      const rule = parts.detector().rule(incident.type);
      if (rule?.page === "always") {
        tell(id, "page_always", composePage);
        return;
      }
      // Counted per episode: the page goes out once, the repairs go on (docs/adr/0005).
      // What is asked for again and again is no trouble that comes back.
      const isAsked = incident.origin?.kind === "schedule" || incident.origin?.kind === "human";
      const healed = notes.find((note) => note.kind === "healed_too_often");
      const isRecurring = incident.recurrences === pageAt && rule?.returns !== "news";
      if (isAsked || (!isRecurring && healed === undefined)) return;
      const why = isRecurring ? `it came back ${incident.recurrences} times after a verified repair` : healed?.message;
      tell(id, "recurring", (now) => composePage(now, why ?? ""));
    },
  };
}

/**
 * Said once per tier, and only louder; but a question is always news, also for whoever was paged before there was one, and that
 * nothing helped is news for whoever had a notice before.
 */
function isNews(before: Tier | null, tier: Tier, result: TierCase["result"]): boolean {
  if (before === null || tier > before) return true;
  if (tier === 2) return true;
  return tier === 1 && before < 3 && (result === "failed" || result === "no_runbook");
}

/** A step of the plan that helped ended unseen, and was not done again. */
function isDoubtful({ plan, steps }: Incident): boolean {
  const own = steps.filter((step) => step.plan === plan?.id && !step.undo);
  return own.some((step, at) => step.end === "unknown" && !own.slice(at + 1).some(({ index }) => index === step.index));
}

function composeEscalation(incident: Incident, why: string, tier: Tier) {
  return tier === 3 ? composePage(incident, why) : composeEscalationNotice(incident, why);
}

function caseOf(parts: Parts, incident: Incident, result: TierCase["result"]): TierCase {
  const registered = incident.runbook === null ? undefined : parts.registry().find(incident.runbook);
  const runbookMode: RunbookMode | null = registered?.mode ?? null;
  const confidenceLower = registered === undefined ? 0 : parts.registry().confidenceOf(registered).lower;
  const escalateTo = registered?.runbook.escalate.to ?? withoutRunbook(incident);
  const pageAlways = parts.detector().rule(incident.type)?.page === "always";
  return { severity: incident.severity, runbookMode, confidenceLower, escalateTo, pageAlways, result };
}

/** Where an alert came from, people were told of it as well; at night only what is bad is worth telling twice. */
function withoutRunbook({ origin, severity }: Incident): "page" | "notice" {
  return origin !== undefined && (severity === "low" || severity === "medium") ? "notice" : "page";
}

function factsFor(incident: Incident, tier: Tier): Message["data"] {
  const { id, type, target, severity, state, recurrences, runbook, openedAt, evidence, attempts } = incident;
  const actionsTried = incident.steps.filter((step) => !step.undo).map((step) => step.action);
  const lastError = incident.steps.findLast((step) => step.end === "failed")?.result?.summary ?? null;
  const values = evidence.reading.values;
  return {
    incident: id,
    type,
    target,
    severity,
    state,
    tier,
    recurrences,
    runbook,
    openedAt,
    attempts,
    actionsTried,
    lastError,
    values,
  };
}
