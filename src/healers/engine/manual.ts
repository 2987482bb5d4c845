/**
 * Somebody runs a runbook by hand. The same guard, executor, journal and verification. A human who does so has approved the plan; a delegate
 * has approved nothing, and is judged by what it was granted.
 */
import {
  type Actor,
  type Anomaly,
  ChironError,
  type Command,
  type CommandResult,
  event,
  type Incident,
  type Plan,
  type RegisteredRunbook,
  type StoredEvent,
  type Target,
  type Verdict,
} from "#core/model";
import { evolve, move, open } from "#loop/incident";
import { compilePlan, nextStrategy } from "#loop/reason";
import { recordUse } from "./delegates.ts";
import { judgedEvents } from "./evaluation/index.ts";
import { factsOf } from "./facts.ts";
import type { Parts } from "./parts.ts";
import { planFor, runbookFor } from "./planning.ts";
import { questionAbout } from "./questions.ts";
import type { Repairs } from "./repairs.ts";
import { findRunbook, requireTarget } from "./requests.ts";
import { situationOf } from "./situation.ts";

type Aim = { readonly runbook: string; readonly target?: string; readonly incident?: string };

interface Chosen {
  readonly registered: RegisteredRunbook;
  readonly target: Target;
  /** The open incident it is for, if there is one. */
  readonly incident: Incident | undefined;
}

/** The plan that a run by hand would follow; nothing is written down. */
export function planByHand(parts: Parts, aim: Aim): Plan {
  const { registered, target, incident } = choose(parts, aim);
  const subject = incident ?? imagined(parts, registered, target);
  const strategy = strategyOf(parts, registered, subject, target);
  const means = { actions: parts.actionCatalog, ids: parts.platform.ids, now: parts.platform.clock.now() };
  return compilePlan(subject, target, registered, strategy, means);
}

export async function runByHand(
  parts: Parts,
  repairs: Repairs,
  command: Extract<Command, { kind: "execute" }>,
  by: Actor,
): Promise<CommandResult> {
  if (!command.confirm) {
    throw new ChironError("bad_request", "executing changes things; it wants to be confirmed", {
      help: `see what it would do: chiron dry-run ${command.runbook}; then add --confirm`,
    });
  }
  const actor = by.id;
  const { registered, target, incident: standing } = choose(parts, command);
  const release = await parts.slots.acquire(target.id, Number.POSITIVE_INFINITY);
  try {
    refuseWhilePaused(parts);
    refuseWhileRepaired(parts, standing?.id);
    // What a human was asked is theirs to answer.
    if (by.kind === "delegate" && standing?.state === "awaiting_approval")
      throw new ChironError("conflict", `${standing.id} waits for a human's approval`);
    // What cannot be planned is refused before anything is written.
    planByHand(parts, command);
    const id = standing?.id ?? openByHand(parts, registered, target, actor);
    const incident = current(parts, id);
    const plan = planFor(parts, incident, target, registered, strategyOf(parts, registered, incident, target));
    if (plan instanceof ChironError) throw plan;
    const isDelegate = by.kind === "delegate";
    parts.record(isDelegate ? takeUp(current(parts, id), actor) : approvalBy(parts, current(parts, id), plan), actor);
    const facts = factsOf(parts, { incident: current(parts, id), target, registered }, by);
    const admission = parts.guard().admit(plan, facts);
    const verdict = "refused" in admission ? admission.refused : admission.approved.verdict;
    parts.record(judgedEvents(parts, verdict, facts), actor);
    recordUse(parts, by, plan, "approved" in admission ? grantIn(admission.approved.verdict) : null);
    if ("refused" in admission) {
      if (standing === undefined)
        parts.record([move(current(parts, id), "dismissed", "the run by hand was refused")], actor);
      const notes = admission.refused.notes.filter((note) => note.severity !== "inform");
      throw new ChironError("refused_by_policy", notes.map((note) => note.message).join("; "), { details: { notes } });
    }
    // Whoever has it started by hand means it to run.
    if (parts.state.standing.get("stop", target.id) !== undefined && plan.steps.some((step) => step.restartsOwnService))
      parts.record([event("target.started", { target: target.id, reason: `${plan.runbook} was run by hand` })], actor);
    const subject = current(parts, id);
    if (subject.state === "escalated") await repairs.runEscalated(subject, target, admission.approved);
    else await repairs.run(subject, target, admission.approved);
    return resultOf(parts, id, plan);
  } finally {
    release();
  }
}

function choose(parts: Parts, aim: Aim): Chosen {
  const registered = findRunbook(parts, aim.runbook);
  const { matches } = registered.runbook;
  if (aim.incident !== undefined) {
    const incident = parts.state.incident(aim.incident);
    if (incident === undefined) throw new ChironError("not_found", `there is no open incident ${aim.incident}`);
    if (!matches.includes(incident.type)) {
      throw new ChironError(
        "conflict",
        `${aim.runbook} is for ${matches.join(", ")}; ${incident.id} is ${incident.type}`,
      );
    }
    const asked = runbookFor(parts, incident, registered.runbook.id) ?? registered;
    return { registered: asked, target: requireTarget(parts, incident.target), incident };
  }
  if (aim.target === undefined) throw new ChironError("bad_request", "say for what: --target or --incident");
  const target = requireTarget(parts, aim.target);
  const incident = [...parts.state.open.values()].find((one) => one.target === target.id && matches.includes(one.type));
  const asked =
    incident === undefined ? registered : (runbookFor(parts, incident, registered.runbook.id) ?? registered);
  return { registered: asked, target, incident };
}

