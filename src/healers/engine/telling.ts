/**
 * Who is told, when, and how loudly (HOST-19). An incident is told about once per tier: what was already said at this tier, or
 * above, is not said again.
 */
import {
  event,
  type Incident,
  type Message,
  type NewEvent,
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
import { adviceFor } from "./advice.ts";
import { pagesAlways } from "./escalation.ts";
import type { Parts } from "./parts.ts";
import { createStorms, type Storms } from "./storms.ts";
import { returnsAreNews } from "./told.ts";

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
  /** Right after an incident opened: troubles that keep coming back. */
  opened(incident: string, notes: readonly Note[]): void;
  /** An escalation rule calls a human. */
  byRule(incident: string, why: string): void;
  /** It ended before anybody was told, and its kind is told whatever becomes of it. */
  endedByItself(ended: Incident): void;
  /** By which way a question about it goes. */
  asksBy(incident: Incident): Message["route"];
  /** What a step of its runbook says; a human who was paged for it already has it as a notice. */
  byRunbook(incident: Incident, message: Pick<Message, "route" | "subject" | "body" | "data">): void;
}

/** `along`: what is to be written down with it, or not at all. */
export type Queue = (message: Omit<Message, "id" | "createdAt" | "repeat">, along?: readonly NewEvent[]) => void;

/** `onStormOver`: repairs that the storm held may go on. */
export function createTelling(parts: Parts, queue: Queue, onStormOver: () => void): Telling {
  const storms = createStorms(parts, queue, onStormOver);
  const tell = (id: string, result: TierCase["result"], compose: Compose, because?: string): boolean => {
    const incident = parts.state.incident(id);
    if (incident === undefined) return false;
    const facts = caseOf(parts, incident, result);
    const { tier, route, why: usual } = tierOf(facts);
    const why = because ?? usual;
    if (!isNews(incident.tier, tier, result)) return false;
    // While much is bad at once, one page tells of it all; what is still bad afterwards is told then.
    if (route === "page" && !facts.pageAlways && storms.mutes(incident)) return false;
    // What was once asked of a human stays on record, also when what follows is told less loudly.
    const tiered = tier >= (incident.tier ?? 0) ? [event("incident.tiered", { incident: id, tier, why })] : [];
    const data = factsFor(parts, incident, tier);
    if (route === null) parts.record(tiered);
    else queue({ route, tier, incident: id, ...compose(incident, why, tier), data }, tiered);
    return route !== null;
  };
  const { composeNews, composeEscalation } = composersFor(parts);

  return {
    storms,
    recovered(incident) {
      tell(incident.id, isDoubtful(incident) ? "doubtful" : "recovered", composeNews);
    },
    escalated(id) {
      const incident = parts.state.incident(id);
      const result = incident !== undefined && incident.attempts > 0 ? "failed" : "no_runbook";
      // Whoever is called because nobody can tell what it is gets told why nobody can.
      const because =
        incident?.domain === "disorder" && result === "no_runbook" ? `nothing was done: ${incident.why}` : undefined;
      tell(id, result, composeEscalation, because);
    },
    approvalAsked(id, steps, why) {
      const byReply = hearsReplies(parts.settings().notify, channels);
      tell(id, "approval_asked", (now, because, tier) =>
        tier === 3
          ? composeApprovalRequest(now, steps, why, byReply, { why: because, advice: adviceFor(parts, now) })
          : composeApprovalRequest(now, steps, why, byReply),
      );
    },
    heldNotes(id, verdict) {
      const loud = verdict.notes.filter((note) => note.page === true && note.severity !== "inform");
      if (loud.length > 0) {
        const because = loud.map((note) => note.message).join("; ");
        return tell(id, "held", (now, _, tier) => composeEscalation(now, because, tier));
      }
      const observed = verdict.notes.find((note) => note.kind === "observe_only" || note.kind === "paused");
      if (observed !== undefined) tell(id, "observed", (now, _, tier) => composeNews(now, observed.message, tier));
      return false;
    },
    overdue: (id) => void tell(id, "overdue", composeEscalation),
    opened(id, notes) {
      const incident = parts.state.incident(id);
      if (incident === undefined) return;
      const why = whyRecurring(parts, incident, notes);
      if (why !== undefined) tell(id, "recurring", composeEscalation, why);
    },
    byRule(id, why) {
      tell(id, "rule", composeEscalation, why);
    },
    endedByItself: (ended) => tellEnd(parts, queue, ended),
    asksBy: (incident) => (incident.tier !== 3 && pagesAlways(parts, incident) ? "page" : "notice"),
    byRunbook: (incident, message) => tellForRunbook(queue, incident, message),
  };
}

