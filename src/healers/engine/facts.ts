/** Gathers what policies may look at. They get data, never the engine. */
import type { Facts, Stop } from "#core/model";
import type { Parts } from "./parts.ts";
import type { Subject } from "./planning.ts";

export function factsOf(parts: Parts, { incident, target, registered }: Omit<Subject, "plan">): Facts {
  const { state } = parts;
  const { targets } = parts.settings();
  const service = parts.services.look(target.id);
  const others = [...parts.slots.busy].filter((id) => id !== target.id);
  return {
    now: parts.platform.clock.now(),
    paused: state.paused,
    target,
    incident,
    runbook: registered.runbook,
    runbookMode: registered.mode,
    approvedPlanHash: incident.approval?.status === "approved" ? incident.approval.planHash : null,
    targetAttempts: state.attempts.filter((attempt) => attempt.target === target.id),
    runbookAttempts: state.attempts.filter((attempt) => attempt.runbook === registered.runbook.id),
    restarts: state.restarts.get(target.id) ?? [],
    startedAt: state.services.get(target.id)?.startedAt ?? null,
    running: service.state === "running",
    supervisor: service.report,
    serviceHeld: state.held.get(target.id) ?? null,
    underRepair: others.map((id) => ({ target: id, group: parts.target(id)?.group })),
    groupSize: target.group === undefined ? 1 : targets.filter((other) => other.group === target.group).length,
    targetCount: targets.length,
    maintenance: parts.operating.holdOn(incident),
    stoppedByHuman: stopOf(state.standing.get("stop", target.id)),
  };
}

function stopOf(stop: Stop | undefined): Facts["stoppedByHuman"] {
  return stop === undefined ? null : { reason: stop.reason, by: stop.by, at: stop.at };
}
