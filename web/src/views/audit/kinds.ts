/** What a record may be about, in words; each stands for some of the log's types of event. */
import type { EventType } from "#core/model";

interface Kind {
  readonly label: string;
  readonly types: readonly EventType[];
}

export const kinds: Readonly<Record<string, Kind>> = {
  decisions: {
    label: "Decisions of people",
    types: [
      ...(["approval.answered", "incident.acknowledged", "incident.dismissed", "runbook.approved"] as const),
      ...(["fix.recorded", "amendment.rejected", "repair.answered", "repair.task_approved"] as const),
      ...(["repair.task_rejected", "harmony:decided", "runbook.amended"] as const),
    ],
  },
  switches: {
    label: "Pauses, silences, windows, stops",
    types: [
      ...(["healing.paused", "healing.resumed", "silence.added", "silence.ended"] as const),
      ...(["maintenance.started", "maintenance.ended", "target.stopped", "target.started"] as const),
    ],
  },
  refusals: {
    label: "What was refused",
    types: [
      ...(["command.refused", "effect.refused", "config.refused", "model.refused"] as const),
      ...(["journal.refused", "message.refused", "contract.refused"] as const),
    ],
  },
  grants: { label: "Grants", types: ["grant.given", "grant.used", "grant.revoked"] },
  incidents: { label: "Incidents opened and moved", types: ["incident.opened", "incident.moved"] },
  repairs: {
    label: "Plans, steps and outcomes",
    types: ["plan.proposed", "plan.judged", "plan.failed", "step.started", "step.finished", "outcome.recorded"],
  },
  messages: {
    label: "Messages to people",
    types: ["message.queued", "message.attempted", "message.undeliverable", "message.withheld"],
  },
  healers: {
    label: "Chiron itself",
    types: [
      ...(["engine.started", "engine.stopped", "recovery.started", "recovery.finished", "emergency.began"] as const),
      ...(["emergency.ended", "lease.taken", "config.loaded", "config.refused"] as const),
    ],
  },
};
