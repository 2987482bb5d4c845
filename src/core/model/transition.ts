/**
 * The way of one incident through the parts of the loop (REASON-14): at which node it was, what was done or wanted there, how sure the
 * router was, what the verdict was and what stood against it. Read out of the log, so that an event that is new has its node by the first
 * word of its type, without being named here.
 */
import type { EventData, NewEvent, StoredEvent } from "./events.ts";
import type { IncidentState } from "./incident.ts";
import type { Verdict } from "./verdict.ts";

export interface Transition {
  /** The event that it was. */
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly node: string;
  readonly action: string;
  /** Of the routing that is in force; null before there is one. */
  readonly confidence: number | null;
  readonly verdict: string | null;
  /** `policy:kind` of every note that stood against it. */
  readonly violations: readonly string[];
  readonly traceId: string;
  readonly sessionId: string | null;
}

type Said = Pick<Transition, "node" | "action"> & Partial<Pick<Transition, "confidence" | "verdict" | "violations">>;

/** Seen again, told, linked: nothing moves by them. */
const noTransitions: ReadonlySet<string> = new Set(["incident.refreshed", "incident.linked", "message.queued"]);

/** The events of one incident, in order. */
export function transitionsOf(events: readonly StoredEvent[], traceId: string): readonly Transition[] {
  let confidence: number | null = null;
  let sessionId: string | null = null;
  return events.flatMap((stored): Transition[] => {
    if (noTransitions.has(stored.type)) return [];
    if (stored.type === "incident.opened") sessionId = stored.data.sessionId ?? null;
    const said = sayTransition(stored);
    confidence = said.confidence ?? confidence;
    const { seq, at, type } = stored;
    return [{ seq, at, type, verdict: null, violations: [], ...said, confidence, traceId, sessionId }];
  });
}

/** Null for what moves nothing. */
export function transitionOf(happened: NewEvent): Said | null {
  return noTransitions.has(happened.type) ? null : sayTransition(happened);
}

function sayTransition(happened: NewEvent): Said {
  switch (happened.type) {
    case "incident.opened":
      return { node: "detector", action: `open ${happened.data.type}` };
    case "incident.routed": {
      const { domain, runbook, confidence } = happened.data;
      return { node: "router", action: runbook === null ? domain : `${domain}: ${runbook}`, confidence };
    }
    case "incident.moved":
      return { node: nodeOfState(happened.data.to), action: `${happened.data.from} to ${happened.data.to}` };
    case "incident.held":
      return { node: "guardian", action: `hold (${happened.data.hold.policy})` };
    case "incident.rechecked":
      return {
        node: "verifier",
        action: "look again",
        verdict: happened.data.stillThere ? "still there" : "not confirmed",
      };
    case "incident.awaited":
      return { node: "verifier", action: "wait for who told of it" };
    case "incident.proved":
      return {
        node: "verifier",
        action: `prove the ${happened.data.phase}`,
        verdict: happened.data.proof.good ? "good" : "not good",
      };
    case "incident.tiered":
      return { node: "notifier", action: `tier ${happened.data.tier}` };
    case "plan.judged":
      return ofVerdict(happened.data.verdict);
    case "plan.proposed":
      return { node: "agent", action: `${happened.data.plan.runbook} (${happened.data.plan.strategy})` };
    case "plan.failed":
      return { node: "executor", action: `${happened.data.strategy} did not help`, verdict: "failed" };
    case "approval.answered":
      return { node: "human", action: "answer", verdict: happened.data.status };
    case "step.started":
    case "step.finished":
      return ofStep(happened);
    case "outcome.recorded":
      return { node: "learner", action: happened.data.outcome.strategy, verdict: happened.data.outcome.result };
    default:
      return ofType(happened.type);
  }
}

function ofVerdict({ decision, notes, at }: Verdict): Said {
  const against = notes.filter(({ severity }) => severity !== "inform");
  return {
    node: "guardian",
    action: `judge at the ${at}`,
    verdict: decision,
    violations: against.map(({ policy, kind }) => `${policy}:${kind}`),
  };
}

function ofStep({ type, data }: Extract<NewEvent, { type: "step.started" | "step.finished" }>): Said {
  const action = `${data.undo ? "undo " : ""}${data.action}`;
  return type === "step.started"
    ? { node: "executor", action }
    : { node: "executor", action, verdict: (data as EventData["step.finished"]).end };
}

/** Where an incident in this state is worked on. */
function nodeOfState(state: IncidentState): string {
  const nodes: Readonly<Record<IncidentState, string>> = {
    detected: "detector",
    diagnosing: "router",
    awaiting_approval: "human",
    remediating: "executor",
    verifying: "verifier",
    resolved: "verifier",
    self_resolved: "verifier",
    remediation_failed: "executor",
    escalated: "human",
    dismissed: "human",
  };
  return nodes[state];
}

/** By the whole type, or by its first word. */
const nodesByType: Readonly<Record<string, string>> = {
  anomaly: "detector",
  "incident.diagnosed": "diagnostician",
  "incident.acknowledged": "human",
  "incident.verified": "human",
  "incident.dismissed": "human",
  incident: "router",
  "plan.reflected": "reflector",
  plan: "agent",
  approval: "human",
  fix: "human",
  step: "executor",
  message: "notifier",
  postmortem: "learner",
  dry_run: "learner",
};

/** `plan.rehearsed` is what the agent did last; of a kind that is not known the first word is as good as any. */
function ofType(type: string): Said {
  const [word = type, what = type] = type.split(".");
  return { node: nodesByType[type] ?? nodesByType[word] ?? word, action: what.replaceAll("_", " ") };
}
