/** A person says that something is wrong. */
import { type Command, type CommandResult, formatDuration } from "#core/model";
import type { Parts } from "../parts.ts";
import { findRunbook, requireReason, requireTarget } from "../requests.ts";
import type { Triggers } from "./triggers.ts";

const usualSeverity = "medium";

export function triggerByHand(
  parts: Parts,
  triggers: Triggers,
  command: Extract<Command, { kind: "trigger" }>,
  actor: string,
): CommandResult {
  const { type, target, reason, runbook } = command;
  requireTarget(parts, target);
  requireReason(reason);
  if (runbook !== undefined) findRunbook(parts, runbook);
  const rule = parts.detector().rule(type);
  const severity = command.severity ?? rule?.severity ?? usualSeverity;
  const title = rule?.title ?? reason;
  const trigger = {
    ...{ state: "raised" as const, key: `${type}@${target}`, candidates: [target], type, severity, title, at: null },
    values: { reason, by: actor },
  };
  const asks = runbook === undefined ? {} : { runbook };
  const taken = triggers.take([trigger], { kind: "human", source: "human", endsBy: "request", actor, ...asks });
  const [incident] = taken.incidents;
  if (incident === undefined) {
    const until = parts.state.silencedUntil.get(`${type}@${target}`) ?? parts.platform.clock.now();
    const left = formatDuration(Math.max(0, until - parts.platform.clock.now()));
    return { message: `${type} on ${target} was dismissed, and stays quiet for ${left}.`, changed: false };
  }
  const message = taken.raised > 0 ? `Opened ${incident}: ${type} on ${target}.` : `${incident} is about that already.`;
  return { message, changed: taken.raised > 0, data: { incident } };
}
