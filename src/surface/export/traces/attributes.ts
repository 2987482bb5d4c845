/** What a span tells beside its times: the fields of REASON-14, in the names of this application (`chiron.…`). */
import { type EventData, type IncidentState, type StoredEvent, transitionOf } from "#core/model";
import type { Attributes, Span } from "./span.ts";

export function openingAttributes(data: EventData["incident.opened"]): Attributes {
  const { type, target, severity, fingerprint, episode, recurrences, evidence } = data;
  return {
    "chiron.incident.type": type,
    "chiron.target": target,
    "chiron.severity": severity,
    "chiron.fingerprint": fingerprint,
    "chiron.episode": episode,
    "chiron.recurrences": recurrences,
    "chiron.condition": evidence.condition,
    "chiron.probe": evidence.reading.probe,
  };
}

export function attributesOf(stored: StoredEvent): Attributes {
  const said = transitionOf(stored);
  return {
    "chiron.event.seq": stored.seq,
    "chiron.event.type": stored.type,
    "chiron.actor": stored.actor,
    ...(said === null ? {} : { "chiron.node": said.node, "chiron.action": said.action }),
    ...(said?.confidence == null ? {} : { "chiron.confidence": said.confidence }),
    ...(said?.verdict == null ? {} : { "chiron.verdict": said.verdict }),
    ...(said?.violations === undefined ? {} : { "chiron.violations": said.violations }),
    ...planAttributes(stored),
  };
}

function planAttributes(stored: StoredEvent): Attributes {
  switch (stored.type) {
    case "incident.routed":
      return {
        "chiron.domain": stored.data.domain,
        "chiron.entropy": stored.data.entropy,
        "chiron.reason": stored.data.why,
      };
    case "plan.proposed": {
      const { id, runbook, runbookVersion, strategy, attempt, risk, hash } = stored.data.plan;
      return {
        "chiron.plan.id": id,
        "chiron.plan.hash": hash,
        "chiron.plan.attempt": attempt,
        "chiron.plan.risk": risk,
        "chiron.runbook": runbook,
        "chiron.runbook.version": runbookVersion,
        "chiron.strategy": strategy,
      };
    }
    case "plan.judged":
      return { "chiron.plan.id": stored.data.verdict.plan, "chiron.plan.hash": stored.data.verdict.planHash };
    case "step.started":
    case "step.finished":
      return {
        "chiron.plan.id": stored.data.plan,
        "chiron.step": stored.data.index + 1,
        "chiron.effect": stored.data.effect,
      };
    case "incident.proved":
      return { "chiron.plan.id": stored.data.plan, "chiron.reason": stored.data.proof.reason };
    case "incident.moved":
    case "plan.failed":
      return { "chiron.reason": stored.data.reason };
    case "incident.held":
      return { "chiron.reason": stored.data.hold.reason };
    default:
      return {};
  }
}

/** An error is what did not come out as it should have. */
export function statusOf(stored: StoredEvent): { readonly status?: Span["status"] } {
  switch (stored.type) {
    case "step.finished":
      return stored.data.end === "done" ? ok() : failed(stored.data.result?.summary ?? stored.data.end);
    case "incident.proved":
      return stored.data.proof.good ? ok() : failed(stored.data.proof.reason);
    case "plan.failed":
      return failed(stored.data.reason);
    case "outcome.recorded":
      return stored.data.outcome.result === "recovered" ? ok() : failed(stored.data.outcome.result);
    default:
      return {};
  }
}

export function endStatus(
  to: IncidentState,
  wasEscalated: boolean,
  reason: string,
): { readonly status: Span["status"] } {
  if (wasEscalated) return { status: { code: "error", message: `it took a human: ${reason}` } };
  return { status: { code: to === "dismissed" ? "unset" : "ok", message: "" } };
}

const ok = () => ({ status: { code: "ok", message: "" } }) as const;
const failed = (message: string) => ({ status: { code: "error", message } }) as const;
