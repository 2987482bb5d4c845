/** The events of one incident as the engine records them: a service dies and is restarted. */
import { event, type NewEvent, type StoredEvent } from "#core/model";
import { approval, evidence, goodProof, outcomeOf, planFor, reading, start } from "./samples.ts";

export function repairOfWeb(incident: string): readonly StoredEvent[] {
  const plan = planFor(incident);
  const step = {
    incident,
    plan: plan.id,
    index: 0,
    effect: `${incident}/plan-1/0/1`,
    action: "service.restart",
    undo: false,
  };
  const opening = {
    fingerprint: "process_dead@web",
    type: "process_dead",
    target: "web",
    severity: "critical",
  } as const;
  const moved = (
    from: "detected" | "diagnosing" | "remediating" | "verifying",
    to: typeof from | "resolved",
    reason: string,
  ) => event("incident.moved", { incident, from, to, reason });
  const told: readonly (readonly [number, NewEvent])[] = [
    [
      0,
      event("incident.opened", {
        ...{ incident, ...opening, evidence },
        title: "A process is gone",
        since: start,
        flapping: false,
        episode: incident,
        recurrences: 0,
      }),
    ],
    [0, moved("detected", "diagnosing", "taken up")],
    [
      1,
      event("incident.routed", {
        ...{ incident, domain: "clear", confidence: 0.5, entropy: 0, runbook: plan.runbook },
        why: "Only rb-restart-service matches process_dead, and all its symptoms hold.",
      }),
    ],
    [2, event("plan.proposed", { incident, plan })],
    [3, event("plan.judged", { incident, verdict: approval(incident) })],
    [4, event("incident.rechecked", { incident, stillThere: true, reading, reason: "still there" })],
    [4, event("plan.judged", { incident, verdict: { ...approval(incident), at: "boundary" } })],
    [4, moved("diagnosing", "remediating", "rb-restart-service (restart)")],
    [5, event("step.started", { ...step, input: { service: "web" } })],
    [45, event("step.finished", { ...step, ...finished, durationMs: 40 })],
    [60, event("incident.proved", { incident, plan: plan.id, phase: "strategy", proof: goodProof })],
    [60, moved("remediating", "verifying", "rb-restart-service (restart) did its steps")],
    [61, event("incident.proved", { incident, plan: plan.id, phase: "recovery", proof: goodProof })],
    [61, event("outcome.recorded", { outcome: outcomeOf(incident) })],
    [61, event("incident.tiered", { incident, tier: 1, why: "confidence is not yet 0.8" })],
    [61, moved("verifying", "resolved", "process, http read good again")],
  ];
  return told.map(([passedMs, happened], index) => {
    const place = { seq: index + 1, stream: "engine", at: start + passedMs, actor: "engine", hash: String(index) };
    return { ...happened, ...place } as StoredEvent;
  });
}

const finished = {
  end: "done",
  result: {
    success: true,
    summary: "web was restarted, pid 4711",
    artifacts: [{ kind: "process", name: "web", detail: "pid 4711" }],
  },
} as const;
