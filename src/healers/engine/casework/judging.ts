/** A plan before the guard: what becomes of each verdict, up to the first effect. */
import { changesNothing, type Facts, isExternal, unreachable, type Verdict } from "#core/model";
import { askApproval, rehearseObserved } from "../approvals.ts";
import { heldByContainment } from "../containment.ts";
import { judgedEvents } from "../evaluation/index.ts";
import { factsOf } from "../facts.ts";
import type { Parts } from "../parts.ts";
import type { Subject } from "../planning.ts";
import { waitForTurn } from "./containing.ts";
import { waitForOthers } from "./gathering.ts";
import { mustWaitForRoot } from "./inhibiting.ts";
import { isExcused, lookAgain } from "./looking.ts";
import { reflect } from "./reflecting.ts";
import { hold } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

export async function judge(parts: Parts, tools: Tools, subject: Subject): Promise<Next> {
  const { target } = subject;
  // An external supervisor may be at work on it this very moment, or a person through it.
  if (isExternal(target.supervisor) && (await isExcused(parts, subject.incident, target, target.supervisor)))
    return "again";
  const incident = parts.state.incident(subject.incident.id) ?? subject.incident;
  const facts = factsOf(parts, { ...subject, incident });
  const verdict = parts.guard().judge(subject.plan, facts, "proposal");
  recordVerdict(parts, verdict, facts);
  return follow(parts, tools, subject, verdict);
}

/** The same answer again is not written again: a held incident is judged often. */
function recordVerdict(parts: Parts, verdict: Verdict, facts: Facts): void {
  const last = facts.incident.verdicts.at(-1);
  const kinds = (one: Verdict) => one.notes.map((note) => `${note.severity}:${note.kind}`).join();
  if (
    last?.plan === verdict.plan &&
    last.decision === verdict.decision &&
    last.at === verdict.at &&
    kinds(last) === kinds(verdict)
  )
    return;
  parts.record(judgedEvents(parts, verdict, facts));
}

async function follow(parts: Parts, tools: Tools, subject: Subject, verdict: Verdict): Promise<Next> {
  const { incident, plan } = subject;
  tools.telling.storms.heed(verdict.notes);
  const told = tools.telling.heldNotes(incident.id, verdict);
  const turn =
    verdict.decision === "reject"
      ? undefined
      : waitForTurn(parts, tools, parts.state.incident(incident.id) ?? incident);
  if (turn !== undefined) return turn;
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
      if (verdict.retryAt === undefined) return reflect(parts, tools, subject, verdict, told);
      hold(parts, incident, { policy: heldBy(because), reason, until: verdict.retryAt });
      tools.wakeAt(incident.id, verdict.retryAt);
      return "rest";
    }
    default:
      return unreachable(verdict.decision);
  }
}

/** Approved: wait for a free place, look again, pass the gate again, and only then touch anything. */
async function act(parts: Parts, tools: Tools, subject: Subject): Promise<Next> {
  const kind = onlyLooks(parts, subject) ? "look" : "repair";
  const release = await parts.slots.acquire(subject.target.id, urgencyOf(subject), kind);
  try {
    const incident = parts.state.incident(subject.incident.id);
    if (incident === undefined || incident.state !== subject.incident.state) return "again";
    if (mustWaitForRoot(parts, incident, subject.target) || heldByContainment(parts, incident) !== undefined)
      return "again";
    const { supervisor } = subject.target;
    if (isExternal(supervisor)) await parts.services.refresh(supervisor, { now: true });
    const rest = await lookAgain(parts, tools, incident, subject.target);
    if (rest !== undefined) return rest;
    const wait = changesNothing(subject.plan) ? undefined : await waitForOthers(parts, tools, incident, subject.target);
    if (wait !== undefined) return wait;
    const now = parts.state.incident(incident.id) ?? incident;
    // Looking took its time, in which another one may have had its turn; from here to the first step nothing comes between.
    if (heldByContainment(parts, now) !== undefined) return "again";
    const facts = factsOf(parts, { ...subject, incident: now });
    const admission = parts.guard().admit(subject.plan, facts);
    if ("refused" in admission) {
      recordVerdict(parts, admission.refused, facts);
      // Held by others under repair: judged again when one of them is done.
      return admission.refused.decision === "approve"
        ? "again"
        : follow(parts, tools, { ...subject, incident: now }, admission.refused);
    }
    parts.record(judgedEvents(parts, admission.approved.verdict, facts));
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

/** What has no time to wait for names the hold, since it is what says when to look again. */
function heldBy(because: Verdict["notes"]): string {
  const holds = because.filter((note) => note.severity === "hold");
  const [named = because[0]] = [...holds.filter(({ until }) => until === null || until === undefined), ...holds];
  return named?.policy ?? "guard";
}