function strategyOf(parts: Parts, registered: RegisteredRunbook, incident: Incident, target: Target) {
  const { strategy } = nextStrategy(registered.runbook, incident.triedStrategies, situationOf(parts, incident, target));
  // Every strategy was tried: a human who runs it again wants the primary one.
  const chosen = strategy ?? registered.runbook.strategies[0];
  if (chosen === undefined) throw new ChironError("conflict", `${registered.runbook.id} has no strategy`);
  return chosen;
}

function anomalyByHand(parts: Parts, registered: RegisteredRunbook, target: Target): Anomaly {
  const now = parts.platform.clock.now();
  const known = Object.values(parts.detector().readings(target.id)).at(-1);
  const reading = known ?? {
    target: target.id,
    probe: "none",
    takenAt: now,
    available: false,
    values: {},
    latencyMs: 0,
  };
  return {
    type: registered.runbook.matches[0] ?? "manual",
    target: target.id,
    severity: "low",
    title: `${registered.runbook.title}, run by hand`,
    since: now,
    evidence: { condition: "a human asked for it", reading, thresholds: {} },
    flapping: false,
  };
}

function imagined(parts: Parts, registered: RegisteredRunbook, target: Target): Incident {
  const now = parts.platform.clock.now();
  const { events } = open(
    anomalyByHand(parts, registered, target),
    undefined,
    { now, withinMs: 0 },
    parts.platform.ids,
  );
  const opened = events.find((one) => one.type === "incident.opened");
  const incident = evolve(undefined, { ...opened, seq: 0, stream: "", at: now, actor: "", hash: "" } as StoredEvent);
  if (incident === undefined) throw new ChironError("internal", "an incident could not be imagined");
  return incident;
}

function openByHand(parts: Parts, registered: RegisteredRunbook, target: Target, actor: string): string {
  const now = parts.platform.clock.now();
  const { id, events } = open(
    anomalyByHand(parts, registered, target),
    undefined,
    { now, withinMs: 0 },
    parts.platform.ids,
  );
  parts.record([...events, move({ id, state: "detected" }, "diagnosing", `asked for by ${actor}`)], actor);
  return id;
}

function takeUp(incident: Incident, actor: string) {
  return incident.state === "detected" ? [move(incident, "diagnosing", `asked for by ${actor}`)] : [];
}

/** The grant by which the guard let it through. */
function grantIn({ notes }: Verdict): string | null {
  const grant = notes.find((note) => note.kind === "granted")?.evidence.grant;
  return typeof grant === "string" ? grant : null;
}

function approvalBy(parts: Parts, incident: Incident, plan: Plan) {
  const { code: _, asked: __, ...approval } = questionAbout(parts, incident, plan, "notice");
  const answer = { incident: incident.id, approval: approval.id, planHash: plan.hash, status: "approved" as const };
  return [
    ...(incident.state === "detected" ? [move(incident, "diagnosing", "asked for by a human")] : []),
    event("approval.asked", { incident: incident.id, approval }),
    event("approval.answered", { ...answer, reason: "run by hand" }),
  ];
}

/** Checked before anything is written, so that a refused run by hand leaves no incident behind. */
function refuseWhilePaused(parts: Parts): void {
  if (parts.state.paused === null) return;
  throw new ChironError("refused_by_policy", `healing is paused: ${parts.state.paused.reason}`, {
    help: "chiron resume",
  });
}

function current(parts: Parts, id: string): Incident {
  const incident = parts.state.incident(id);
  if (incident === undefined) throw new ChironError("conflict", `${id} ended in the meantime`);
  return incident;
}

function resultOf(parts: Parts, id: string, plan: Plan): CommandResult {
  const incident = parts.state.incident(id);
  const data = { incident: id, plan: plan.id, planHash: plan.hash, state: incident?.state ?? "resolved" };
  if (incident === undefined)
    return { message: `Done and verified: ${plan.runbook} (${plan.strategy}) on ${plan.target}.`, changed: true, data };
  return { message: `It was run, but it did not help: ${incident.summary}`, changed: true, data };
}

/** Its repair may have given its place away, to wait for the word of whoever told of the trouble; or has just failed, of which a human is about to hear. */
function refuseWhileRepaired(parts: Parts, id: string | undefined): void {
  const state = id === undefined ? undefined : parts.state.incident(id)?.state;
  if (state !== "remediating" && state !== "verifying" && state !== "remediation_failed") return;
  throw new ChironError("conflict", `${id} is being repaired right now`, { help: `chiron incident ${id}` });
}
