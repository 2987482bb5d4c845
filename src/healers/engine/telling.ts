/**
 * Who is told, when, and how loudly (HOST-19). An incident is told about once per tier: what was already said at this tier, or
 * above, is not said again.
 */
import {
  event,
  type Incident,
  type Message,
  type Rehearsal,
  type RunbookMode,
  type Tier,
  type Verdict,
} from "#core/model";
import { composeApprovalRequest, composeNotice, composePage, type TierCase, tierOf } from "#surface/notify";
import type { Parts } from "./parts.ts";

export interface Telling {
  /** A runbook is about to have healed it; called before the incident ends. */
  recovered(incident: Incident): void;
  escalated(incident: string): void;
  approvalAsked(incident: string, steps: readonly Rehearsal[], why: readonly string[]): void;
  /** Notes of a verdict that a human should hear of: a crash loop, used-up attempts, an observed target. */
  heldNotes(incident: string, verdict: Verdict): void;
  /** It was open for longer than its runbook allows. */
  overdue(incident: string): void;
  /** Right after an incident opened: types that page whatever happens, troubles that keep coming back. */
  opened(incident: string): void;
}

export type Queue = (message: Omit<Message, "id" | "createdAt" | "repeat">) => void;

export function createTelling(parts: Parts, queue: Queue): Telling {
  const tell = (
    id: string,
    result: TierCase["result"],
    compose: (incident: Incident, why: string) => { subject: string; body: string },
  ): void => {
    const incident = parts.state.incident(id);
    if (incident === undefined) return;
    const { tier, route, why } = tierOf(caseOf(parts, incident, result));
    if (incident.tier !== null && incident.tier >= tier && !(tier === 2 && incident.tier === 2)) return;
    parts.record([event("incident.tiered", { incident: id, tier, why })]);
    if (route === null) return;
    queue({ route, tier, incident: id, ...compose(incident, why), data: factsFor(incident, tier) });
  };

  return {
    recovered(incident) {
      tell(incident.id, "recovered", (now, why) => composeNotice(now, why));
    },
    escalated(id) {
      const incident = parts.state.incident(id);
      const result = incident !== undefined && incident.attempts > 0 ? "failed" : "no_runbook";
      tell(id, result, (now, why) => composePage(now, why));
    },
    approvalAsked(id, steps, why) {
      tell(id, "approval_asked", (now) => composeApprovalRequest(now, steps, why));
    },
    heldNotes(id, verdict) {
      const loud = verdict.notes.filter((note) => note.page === true && note.severity !== "inform");
      if (loud.length > 0) {
        return tell(id, "held", (now) => composePage(now, loud.map((note) => note.message).join("; ")));
      }
      const observed = verdict.notes.find((note) => note.kind === "observe_only" || note.kind === "paused");
      if (observed !== undefined) tell(id, "observed", (now) => composeNotice(now, observed.message));
    },
    overdue(id) {
      tell(id, "overdue", (now, why) => composePage(now, why));
    },
    opened(id) {
      const incident = parts.state.incident(id);
      if (incident === undefined) return;
      const { pageAt } = parts.settings().recurrence;
      if (parts.detector().rule(incident.type)?.page === "always") {
        return tell(id, "page_always", (now, why) => composePage(now, why));
      }
      // Counted per episode: the page goes out once, the repairs go on (docs/adr/0005).
      if (incident.recurrences !== pageAt) return;
      tell(id, "recurring", (now) =>
        composePage(now, `it came back ${incident.recurrences} times after a verified repair`),
      );
    },
  };
}

function caseOf(parts: Parts, incident: Incident, result: TierCase["result"]): TierCase {
  const registered = incident.runbook === null ? undefined : parts.registry().find(incident.runbook);
  const runbookMode: RunbookMode | null = registered?.mode ?? null;
  const confidenceLower = registered === undefined ? 0 : parts.registry().confidenceOf(registered).lower;
  return { severity: incident.severity, runbookMode, confidenceLower, result };
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
