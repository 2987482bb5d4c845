/** The three ways in which a repair begins: approved just now, by a human's hand, or found in the middle after a restart. */
import { type ApprovedPlan, event, type Incident, type Plan, type Target } from "#core/model";
import { move } from "#loop/incident";
import { factsOf } from "./facts.ts";
import type { Parts } from "./parts.ts";
import { planOfRecord } from "./planning.ts";
import { Repair } from "./repair.ts";
import { type ResumePoint, resumePoint } from "./resume.ts";
import type { Telling } from "./telling.ts";

export interface Repairs {
  /** From diagnosing or awaiting_approval, with an admitted plan. */
  run(incident: Incident, target: Target, approved: ApprovedPlan): Promise<void>;
  /** For an escalated incident, at a human's word. */
  runEscalated(incident: Incident, target: Target, approved: ApprovedPlan): Promise<void>;
  /** Goes on with an incident found in remediating or verifying after a restart. */
  resume(incident: Incident, target: Target): Promise<void>;
}

export function createRepairs(parts: Parts, telling: Telling): Repairs {
  // One that waits for a sender's word has given its place away, and is at work all the same.
  const atWork = new Map<string, Promise<void>>();
  const working = (id: string, work: () => Promise<void>): Promise<void> => {
    const done = work().finally(() => atWork.delete(id));
    atWork.set(id, done);
    return done;
  };
  return {
    async run(incident, target, approved) {
      const { plan } = approved;
      parts.record([move(incident, "remediating", `${plan.runbook} (${plan.strategy})`)]);
      await working(incident.id, () => new Repair(parts, telling, incident, target).attempt(approved));
    },
    runEscalated: (incident, target, approved) =>
      working(incident.id, () => new Repair(parts, telling, incident, target).attemptEscalated(approved)),
    async resume({ id }, target) {
      // Whoever runs it by hand is told of what goes wrong there.
      await atWork.get(id)?.catch(() => undefined);
      const release = await parts.slots.acquire(target.id, Number.POSITIVE_INFINITY);
      try {
        // Whoever held the place may have been at work on this very incident.
        const incident = parts.state.incident(id);
        if (incident?.state !== "remediating" && incident?.state !== "verifying") return;
        const plan = planOfRecord(parts, incident, target);
        if (plan === undefined) {
          parts.record([move(incident, "remediation_failed", "runbook or target changed while the engine was away")]);
          return;
        }
        const repair = new Repair(parts, telling, incident, target);
        const goingOn = () => goOn(repair, plan, resumePoint(plan, incident.steps, incident.triedStrategies));
        await working(id, () => (incident.state === "verifying" ? repair.verify(plan) : goingOn()));
      } finally {
        release();
      }
    },
  };
}

/** How long a step that nobody knows the end of is given to show that it had worked. */
const quickLookMs = 1_000;

async function goOn(repair: Repair, plan: Plan, point: ResumePoint): Promise<void> {
  switch (point.kind) {
    case "failed":
      // The engine died before it could say so.
      if (!repair.incident.triedStrategies.includes(plan.strategy))
        return repair.failed(plan, "failed", point.reason, null);
      return repair.tryNext(plan, point.reason);
    case "prove":
      return repair.judgeEffect(plan);
    case "unknown":
      recordUnknown(repair, plan, point);
      return goOnInTheMiddle(repair, plan, point);
    case "continue":
      return goOnInTheMiddle(repair, plan, point);
  }
}

function recordUnknown({ parts, id }: Repair, plan: Plan, point: Extract<ResumePoint, { kind: "unknown" }>): void {
  if (point.recorded) return;
  const { step, effect, undo } = point;
  const facts = { incident: id, plan: plan.id, index: step.index, effect, action: step.action, undo };
  parts.record([event("step.finished", { ...facts, end: "unknown", result: null, durationMs: 0 })]);
}

/**
 * An idempotent step is looked at and repeated; any other is judged by probing, and if in doubt goes to a human (HOST-12). What is
 * good already needs no further step.
 */
async function goOnInTheMiddle(
  repair: Repair,
  plan: Plan,
  point: Extract<ResumePoint, { kind: "unknown" | "continue" }>,
): Promise<void> {
  const { parts, id, target } = repair;
  const { step } = point;
  const giveUp = (reason: string) => repair.giveUpOn(plan, "unverified", reason, null);
  if (point.kind === "unknown" && point.undo) {
    return giveUp(
      `the engine died while it undid step ${step.index + 1} (${step.action}); nobody knows how far it came`,
    );
  }
  const look = await repair.proveNow(plan, quickLookMs);
  if (repair.isOver()) return;
  if (look.good) return repair.judgeEffect(plan);
  if (point.kind === "unknown" && !step.idempotent) {
    return giveUp(
      `the engine died during step ${step.index + 1} (${step.action}), which may not be done twice; ${look.reason}`,
    );
  }
  const registered = parts.registry().find(plan.runbook);
  if (registered === undefined) return giveUp(`${plan.runbook} is no longer there`);
  const admission = parts.guard().admit(plan, factsOf(parts, { incident: repair.incident, target, registered }));
  const verdict = "refused" in admission ? admission.refused : admission.approved.verdict;
  parts.record([event("plan.judged", { incident: id, verdict })]);
  if ("refused" in admission) return giveUp(verdict.notes.map((note) => note.message).join("; "));
  return repair.attempt(admission.approved, { step: step.index, attempt: point.attempt });
}
