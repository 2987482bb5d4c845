/** What comes next for an incident, state by state. Each step ends with "again" (look at the new state) or "rest". */
import {
  ChironError,
  type ExternalService,
  event,
  type Incident,
  isExternal,
  messageOf,
  type Target,
  unreachable,
  type Verdict,
} from "#core/model";
import { move } from "#loop/incident";
import { matchRunbooks, nextStrategy, type Route, route, sayPassedOver } from "#loop/reason";
import { askApproval, rehearseObserved } from "./approvals.ts";
import { endByItself } from "./ending.ts";
import { factsOf } from "./facts.ts";
import type { Parts } from "./parts.ts";
import { planFor, planOfRecord, type Subject } from "./planning.ts";
import { recheck } from "./recheck.ts";
import type { Repairs } from "./repairs.ts";
import { situationOf } from "./situation.ts";
import type { Telling } from "./telling.ts";

export type Next = "again" | "rest";

export interface Tools {
  readonly repairs: Repairs;
  readonly telling: Telling;
  /** Looks at the incident again at this time; null: not by itself. */
  readonly wakeAt: (id: string, at: number | null) => void;
}

export async function advance(parts: Parts, tools: Tools, incident: Incident, target: Target): Promise<Next> {
  switch (incident.state) {
    case "detected":
      parts.record([move(incident, "diagnosing", "taken up")]);
      return "again";
    case "diagnosing":
      return diagnose(parts, tools, incident, target);
    case "awaiting_approval":
      return onAwaiting(parts, tools, incident, target);
    case "remediating":
    case "verifying":
      await tools.repairs.resume(incident, target);
      return "again";
    case "remediation_failed":
      parts.record([move(incident, "escalated", "every allowed repair failed")]);
      tools.telling.escalated(incident.id);
      return "rest";
    case "escalated":
    case "resolved":
    case "self_resolved":
    case "dismissed":
      return "rest";
    default:
      return unreachable(incident.state);
  }
}

async function diagnose(parts: Parts, tools: Tools, incident: Incident, target: Target): Promise<Next> {
  // Right after a start nothing has been read yet, and symptoms cannot be judged on nothing.
  const unread = target.probes.some((probe) => parts.detector().readings(target.id)[probe.id] === undefined);
  if (unread) await parts.sensing.probeNow(target.id);
  let routed = matchAndRoute(parts, incident, target);
  if (routed.runbook === null) {
    // Nothing fits. Before a human is called: is the picture a fresh one, and is there still something to call them for?
    const rest = await lookAgain(parts, tools, incident, target);
    if (rest !== undefined) return rest;
    await parts.sensing.probeNow(target.id);
    routed = matchAndRoute(parts, incident, target);
  }
  const current = parts.state.incident(incident.id);
  if (current?.state !== "diagnosing") return "again";
  if (current.domain !== routed.domain || current.runbook !== routed.runbook) {
    parts.record([event("incident.routed", { incident: current.id, ...routed })]);
  }
  const registered = routed.runbook === null ? undefined : parts.registry().find(routed.runbook);
  if (registered === undefined) return escalate(parts, tools, current, routed.why);
  const situation = situationOf(parts, current, target);
  const { strategy, passedOver } = nextStrategy(registered.runbook, current.triedStrategies, situation);
  if (strategy === undefined) {
    const why = passedOver.map((one) => `; ${sayPassedOver(one)}`).join("");
    return escalate(parts, tools, current, `${registered.runbook.id} has no strategy left that applies${why}`);
  }
  const plan = planFor(parts, current, target, registered, strategy);
  if (plan instanceof ChironError) return escalate(parts, tools, current, messageOf(plan));
  return judge(parts, tools, { incident: current, target, registered, plan });
}

function matchAndRoute(parts: Parts, incident: Incident, target: Target): Route {
  const registry = parts.registry();
  return route(
    incident.type,
    matchRunbooks(registry.list, situationOf(parts, incident, target), registry.confidenceOf),
  );
}

