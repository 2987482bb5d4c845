/** The moments of an incident that are marked in its charts. */
import type { Incident, Moment, MomentKind, StoredEvent } from "#core/model";

export function momentsOf(
  { since, openedAt, endedAt, state }: Pick<Incident, "since" | "openedAt" | "endedAt" | "state">,
  events: readonly StoredEvent[],
): readonly Moment[] {
  const moments: Moment[] = [
    at("began", since, "first bad reading"),
    at("detected", openedAt, "detected"),
    ...events.flatMap((stored): Moment[] => happened(stored, events)),
  ];
  if (endedAt !== null) moments.push(at("ended", endedAt, state.replaceAll("_", " ")));
  return moments.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function happened(stored: StoredEvent, events: readonly StoredEvent[]): Moment[] {
  switch (stored.type) {
    case "approval.asked":
      return [at("asked", stored.at, "a human is asked")];
    case "step.started": {
      const { plan, index, undo, action } = stored.data;
      return index === 0 && !undo ? [at("acted", stored.at, wordsOf(plan, events) ?? action)] : [];
    }
    case "step.finished": {
      const { plan, undo, end } = stored.data;
      const isLast = !events.some(
        (later) => later.type === "step.finished" && later.seq > stored.seq && later.data.plan === plan,
      );
      return isLast && !undo ? [at("done", stored.at, end === "done" ? "all steps done" : `a step ${end}`)] : [];
    }
    case "incident.proved": {
      const { phase, proof } = stored.data;
      return phase === "recovery" && proof.good ? [at("verified", stored.at, "verified")] : [];
    }
    default:
      return [];
  }
}

function wordsOf(plan: string, events: readonly StoredEvent[]): string | undefined {
  for (const stored of events) {
    if (stored.type !== "plan.proposed" || stored.data.plan.id !== plan) continue;
    return `${stored.data.plan.runbook} (${stored.data.plan.strategy})`;
  }
  return undefined;
}

function at(kind: MomentKind, ms: number, label: string): Moment {
  return { kind, at: new Date(ms).toISOString(), label };
}
