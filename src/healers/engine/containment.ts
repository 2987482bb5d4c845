/** Several critical troubles at once: which, whose turn it is, and when it is over. */
import { event, type Incident, type StoredEvent } from "#core/model";
import { chaosOf, type Trouble, turnOf } from "#loop/reason";
import { rootOf } from "./dependencies.ts";
import type { Parts } from "./parts.ts";
import type { Queue } from "./telling.ts";

export const containmentPolicy = "containment";

export interface Containment {
  readonly since: number;
  readonly reason: string;
  /** A human was paged for it, or for the storm that it was part of. */
  readonly isTold: boolean;
}

/** What begins as several troubles may be a storm a moment later, which is told by one page. */
const tellAfterMs = 2_000;

/** Only what is critical is looked at: of thousands of open incidents that are few. */
function troublesOf(parts: Parts): readonly Trouble[] {
  const troubles: Trouble[] = [];
  for (const incident of parts.state.open.values()) {
    if (incident.severity !== "critical" || incident.inhibitedBy !== null) continue;
    const target = parts.target(incident.target);
    if (target?.criticality !== "critical") continue;
    troubles.push({ incident, isRoot: rootOf(parts, target) === undefined });
  }
  return troubles;
}

/** Begins it when this incident makes it chaos. */
export function beginIfChaos(parts: Parts, incident: Incident): void {
  const { recent, guard } = parts.state;
  if (recent.containment !== null || guard.storm !== null || incident.severity !== "critical") return;
  const calmSince = recent.stormEndedAt ?? 0;
  const troubles = troublesOf(parts).filter((one) => one.incident.openedAt > calmSince);
  const incidents = chaosOf(troubles, parts.platform.clock.now());
  if (incidents?.some(({ id }) => id === incident.id) !== true) return;
  const named = incidents.map(({ type, target }) => `${target} (${type})`).join(", ");
  const targets = [...new Set(incidents.map(({ target }) => target))];
  const reason = `${targets.length} critical targets are in critical trouble at once: ${named}`;
  parts.record([event("containment.began", { incidents: incidents.map(({ id }) => id), targets, reason })]);
}

/** Why nothing may be done about it now; undefined when it may. */
export function heldByContainment(parts: Parts, { target, state }: Incident): string | undefined {
  const { containment } = parts.state.recent;
  // A storm's own rule says what may go on.
  if (containment === null || state !== "diagnosing" || parts.state.guard.storm !== null) return undefined;
  const turn = turnOf(troublesOf(parts), containmentPolicy);
  if (turn === undefined || turn === target) return undefined;
  return `${containment.reason}; one is dealt with at a time, and now it is ${turn}`;
}

/** Whether it is one of those that make it chaos. */
export function isContained(parts: Parts, { id }: Incident): boolean {
  return (
    parts.state.recent.containment !== null &&
    troublesOf(parts).some(({ incident, isRoot }) => isRoot && incident.id === id)
  );
}

/** From beginning to end: told by one page; and whenever an incident has moved, or come to rest: is it over, or is it another one's turn? */
export function createContainment(
  parts: Parts,
  queue: Queue,
  wake: (incident: string) => void,
): (stored: StoredEvent) => void {
  const { recent, guard } = parts.state;
  const tell = (): void => {
    if (recent.containment === null || recent.containment.isTold || parts.stopping.aborted) return;
    const { reason } = recent.containment;
    const by = guard.storm === null ? "page" : "storm";
    const told = event("containment.told", { by });
    if (by === "storm") parts.record([told]);
    else queue({ route: "page", tier: 3, incident: null, ...page(reason), data: { kind: "containment" } }, [told]);
  };
  const tellSoon = () => parts.platform.clock.after(tellAfterMs, tell);
  // The engine before this one may not have come to it.
  if (recent.containment?.isTold === false) tellSoon();

  return (stored) => {
    if (recent.containment === null) return;
    if (stored.type === "containment.began") tellSoon();
    if (stored.type === "storm.began")
      for (const { id, hold } of parts.state.open.values()) if (hold?.policy === containmentPolicy) wake(id);
    if (stored.type !== "incident.moved" && stored.type !== "incident.held") return;
    const turn = turnOf(troublesOf(parts), containmentPolicy);
    if (turn === undefined) {
      // Where all got well by itself, there is nothing to tell.
      if (stored.type !== "incident.moved" || stored.data.to !== "self_resolved") tell();
      parts.record([event("containment.ended", { reason: "every critical trouble is over, or in human hands" })]);
    }
    for (const { id, target, hold } of parts.state.open.values()) {
      // Even the one that has just come to rest: others that ended in the same moment may have left it the last.
      if (hold?.policy === containmentPolicy && (turn === undefined || turn === target)) wake(id);
    }
  };
}

function page(reason: string) {
  return {
    subject: "[critical] Several critical targets are in trouble at once",
    body: [
      `What broke: ${reason}.`,
      "What was done: every other repair is held, and one critical target at a time is dealt with.",
      "What you need to decide: what they share. A machine, a network, a change?",
      [
        "  chiron incidents               all that is open",
        '  chiron pause --reason "…"      if repairs make it worse',
      ].join("\n"),
    ].join("\n\n"),
  };
}
