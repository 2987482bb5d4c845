/** One event, one plain sentence. Exhaustive: an event that nobody can tell does not compile. */
import type { StoredEvent } from "#core/model";
import { unreachable } from "#core/model/plain";
import { tellChironEvent } from "./tell-chiron.ts";
import { tellGuardEvent } from "./tell-guard.ts";
import { tellIncidentEvent } from "./tell-incident.ts";
import { tellRepairEvent } from "./tell-repair.ts";

export function tellEvent(stored: StoredEvent): string {
  switch (stored.type) {
    case "anomaly.detected":
    case "incident.opened":
    case "incident.refreshed":
    case "incident.moved":
    case "incident.routed":
    case "incident.diagnosed":
    case "incident.inhibited":
    case "incident.inhibits":
    case "incident.uninhibited":
    case "incident.held":
    case "incident.tiered":
    case "incident.dismissed":
    case "incident.rechecked":
    case "incident.proved":
      return tellIncidentEvent(stored);
    case "plan.proposed":
    case "plan.judged":
    case "plan.rehearsed":
    case "plan.failed":
    case "plan.reflected":
    case "approval.asked":
    case "approval.answered":
    case "step.started":
    case "step.finished":
    case "outcome.recorded":
      return tellRepairEvent(stored);
    case "storm.began":
    case "storm.ended":
    case "grant.given":
    case "grant.revoked":
    case "grant.used":
      return tellGuardEvent(stored);
    case "engine.started":
    case "engine.stopped":
    case "config.loaded":
    case "config.refused":
    case "service.started":
    case "service.restarted":
    case "service.exited":
    case "service.stopped":
    case "service.held":
    case "service.let_go":
    case "message.queued":
    case "message.attempting":
    case "message.attempted":
    case "message.refused":
    case "message.undeliverable":
    case "healing.paused":
    case "healing.resumed":
    case "runbook.registered":
    case "runbook.approved":
    case "runbook.demoted":
    case "runbook.graduated":
    case "dry_run.compared":
    case "fix.recorded":
    case "pipeline.progressed":
    case "command.refused":
      return tellChironEvent(stored);
    default:
      return unreachable(stored);
  }
}