/** Undefined: the condition is there. Otherwise the incident has ended, or waits until it can be told (HOST-09). */
async function lookAgain(parts: Parts, tools: Tools, incident: Incident, target: Target): Promise<Next | undefined> {
  const { condition, report } = await recheck(parts, incident, target);
  const now = parts.state.incident(incident.id);
  if (now === undefined || now.state !== incident.state) return "again";
  parts.record([event("incident.rechecked", { incident: now.id, stillThere: condition === "there", ...report })]);
  switch (condition) {
    case "there":
      return undefined;
    case "gone":
      endByItself(parts, now, "the condition had ended when it was looked at again, before anything was done");
      return "rest";
    case "unknown": {
      const until = parts.platform.clock.now() + retryAfterMs(parts.platform.clock.now() - now.openedAt);
      hold(parts, now, { policy: "recheck", reason: `it cannot be confirmed right now: ${report.reason}`, until });
      tools.wakeAt(now.id, until);
      return "rest";
    }
    default:
      return unreachable(condition);
  }
}

/** Asks the supervisor anew. What a person stopped through it may be no trouble at all: then the incident has ended. */
async function isExcused(
  parts: Parts,
  { id, state }: Incident,
  target: Target,
  supervisor: ExternalService,
): Promise<boolean> {
  const { report } = await parts.services.refresh(supervisor, { now: true });
  const incident = parts.state.incident(id);
  if (incident === undefined || incident.state !== state) return true;
  if (report?.state !== "stopped") return false;
  const { condition, report: seen } = await recheck(parts, incident, target);
  if (condition !== "gone" || parts.state.incident(id)?.state !== state) return false;
  parts.record([event("incident.rechecked", { incident: id, stillThere: false, ...seen })]);
  endByItself(parts, incident, `it was stopped on purpose: its supervisor says ${report.words}`);
  return true;
}

/** The longer it has been open, the less often it is tried again: 2 s to a minute. */
function retryAfterMs(openMs: number): number {
  return Math.min(60_000, Math.max(2_000, openMs / 4));
}

async function judge(parts: Parts, tools: Tools, subject: Subject): Promise<Next> {
  const { target } = subject;
  // An external supervisor may be at work on it this very moment, or a person through it.
  if (isExternal(target.supervisor) && (await isExcused(parts, subject.incident, target, target.supervisor)))
    return "again";
  const incident = parts.state.incident(subject.incident.id) ?? subject.incident;
  const facts = factsOf(parts, { ...subject, incident });
  const verdict = parts.guard().judge(subject.plan, facts, "proposal");
  recordVerdict(parts, incident, verdict);
  return follow(parts, tools, subject, verdict);
}

/** The same answer again is not written again: a held incident is judged often. */
function recordVerdict(parts: Parts, incident: Incident, verdict: Verdict): void {
  const last = incident.verdicts.at(-1);
  const kinds = (one: Verdict) => one.notes.map((note) => `${note.severity}:${note.kind}`).join();
  if (
    last?.plan === verdict.plan &&
    last.decision === verdict.decision &&
    last.at === verdict.at &&
    kinds(last) === kinds(verdict)
  )
    return;
  parts.record([event("plan.judged", { incident: incident.id, verdict })]);
}

async function follow(parts: Parts, tools: Tools, subject: Subject, verdict: Verdict): Promise<Next> {
  const { incident, plan } = subject;
  const told = tools.telling.heldNotes(incident.id, verdict);
  switch (verdict.decision) {
    case "approve":
      return act(parts, tools, subject);
    case "escalate":
      await askApproval(parts, tools.telling, parts.state.incident(incident.id) ?? incident, plan, verdict);
      tools.wakeAt(incident.id, parts.state.incident(incident.id)?.approval?.deadline ?? null);
      return "rest";
    case "reject": {
      const because = verdict.notes.filter((note) => note.severity === "hold" || note.severity === "forbid");
      const reason = because.map((note) => note.message).join("; ");
      if (because.some((note) => note.kind === "observe_only")) await rehearseObserved(parts, incident, plan);
      if (verdict.retryAt === undefined) return escalate(parts, tools, incident, reason, told);
      hold(parts, incident, { policy: because[0]?.policy ?? "guard", reason, until: verdict.retryAt });
      tools.wakeAt(incident.id, verdict.retryAt);
      return "rest";
    }
    default:
      return unreachable(verdict.decision);
  }
}

