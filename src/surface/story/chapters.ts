/** To which part of a story each event belongs: what was seen, decided, asked, done, verified, told, and how it ended. */
import type { Chapter, EventType, IncidentState, StoredEvent } from "#core/model";

export function chapterOf(stored: StoredEvent): Chapter | null {
  if (stored.type === "incident.moved") return chapterOfMove(stored.data.from, stored.data.to);
  if (stored.type === "config.loaded") return stored.data.reload ? "decided" : null;
  // Where it did not help the story goes on.
  if (stored.type === "outcome.recorded") return stored.data.outcome.result === "recovered" ? "ended" : "verified";
  // Why nobody is woken is no story; why somebody is, is one.
  if (stored.type === "incident.tiered") return stored.data.tier === 3 ? "told" : null;
  // The step that did it says so as well.
  const isRepair =
    (stored.type === "service.started" || stored.type === "service.stopped") && stored.data.cause === "repair";
  return isRepair ? null : chapters[stored.type];
}

/** The states in between are told by what leads to them; ends without an outcome, and what wants a human, are told themselves. */
function chapterOfMove(from: IncidentState, to: IncidentState): Chapter | null {
  switch (to) {
    case "resolved":
      return from === "escalated" ? "ended" : null;
    case "self_resolved":
      return "ended";
    case "escalated":
      return "asked";
    case "remediation_failed":
      return "seen";
    default:
      return null;
  }
}

/** By type; null: it is in the log, but tells a reader of the story nothing new. */
const chapters: Readonly<Record<EventType, Chapter | null>> = {
  "engine.started": "done",
  "engine.stopped": "done",
  "config.loaded": null,
  "config.refused": "decided",
  "service.started": "done",
  "service.restarted": "seen",
  "service.exited": "seen",
  "service.stopped": "done",
  "service.held": "decided",
  "service.let_go": "decided",
  "anomaly.detected": null,
  "incident.opened": "seen",
  "incident.refreshed": null,
  "incident.moved": null,
  "incident.routed": "decided",
  "incident.diagnosed": "seen",
  "incident.inhibited": "decided",
  "incident.inhibits": "decided",
  "incident.uninhibited": "decided",
  "incident.held": "decided",
  "incident.tiered": null,
  "incident.acknowledged": "decided",
  "incident.verified": "decided",
  "incident.dismissed": "ended",
  "incident.rechecked": "seen",
  "incident.linked": null,
  "target.described": null,
  "runbook.described": null,
  "incident.awaited": "seen",
  "incident.proved": "verified",
  "plan.proposed": "decided",
  "plan.judged": "decided",
  "plan.rehearsed": "decided",
  "plan.failed": "seen",
  "plan.reflected": "decided",
  "approval.asked": "asked",
  "approval.answered": "decided",
  "step.started": "done",
  "step.finished": "done",
  "outcome.recorded": "ended",
  "message.queued": "told",
  "message.attempting": null,
  "message.attempted": null,
  "message.refused": "seen",
  "message.undeliverable": "seen",
  "message.withheld": "told",
  "trigger.raised": "seen",
  "trigger.cleared": "seen",
  "schedule.armed": null,
  "schedule.due": "seen",
  "session.started": null,
  "session.ended": null,
  "silence.added": "decided",
  "silence.ended": "decided",
  "maintenance.started": "decided",
  "maintenance.ended": "decided",
  "target.stopped": "decided",
  "target.started": "decided",
  "storm.began": "decided",
  "storm.ended": "decided",
  "grant.given": "decided",
  "grant.revoked": "decided",
  "grant.used": "decided",
  "emergency.began": "seen",
  "emergency.step": "done",
  "emergency.analysed": "seen",
  "emergency.voted": "decided",
  "emergency.told": "told",
  "emergency.ended": "ended",
  "configuration.put_back": "done",
  "configuration.mended": "done",
  "release.put_back": "done",
  "containment.began": "decided",
  "containment.told": "told",
  "containment.ended": "decided",
  "healing.paused": "decided",
  "healing.resumed": "decided",
  "runbook.registered": null,
  "runbook.approved": "decided",
  "runbook.amended": "decided",
  "amendment.rejected": "decided",
  "postmortem.written": "told",
  "runbook.demoted": "decided",
  "runbook.graduated": "decided",
  "dry_run.compared": null,
  "fix.recorded": "decided",
  "pipeline.progressed": null,
  "model.asked": null,
  "model.answered": "seen",
  "model.refused": null,
  "lease.taken": null,
  "effect.refused": "decided",
  "journal.joined": null,
  "journal.refused": "decided",
  "recovery.started": "decided",
  "drill.started": "done",
  "drill.finished": "done",
  "drill.skipped": "decided",
  "recovery.finished": "done",
  "contract.read": null,
  "contract.refused": "seen",
  "harmony:check": null,
  "harmony:violation": "seen",
  "harmony:retry-awaited": null,
  "harmony:retry-mended": null,
  "harmony:health-updated": null,
  "harmony:decided": "decided",
  "harmony:chain-proposed": "asked",
  "harmony:chain-decided": "decided",
  "harmony:chain-progress": "done",
  "repositories.declared": null,
  "repair.requested": "decided",
  "repair.answered": "decided",
  "repair.told": "told",
  "repair.heard": null,
  "repair.scan_wanted": null,
  "repair.scanned": null,
  "repair.task_opened": "seen",
  "repair.chain_step": null,
  "repair.task_raised": null,
  "repair.task_started": null,
  "repair.task_progressed": null,
  "repair.task_proposed": "decided",
  "repair.task_deferred": null,
  "repair.task_approved": "decided",
  "repair.task_merging": null,
  "repair.task_merged": "done",
  "repair.task_left_ready": "asked",
  "repair.task_failed": "asked",
  "repair.task_rejected": "ended",
  "repair.task_closed": "ended",
  "command.refused": "decided",
};

/** Types of which at least some events belong to a story. */
export const typesOfStories: readonly EventType[] = [
  "config.loaded",
  "incident.moved",
  "incident.tiered",
  ...(Object.keys(chapters) as EventType[]).filter((type) => chapters[type] !== null),
];
