/**
 * Delegates: what they are granted, for how long, and what they did with it. A grant is given by a human or by another healer, expires by
 * itself, and can be taken back; every use, and every try without one, stands in the log.
 */
import {
  type Actor,
  ChironError,
  type Command,
  type CommandResult,
  event,
  formatDuration,
  type Grant,
  type Plan,
} from "#core/model";
import type { Parts } from "./parts.ts";
import { requireReason } from "./requests.ts";

/** What a delegate may ask for at all. Looking is free; `execute` is judged by the policy `capability`. */
const open: ReadonlySet<Command["kind"]> = new Set(["execute", "dry_run", "probe"]);
const longestMs = 86_400_000;

export function refuseDelegate(parts: Parts, command: Command, actor: Actor): void {
  if (actor.kind !== "delegate" || open.has(command.kind)) return;
  const what = `the command ${command.kind}`;
  parts.record([event("grant.used", { delegate: actor.id, grant: null, capability: null, what, allowed: false })]);
  throw new ChironError("refused_by_policy", `${actor.id} is a delegate, and no grant names ${what}`);
}

export function give(parts: Parts, command: Extract<Command, { kind: "grant" }>, actor: Actor): CommandResult {
  const { delegate, capabilities, reason, forMs, targets, criticality, runbooks } = command;
  requireReason(reason);
  if (capabilities.length === 0) throw new ChironError("bad_request", "a grant names at least one capability");
  if (!(forMs > 0 && forMs <= longestMs))
    throw new ChironError(
      "bad_request",
      `a grant lasts for more than nothing and at most ${formatDuration(longestMs)}`,
    );
  const now = parts.platform.clock.now();
  const grant: Grant = {
    id: parts.platform.ids.next("grant"),
    ...{ delegate, capabilities, reason, grantedBy: actor.id, grantedAt: now, expiresAt: now + forMs },
    ...(targets === undefined ? {} : { targets }),
    ...(criticality === undefined ? {} : { criticality }),
    ...(runbooks === undefined ? {} : { runbooks }),
  };
  parts.record([event("grant.given", { grant })], actor.id);
  const message = `${delegate} may do ${capabilities.join(", ")} for ${formatDuration(forMs)}.`;
  return { message, changed: true, data: { grant } };
}

export function revoke(
  parts: Parts,
  { grant: id, reason }: Extract<Command, { kind: "revoke" }>,
  actor: Actor,
): CommandResult {
  requireReason(reason);
  const grant = parts.state.guard.grants.get(id);
  if (grant === undefined) return { message: `There is no grant ${id}, or it was taken back before.`, changed: false };
  parts.record([event("grant.revoked", { grant: id, reason })], actor.id);
  return { message: `The grant ${id} of ${grant.delegate} is taken back.`, changed: true };
}

/** Written down whether it was allowed or not. */
export function recordUse(parts: Parts, actor: Actor, plan: Plan, grant: string | null): void {
  if (actor.kind !== "delegate") return;
  const onlyRestarts = plan.steps.every((step) => step.restartsOwnService || step.changesNothing === true);
  const capability = onlyRestarts ? "service.restart" : "runbook.run";
  const what = `${plan.runbook} (${plan.strategy}) on ${plan.target}`;
  const used = { delegate: actor.id, grant, capability, what, allowed: grant !== null } as const;
  parts.record([event("grant.used", used)], actor.id);
}