/** Counted per episode: the page goes out once, the repairs go on (docs/adr/0005). */
function whyRecurring(parts: Parts, incident: Incident, notes: readonly Note[]): string | undefined {
  const { recurrences } = incident;
  if (recurrences === parts.settings().recurrence.pageAt && !returnsAreNews(parts, incident))
    return `it came back ${recurrences} times after a verified repair`;
  return notes.find((note) => note.kind === "healed_too_often")?.message;
}

type Compose = (incident: Incident, why: string, tier: Tier) => { readonly subject: string; readonly body: string };

/** In the words of a page where it is one. */
function composersFor(parts: Parts): { readonly composeNews: Compose; readonly composeEscalation: Compose } {
  const paged: Compose = (incident, why) => composePage(incident, why, adviceFor(parts, incident));
  return {
    composeNews: (incident, why, tier) => (tier === 3 ? paged : composeNotice)(incident, why, tier),
    composeEscalation: (incident, why, tier) => (tier === 3 ? paged : composeEscalationNotice)(incident, why, tier),
  };
}

function tellEnd(parts: Parts, queue: Queue, ended: Incident): void {
  if (!pagesAlways(parts, ended)) return;
  const why = "it ended by itself, but this kind of trouble is always told by a page";
  const tiered = event("incident.tiered", { incident: ended.id, tier: 3, why });
  const text = composePage(ended, why, adviceFor(parts, ended));
  queue({ route: "page", tier: 3, incident: ended.id, ...text, data: factsFor(parts, ended, 3) }, [tiered]);
}

function tellForRunbook(
  queue: Queue,
  { id, tier }: Incident,
  { route, ...message }: Parameters<Telling["byRunbook"]>[1],
): void {
  const isNew = route === "page" && tier !== 3;
  const tiered = isNew ? [event("incident.tiered", { incident: id, tier: 3, why: "its runbook calls you" })] : [];
  queue({ ...message, route: isNew ? "page" : "notice", tier: isNew ? 3 : 1, incident: id }, tiered);
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

function caseOf(parts: Parts, incident: Incident, result: TierCase["result"]): TierCase {
  const registered = incident.runbook === null ? undefined : parts.registry().find(incident.runbook);
  const runbookMode: RunbookMode | null = registered?.mode ?? null;
  const confidenceLower = registered === undefined ? 0 : parts.registry().confidenceOf(registered).lower;
  const escalateTo = registered?.runbook.escalate.to ?? withoutRunbook(incident);
  // Whoever was paged for it has a question, or the end, by a notice.
  const pageAlways = incident.tier !== 3 && pagesAlways(parts, incident);
  return { severity: incident.severity, runbookMode, confidenceLower, escalateTo, pageAlways, result };
}

/**
 * What is of low severity wakes nobody, whether there is a repair for it or not. Where an alert came from, people were told of it as well; at
 * night only what is bad is worth telling twice.
 */
function withoutRunbook({ origin, severity }: Incident): "page" | "notice" {
  return severity === "low" || (origin !== undefined && severity === "medium") ? "notice" : "page";
}

function factsFor(parts: Parts, incident: Incident, tier: Tier): Message["data"] {
  const { id, type, target, severity, state, recurrences, runbook, openedAt, evidence, attempts } = incident;
  const actionsTried = incident.steps.filter((step) => !step.undo).map((step) => step.action);
  const lastError =
    incident.steps.findLast((step) => step.end === "failed" && !step.undo)?.result?.summary ??
    incident.lastFailure ??
    null;
  const values = evidence.reading.values;
  const { recommended, link } = adviceFor(parts, incident);
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
    symptom: incident.title,
    recommended,
    link,
  };
}