function hold(parts: Parts, incident: Incident, wanted: NonNullable<Incident["hold"]>): void {
  const standing = parts.state.incident(incident.id)?.hold;
  if (standing?.policy === wanted.policy && standing.until === wanted.until) return;
  parts.record([event("incident.held", { incident: incident.id, hold: wanted })]);
}

/** Approved: wait for a free place, look again, pass the gate again, and only then touch anything. */
async function act(parts: Parts, tools: Tools, subject: Subject): Promise<Next> {
  const kind = onlyLooks(parts, subject) ? "look" : "repair";
  const release = await parts.slots.acquire(subject.target.id, urgencyOf(subject), kind);
  try {
    const incident = parts.state.incident(subject.incident.id);
    if (incident === undefined || incident.state !== subject.incident.state) return "again";
    const { supervisor } = subject.target;
    if (isExternal(supervisor)) await parts.services.refresh(supervisor, { now: true });
    const rest = await lookAgain(parts, tools, incident, subject.target);
    if (rest !== undefined) return rest;
    const now = parts.state.incident(incident.id) ?? incident;
    const admission = parts.guard().admit(subject.plan, factsOf(parts, { ...subject, incident: now }));
    if ("refused" in admission) {
      recordVerdict(parts, now, admission.refused);
      // Held by others under repair: judged again when one of them is done.
      return admission.refused.decision === "approve"
        ? "again"
        : follow(parts, tools, { ...subject, incident: now }, admission.refused);
    }
    parts.record([event("plan.judged", { incident: now.id, verdict: admission.approved.verdict })]);
    await tools.repairs.run(now, subject.target, admission.approved);
    return "again";
  } finally {
    release();
  }
}

/** Whatever strategy comes after this one: they follow one another in the same place. */
function onlyLooks({ actions }: Parts, { registered }: Subject): boolean {
  const steps = registered.runbook.strategies.flatMap((strategy) => strategy.steps);
  return steps.every(({ action }) => actions.get(action)?.changesNothing === true);
}

function urgencyOf({ target, registered }: Subject): number {
  const criticality = { critical: 2, normal: 1, low: 0 }[target.criticality];
  return criticality * 10 - registered.runbook.priority;
}

async function onAwaiting(parts: Parts, tools: Tools, incident: Incident, target: Target): Promise<Next> {
  const { approval } = incident;
  if (approval === null) return escalate(parts, tools, incident, "the approval was lost");
  switch (approval.status) {
    case "approved": {
      const plan = planOfRecord(parts, incident, target);
      const registered = plan === undefined ? undefined : parts.registry().find(plan.runbook);
      if (plan === undefined || registered === undefined) {
        return escalate(parts, tools, incident, "runbook or target changed after the plan was approved");
      }
      return judge(parts, tools, { incident, target, registered, plan });
    }
    case "rejected":
    case "timed_out":
      return escalate(parts, tools, incident, approval.reason ?? "no");
    case "withdrawn":
      parts.record([move(incident, "diagnosing", approval.reason ?? "the question was withdrawn")]);
      return "again";
    case "waiting":
      return onWaiting(parts, tools, incident, approval);
    default:
      return unreachable(approval.status);
  }
}

function onWaiting(parts: Parts, tools: Tools, incident: Incident, approval: NonNullable<Incident["approval"]>): Next {
  if (parts.platform.clock.now() < approval.deadline) {
    tools.wakeAt(incident.id, approval.deadline);
    return "rest";
  }
  const reason = "nobody answered before the deadline; silence is a no";
  const { id, planHash } = approval;
  parts.record([
    event("approval.answered", { incident: incident.id, approval: id, planHash, status: "timed_out", reason }),
  ]);
  return "again";
}

function escalate(parts: Parts, tools: Tools, subject: Incident, reason: string, told = false): Next {
  const incident = parts.state.incident(subject.id) ?? subject;
  parts.record([move(incident, "escalated", reason)]);
  if (!told) tools.telling.escalated(incident.id);
  return "rest";
}
