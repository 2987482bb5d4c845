/** A human stops a service on purpose, and starts it again. The mark is durable before the service is touched, and outlives the engine. */
import { type ActionResult, ChironError, type Command, type CommandResult, event, type Target } from "#core/model";
import type { SupervisedServices } from "#loop/act";
import type { Parts } from "../parts.ts";
import { requireReason, requireTarget } from "../requests.ts";
import type { Boundaries } from "./boundaries.ts";

export interface StopMeans {
  readonly parts: Parts;
  readonly services: SupervisedServices;
  readonly boundaries: Boundaries;
}

export async function stopTarget(
  { parts, services, boundaries }: StopMeans,
  { target: id, reason }: Extract<Command, { kind: "stop" }>,
  actor: string,
): Promise<CommandResult> {
  const target = requireTarget(parts, id);
  requireReason(reason);
  const before = parts.state.standing.get("stop", id);
  if (before === undefined) parts.record([event("target.stopped", { target: id, reason })], actor);
  await parts.durable();
  boundaries.changed();
  const { supervisor } = target;
  if (supervisor === undefined) {
    const message = `${id} has no service that Chiron could stop; it is marked as stopped, and nothing repairs it until chiron start ${id}.`;
    return { message, changed: before === undefined };
  }
  const result = await inTurn(parts, target, () => services.stop(supervisor, { signal: parts.ending, cause: "human" }));
  // A supervisor that started it just then has ended the mark; the person meant it to be stopped all the same.
  if (parts.state.standing.get("stop", id) === undefined)
    parts.record([event("target.stopped", { target: id, reason })], actor);
  parts.sensing.notify(id);
  if (!result.success) {
    throw new ChironError("conflict", `${id} could not be stopped: ${result.summary}`, {
      help: `It is marked as stopped, so that nothing repairs it; chiron start ${id} takes that back.`,
    });
  }
  return { message: `${result.summary}; it stays stopped until chiron start ${id}.`, changed: true };
}

export async function startTarget(
  { parts, services, boundaries }: StopMeans,
  { target: id, reason }: Extract<Command, { kind: "start" }>,
  actor: string,
): Promise<CommandResult> {
  const target = requireTarget(parts, id);
  const isMarked = parts.state.standing.get("stop", id) !== undefined;
  const held = parts.state.held.get(id);
  if (held !== undefined) throw new ChironError("refused_by_policy", `${id} is kept stopped: ${held}`);
  // From here on it is meant to run: should the start fail, it is healed like anything else.
  if (isMarked) parts.record([event("target.started", { target: id, reason: reason ?? "started by hand" })], actor);
  await parts.durable();
  const { supervisor } = target;
  if (supervisor === undefined) {
    boundaries.changed();
    const message = isMarked ? `${id} is looked after again.` : `${id} has no service that Chiron could start.`;
    return { message, changed: isMarked };
  }
  const result = await inTurn(parts, target, () =>
    services.start(supervisor, { signal: parts.ending, cause: "human" }),
  );
  parts.sensing.notify(id);
  boundaries.changed();
  if (!result.success) throw new ChironError("conflict", `${id} could not be started: ${result.summary}`);
  return { message: `${result.summary}; it is looked after again.`, changed: true };
}

/** One at a time per target: a repair that is under way comes to its end first. */
async function inTurn(parts: Parts, { id }: Target, work: () => Promise<ActionResult>): Promise<ActionResult> {
  const release = await parts.slots.acquire(id, Number.POSITIVE_INFINITY);
  try {
    return await work();
  } finally {
    release();
  }
}
