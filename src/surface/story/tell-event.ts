/** One event, one plain sentence. Exhaustive: an event that nobody can tell does not compile. */
import type { StoredEvent } from "#core/model";
import { tellChironEvent } from "./tell-chiron.ts";
import { tellDrillEvent } from "./tell-drill.ts";
import { isOfEmergency, tellEmergencyEvent } from "./tell-emergency.ts";
import { isOfGuard, tellGuardEvent } from "./tell-guard.ts";
import { isOfHarmony, tellHarmonyEvent } from "./tell-harmony.ts";
import { tellHealerEvent } from "./tell-healer.ts";
import { tellIncidentEvent } from "./tell-incident.ts";
import { isOfMending, tellMendingEvent } from "./tell-mending.ts";
import { tellModelEvent } from "./tell-model.ts";
import { tellOperatingEvent } from "./tell-operating.ts";
import { tellRepairEvent } from "./tell-repair.ts";
import { tellStoreEvent } from "./tell-store.ts";

export function tellEvent(stored: StoredEvent): string {
  if (isOfGuard(stored)) return tellGuardEvent(stored);
  if (isOfEmergency(stored)) return tellEmergencyEvent(stored);
  if (isOfMending(stored)) return tellMendingEvent(stored);
  if (isOfHarmony(stored)) return tellHarmonyEvent(stored);
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
    case "incident.acknowledged":
    case "incident.verified":
    case "incident.rechecked":
    case "incident.awaited":
    case "incident.proved":
    case "incident.linked":
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
    case "recovery.started":
    case "recovery.finished":
      return tellHealerEvent(stored);
    case "drill.started":
    case "drill.finished":
    case "drill.skipped":
      return tellDrillEvent(stored);
    case "message.withheld":
    case "trigger.raised":
    case "trigger.cleared":
    case "schedule.armed":
    case "schedule.due":
    case "session.started":
    case "session.ended":
    case "silence.added":
    case "silence.ended":
    case "maintenance.started":
    case "maintenance.ended":
    case "target.stopped":
    case "target.started":
      return tellOperatingEvent(stored);
    case "model.asked":
    case "model.answered":
    case "model.refused":
      return tellModelEvent(stored);
    case "lease.taken":
    case "effect.refused":
    case "journal.joined":
    case "journal.refused":
      return tellStoreEvent(stored);
    default:
      return tellChironEvent(stored);
  }
}
