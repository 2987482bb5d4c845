/** What somebody may ask the engine to do. Each answer says what was done, or why nothing was. */

import {
  type Actor,
  type ChannelTrial,
  ChironError,
  type Command,
  type CommandResult,
  event,
  formatDuration,
  unreachable,
} from "#core/model";
import type { SupervisedServices } from "#loop/act";
import { move } from "#loop/incident";
import type { TryOut } from "#surface/notify";
import { type AnswerMeans, answer, openIncident } from "./answering.ts";
import { rehearse } from "./approvals.ts";
import { approveRunbook } from "./approving-runbooks.ts";
import type { Cases } from "./cases.ts";
import { give, refuseDelegate, revoke } from "./delegates.ts";
import { drill } from "./drills/index.ts";
import { type FixMeans, recordFix } from "./fixes.ts";
import type { Gates } from "./gates/index.ts";
import { beat } from "./kernels/index.ts";
import { planByHand, runByHand } from "./manual.ts";
import type { Mending } from "./mending/index.ts";
import { refuseWhileObserving } from "./observing.ts";
import {
  addSilence,
  type Boundaries,
  endMaintenance,
  removeSilence,
  startMaintenance,
  startTarget,
  stopTarget,
} from "./operating/index.ts";
import type { Parts } from "./parts.ts";
import type { PostMortems } from "./postmortems.ts";
import { progress } from "./progress.ts";
import type { StoreTrouble } from "./record/index.ts";
import type { Repairs } from "./repairs.ts";
import { requireReason, requireTarget } from "./requests.ts";
import { endSession, receive, startSession, type Triggers, triggerByHand } from "./triggers/index.ts";

export interface CommandMeans extends AnswerMeans {
  readonly cases: Cases;
  readonly repairs: Repairs;
  readonly reload: (actor: string) => Promise<CommandResult>;
  /** Sends a test message through the channels that are meant. */
  readonly tryChannels: (wanted: TryOut) => Promise<readonly ChannelTrial[]>;
  /** Asks the language model something harmless. */
  readonly tryModel: (send: boolean) => Promise<CommandResult>;
  readonly trouble: StoreTrouble | undefined;
  readonly fixes: FixMeans;
  readonly postMortems: Pick<PostMortems, "write" | "amendments">;
  readonly services: SupervisedServices;
  readonly triggers: Triggers;
  readonly boundaries: Boundaries;
  readonly mending: Mending;
  readonly gates: Gates;
  readonly judgedBy: (incident: string, isRight: boolean, actor: string) => void;
}

const silenceMs = 86_400_000;

export function createCommands(parts: Parts, means: CommandMeans) {
  return async (command: Command, actor: Actor): Promise<CommandResult> => {
    refuseWhileObserving(command, means.trouble);
    refuseDelegate(parts, command, actor);
    const result = await carryOut(parts, means, command, actor);
    // What a surface reports as done is durable.
    await parts.durable();
    return result;
  };
}

function carryOut(
  parts: Parts,
  means: CommandMeans,
  command: Command,
  by: Actor,
): Promise<CommandResult> | CommandResult {
  const actor = by.id;
  switch (command.kind) {
    case "approve":
    case "reject":
    case "modify":
    case "reply":
    case "acknowledge":
      return answer(parts, means, command, actor);
    case "postmortem": {
      const postmortem = means.postMortems.write(command.incident, actor);
      return { message: `Written: the post-mortem of ${command.incident}.`, changed: true, data: { postmortem } };
    }
    case "approve_amendment":
      return means.postMortems.amendments.approve(command, actor);
    case "reject_amendment":
      return means.postMortems.amendments.reject(command, actor);
    case "dismiss":
      return dismiss(parts, means, command.incident, command.reason, actor);
    case "resolve":
      return resolve(parts, means, command, actor);
    case "record_fix":
      return recordFix(parts, means.fixes, command, actor);
    case "pause":
      return pause(parts, command.reason, actor);
    case "resume":
      return resume(parts, means, command.reason, actor);
    case "grant":
      return give(parts, command, by);
    case "revoke":
      return revoke(parts, command, by);
    case "reload":
      return means.reload(actor);
    case "approve_runbook":
      return approveRunbook(parts, means, command.runbook, command.hash, actor);
    case "dry_run":
      return dryRun(parts, command);
    case "execute":
      return byHand(parts, means, command, by);
    case "probe":
      return probe(parts, command.target);
    case "test_notify":
    case "test_model":
      return tryOut(means, command);
    case "progress":
      return progress(parts, command, actor);
    case "beat":
      return beat(parts, command.kernel);
    case "drill_begin":
    case "drill_finish":
      return drill(parts, command, actor);
    default:
      return operate(parts, means, command, by);
  }
}

type OperatorsKind =
  | `silence_${string}`
  | `maintenance_${string}`
  | `session_${string}`
  | `repair_${string}`
  | `harmony_${string}`
  | "stop"
  | "start"
  | "trigger"
  | "intake";

