/**
 * What a human answers to a question, by whatever way it comes. An answer is for exactly one plan, once, before its deadline; anything
 * else changes nothing, and says why.
 */
import {
  type Approval,
  ChironError,
  type Command,
  type CommandResult,
  event,
  formatDuration,
  type Incident,
  unreachable,
} from "#core/model";
import { isOpen } from "#loop/incident";
import type { Cases } from "./cases.ts";
import { instructionsFrom } from "./instructions.ts";
import type { Parts } from "./parts.ts";
import { requireReason, requireTarget } from "./requests.ts";

export interface AnswerMeans {
  readonly cases: Pick<Cases, "wake">;
  /** The reader side of the store, for incidents that have ended. */
  readonly ended: (id: string) => Pick<Incident, "id" | "state" | "approval"> | undefined;
}

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;

export function answer(
  parts: Parts,
  means: AnswerMeans,
  command: Of<"approve" | "reject" | "modify" | "reply" | "acknowledge">,
  actor: string,
): CommandResult {
  switch (command.kind) {
    case "approve":
      return approve(parts, means, command, actor);
    case "reject":
      return reject(parts, means, command, actor);
    case "modify":
      return modify(parts, means, command, actor);
    case "reply":
      return reply(parts, means, command, actor);
    case "acknowledge":
      return acknowledge(parts, means, command, actor);
    default:
      return unreachable(command);
  }
}

function approve(parts: Parts, means: AnswerMeans, command: Of<"approve">, actor: string): CommandResult {
  const { incident, approval } = questionOf(parts, means, command);
  record(parts, approval, { status: "approved", reason: command.reason ?? null }, actor);
  means.cases.wake(incident.id);
  return { message: `Approved: ${planOf(incident)} for ${incident.target}.`, changed: true };
}

function reject(parts: Parts, means: AnswerMeans, command: Of<"reject">, actor: string): CommandResult {
  const { incident, approval } = questionOf(parts, means, command);
  record(parts, approval, { status: "rejected", reason: command.reason }, actor);
  means.cases.wake(incident.id);
  return { message: `Rejected: ${planOf(incident)} for ${incident.target}.`, changed: true };
}

/** Not this plan: the next one keeps to the instructions, is a child of this one, and is asked for anew. */
function modify(parts: Parts, means: AnswerMeans, command: Of<"modify">, actor: string): CommandResult {
  const { incident, approval } = questionOf(parts, means, command);
  const target = requireTarget(parts, incident.target);
  const { instructions, plan } = instructionsFrom(parts, incident, target, command.instructions, actor);
  if (plan.hash === approval.planHash) {
    throw new ChironError("conflict", "that is the plan which is asked about already", {
      help: `chiron approve ${incident.id}`,
    });
  }
  const reason = command.reason ?? command.instructions.note ?? null;
  record(parts, approval, { status: "modified", reason, instructions }, actor);
  means.cases.wake(incident.id);
  return {
    message: `Changed: ${plan.runbook} (${plan.strategy}) for ${incident.target} is proposed next, and asked for anew.`,
    changed: true,
    data: { incident: incident.id, runbook: plan.runbook, strategy: plan.strategy, planHash: plan.hash, instructions },
  };
}

/** The code names one question, and with it one plan. */
function reply(parts: Parts, means: AnswerMeans, command: Of<"reply">, actor: string): CommandResult {
  const code = command.code.toUpperCase();
  const incident = [...parts.state.open.values()].find(({ approval }) => approval?.code === code);
  if (incident === undefined) {
    throw new ChironError("not_found", `no question has the code ${code}`, {
      help: "it was answered before, it is over, or a newer question took its place",
    });
  }
  const { id } = incident;
  const planHash = incident.approval?.planHash ?? "";
  if (command.answer === "reject")
    return reject(parts, means, { kind: "reject", incident: id, planHash, reason: command.reason || "no" }, actor);
  const reason = command.reason === "" ? {} : { reason: command.reason };
  return approve(parts, means, { kind: "approve", incident: id, planHash, ...reason }, actor);
}

function acknowledge(
  parts: Parts,
  means: AnswerMeans,
  { incident: id, until: wanted, forMs, reason: said }: Of<"acknowledge">,
  actor: string,
): CommandResult {
  const incident = openIncident(parts, means, id);
  const now = parts.platform.clock.now();
  const reason = said ?? null;
  const until = forMs === undefined ? (wanted ?? null) : now + forMs;
  if (until !== null && until <= now) throw new ChironError("bad_request", "that time has passed already");
  if (reason !== null) requireReason(reason);
  const standing = incident.acknowledged;
  if (standing?.by === actor && standing.until === until)
    return { message: `${id} is acknowledged by you already.`, changed: false };
  parts.record([event("incident.acknowledged", { incident: id, until, reason })], actor);
  const length = until === null ? "as long as it is open" : `for ${formatDuration(until - now)}`;
  return { message: `Acknowledged ${id}: nothing is repeated, and time alone calls nobody, ${length}.`, changed: true };
}

export function openIncident(parts: Parts, means: Pick<AnswerMeans, "ended">, id: string): Incident {
  const incident = parts.state.incident(id);
  if (incident !== undefined && isOpen(incident)) return incident;
  const ended = means.ended(id);
  if (ended !== undefined) throw new ChironError("conflict", `${id} is over already (${ended.state})`);
  throw new ChironError("not_found", `there is no incident ${id}`, { help: "chiron incidents --all lists them" });
}

interface Question {
  readonly incident: Incident;
  readonly approval: Approval;
}

function questionOf(
  parts: Parts,
  means: AnswerMeans,
  { incident: id, planHash }: { readonly incident: string; readonly planHash?: string },
): Question {
  const incident = openIncident(parts, means, id);
  const { approval } = incident;
  if (approval === null) throw new ChironError("conflict", `nothing is asked for ${id}; it is ${incident.state}`);
  if (planHash !== undefined && planHash !== approval.planHash) {
    throw new ChironError("stale", `${id} asks about another plan than the one you were shown`, {
      help: `chiron incident ${id}`,
    });
  }
  if (approval.status !== "waiting") {
    const by = approval.answeredBy ?? "nobody";
    throw new ChironError(
      "conflict",
      `the question was answered before: ${approval.status.replace("_", " ")} by ${by}`,
    );
  }
  if (parts.platform.clock.now() >= approval.deadline)
    throw new ChironError("conflict", `the deadline for ${id} has passed; silence was a no`);
  return { incident, approval };
}

type Answer = Pick<Parameters<typeof event<"approval.answered">>[1], "status" | "reason" | "instructions">;

function record(parts: Parts, { id, incident, planHash }: Approval, answer: Answer, actor: string): void {
  parts.record([event("approval.answered", { incident, approval: id, planHash, ...answer })], actor);
}

function planOf({ plan }: Incident): string {
  return plan === null ? "the plan" : `${plan.runbook} (${plan.strategy})`;
}
