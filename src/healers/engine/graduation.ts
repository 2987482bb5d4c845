/**
 * Runbooks that earn their way (LEARN-05): when an incident is over whose runbook was only rehearsed, the rehearsal is held against what
 * happened. After so many in a row that were clean and borne out the runbook runs by itself, unless its risk forbids it; a failure
 * in that mode sends it back.
 */
import type { LogReader } from "#core/log/read";
import { type EventData, endStates, event, type Incident, type RegisteredRunbook, type StoredEvent } from "#core/model";
import { compareDryRun, mayGraduate } from "#loop/learn";
import type { Parts } from "./parts.ts";
import type { Queue } from "./telling.ts";

/** Who a graduation is by, in the log and in the runbook's view. */
export const graduation = "chiron:graduation";

type Word = Pick<EventData["dry_run.compared"], "verdict" | "why">;

export interface Graduation {
  /** For every event once it is durable; nothing of it is on the way of a repair. */
  onStored(stored: StoredEvent): void;
  /** A person says whether the dry run of an open incident would have mended it. */
  judgedBy(incident: string, isRight: boolean, actor: string): void;
}

export function createGraduation(parts: Parts, reader: LogReader, queue: Queue): Graduation {
  const compare = (incident: Pick<Incident, "id" | "state" | "outcome" | "approval">, word?: Word): void => {
    const dryRun = parts.state.dryRuns.standing.get(incident.id);
    if (dryRun === undefined) return;
    const { runbook, hash, clean } = dryRun;
    const registered = parts.registry().find(runbook);
    const isOpen = registered?.hash === hash && registered.mode === "dry_run" && registered.proposedBy === undefined;
    const settled: Word = { verdict: "neutral", why: "it was approved or changed meanwhile" };
    const judged = isOpen
      ? (word ?? compareDryRun(dryRun, incident, parts.state.dryRuns.fixes.get(incident.id) ?? []))
      : settled;
    parts.record([event("dry_run.compared", { incident: incident.id, runbook, hash, clean, ...judged })]);
    if (isOpen) considerGraduation(parts, queue, registered);
  };

  return {
    onStored(stored) {
      if (
        stored.type === "incident.moved" &&
        endStates.has(stored.data.to) &&
        parts.state.dryRuns.standing.has(stored.data.incident)
      ) {
        const ended = reader.incident(stored.data.incident);
        if (ended !== undefined) compare(ended);
      } else if (stored.type === "outcome.recorded") {
        demoteAfterFailure(parts, queue, stored.data.outcome);
      }
    },
    judgedBy(id, isRight, actor) {
      const incident = parts.state.incident(id);
      const why = `${actor} says that it would ${isRight ? "" : "not "}have mended it`;
      if (incident !== undefined) compare(incident, { verdict: isRight ? "confirmed" : "contradicted", why });
    },
  };
}

function considerGraduation(parts: Parts, queue: Queue, registered: RegisteredRunbook): void {
  const { runbook, hash } = registered;
  const incidents = parts.state.dryRuns.streaks.get(hash) ?? [];
  const needed = parts.settings().approvals.graduateAfter;
  if (needed === 0 || incidents.length < needed) return;
  const { id, version } = runbook;
  const proven = `Its last ${incidents.length} dry runs were clean, and what really mended the trouble bore them out (${incidents.join(", ")}).`;
  if (!mayGraduate(risksOf(parts, registered))) {
    if (incidents.length === needed)
      tell(
        queue,
        `${id} has proved itself`,
        `${proven}\nIts risk is high, so only you can let it run by itself: chiron runbook approve ${id}`,
      );
    return;
  }
  parts.record(
    [event("runbook.graduated", { runbook: id, version, hash, incidents: incidents.slice(-needed) })],
    graduation,
  );
  tell(
    queue,
    `${id} runs by itself from now on`,
    `${proven}\nWhat a target's autonomy does not allow it still does not do, and one failure sends it back to approval.\nTo look at it: chiron runbook ${id}`,
  );
}

function risksOf(parts: Parts, { runbook }: RegisteredRunbook) {
  const steps = runbook.strategies.flatMap((strategy) => strategy.steps);
  return [
    runbook.risk,
    ...runbook.strategies.flatMap(({ risk }) => (risk === undefined ? [] : [risk])),
    ...steps.map((step) => parts.actions.get(step.action)?.risk ?? "high"),
  ];
}

/** Only what nobody approved is taken back: an approval is a human's to withdraw. */
function demoteAfterFailure(parts: Parts, queue: Queue, outcome: EventData["outcome.recorded"]["outcome"]): void {
  const { runbook, runbookHash: hash, result, target } = outcome;
  const record = parts.state.runbooks.get(runbook);
  if (result === "recovered" || record?.approvedHash !== hash || record.approvedBy !== graduation) return;
  const reason = `it ran by itself on ${target}, and did not help`;
  parts.record([event("runbook.demoted", { runbook, hash, reason })]);
  tell(
    queue,
    `${runbook} asks for approval again`,
    `${reason}. To let it run by itself: chiron runbook approve ${runbook}`,
  );
}

function tell(queue: Queue, subject: string, body: string): void {
  queue({ route: "notice", tier: 1, incident: null, subject, body, data: {} });
}