/** What people and outsiders switch and tell. */
function operate(
  parts: Parts,
  means: CommandMeans,
  command: Extract<Command, { kind: OperatorsKind }>,
  by: Actor,
): Promise<CommandResult> | CommandResult {
  const actor = by.id;
  switch (command.kind) {
    case "silence_add":
      return addSilence(parts, means.boundaries, command, actor);
    case "silence_remove":
      return removeSilence(parts, means.boundaries, command, actor);
    case "maintenance_start":
      return startMaintenance(parts, means.boundaries, command, actor);
    case "maintenance_end":
      return endMaintenance(parts, means.boundaries, command, actor);
    case "stop":
      return stopTarget({ parts, ...means }, command, actor);
    case "start":
      return startTarget({ parts, ...means }, command, actor);
    case "trigger":
      return triggerByHand(parts, means.triggers, command, actor);
    case "intake":
      return receive(parts, means.triggers, command, actor);
    case "session_start":
    case "session_end":
      return session(parts, command, actor);
    case "repair_scan":
    case "repair_run":
    case "repair_approve":
    case "repair_reject":
      return means.mending.ask(command, by);
    case "harmony_investigate":
    case "harmony_ignore":
    case "harmony_restore":
    case "harmony_fix":
    case "harmony_chain_approve":
    case "harmony_chain_modify":
    case "harmony_chain_cancel":
      return means.gates.decide(command, by);
    default:
      return unreachable(command);
  }
}

function dismiss(parts: Parts, means: CommandMeans, id: string, reason: string, actor: string): CommandResult {
  const incident = openIncident(parts, means, id);
  requireReason(reason);
  const silencedUntil = parts.platform.clock.now() + silenceMs;
  parts.record(
    [event("incident.dismissed", { incident: id, reason, silencedUntil }), move(incident, "dismissed", reason)],
    actor,
  );
  const quiet = formatDuration(silenceMs);
  return {
    message: `Dismissed ${id}; ${incident.type} on ${incident.target} stays quiet for ${quiet}.`,
    changed: true,
  };
}

function resolve(
  parts: Parts,
  means: CommandMeans,
  { incident: id, reason, dryRunWasRight }: Extract<Command, { kind: "resolve" }>,
  actor: string,
): CommandResult {
  const incident = openIncident(parts, means, id);
  if (incident.state !== "escalated") {
    throw new ChironError("conflict", `${id} is ${incident.state}; only an escalated incident is resolved by hand`);
  }
  if (parts.atHand.has(id)) {
    throw new ChironError("conflict", `a plan is being run by hand on ${id} right now`, {
      help: `chiron incident ${id}`,
    });
  }
  requireReason(reason);
  if (dryRunWasRight !== undefined) means.judgedBy(id, dryRunWasRight, actor);
  parts.record(
    [event("incident.verified", { incident: id, isRight: true, reason }), move(incident, "resolved", reason)],
    actor,
  );
  parts.detector().settle(incident.type, incident.target);
  return { message: `Resolved ${id}.`, changed: true };
}

function pause(parts: Parts, reason: string, actor: string): CommandResult {
  requireReason(reason);
  if (parts.state.paused !== null)
    return { message: `Healing is paused already: ${parts.state.paused.reason}`, changed: false };
  parts.record([event("healing.paused", { reason })], actor);
  return { message: "Healing is paused. Detection and messages go on; chiron resume ends it.", changed: true };
}

function resume(parts: Parts, means: CommandMeans, reason: string, actor: string): CommandResult {
  if (parts.state.paused === null) return { message: "Healing was not paused.", changed: false };
  parts.record([event("healing.resumed", { reason })], actor);
  means.cases.wakeHeld();
  return { message: "Healing is on again.", changed: true };
}

async function dryRun(parts: Parts, command: Extract<Command, { kind: "dry_run" }>): Promise<CommandResult> {
  const plan = planByHand(parts, command);
  const steps = await rehearse(parts, plan);
  const message = steps.map((step, index) => `${index + 1}. ${step.wouldDo}`).join("\n");
  return {
    message,
    changed: false,
    data: { runbook: command.runbook, target: plan.target, strategy: plan.strategy, steps },
  };
}

async function byHand(
  parts: Parts,
  means: CommandMeans,
  command: Extract<Command, { kind: "execute" }>,
  actor: Actor,
): Promise<CommandResult> {
  try {
    return await runByHand(parts, means.repairs, command, actor);
  } finally {
    // Whatever became of it, what follows (a human, the next step) is the case's to do.
    for (const { id, target } of parts.state.open.values())
      if (id === command.incident || target === command.target) means.cases.wake(id);
  }
}

async function probe(parts: Parts, id: string): Promise<CommandResult> {
  requireTarget(parts, id);
  const readings = await parts.sensing.probeNow(id);
  return { message: `${readings.length} readings of ${id}.`, changed: false, data: { readings } };
}

type Kind<K extends Command["kind"]> = Extract<Command, { kind: K }>;

function session(parts: Parts, command: Kind<"session_start" | "session_end">, actor: string) {
  return command.kind === "session_start" ? startSession(parts, command, actor) : endSession(parts, command, actor);
}

function tryOut(means: CommandMeans, command: Kind<"test_notify" | "test_model">): Promise<CommandResult> {
  return command.kind === "test_model" ? means.tryModel(command.send) : testNotify(means, command);
}

async function testNotify({ tryChannels }: CommandMeans, wanted: TryOut): Promise<CommandResult> {
  const results = await tryChannels(wanted);
  const delivered = results.filter((result) => result.delivered).length;
  return { message: `${delivered} of ${results.length} channels took it.`, changed: false, data: { results } };
}
