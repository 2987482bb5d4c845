/** Repairs that do harm: what the guard sees in an incident the moment it opens stops all healing, and is paged once. */
import { event, type Incident, type Note } from "#core/model";
import { engineActor, sightingOf } from "./facts.ts";
import type { Parts } from "./parts.ts";
import type { Queue } from "./telling.ts";

const alarming: ReadonlySet<string> = new Set(["undoing", "cascade"]);

/** What the policies say of an incident that was just opened. */
export function observeOpened(parts: Parts, id: string): readonly Note[] {
  const incident = parts.state.incident(id);
  const target = incident === undefined ? undefined : parts.target(incident.target);
  if (incident === undefined || target === undefined) return [];
  return parts.guard().observe(sightingOf(parts, incident, target));
}

export function heedAlarms(parts: Parts, queue: Queue, id: string, notes: readonly Note[]): void {
  const incident = parts.state.incident(id);
  const [first] = notes.filter((note) => note.severity === "hold" && alarming.has(note.kind));
  if (incident === undefined || first === undefined || parts.state.paused !== null) return;
  const data = { incident: id, kind: first.kind, ...first.evidence };
  // As one: an engine that dies must not leave healing stopped behind without a word to anybody.
  queue({ route: "page", tier: 3, incident: id, ...pageOf(incident, first), data }, [
    event("healing.paused", { reason: first.message }, engineActor.id),
    event("incident.tiered", { incident: id, tier: 3, why: "a repair does harm, so all healing has stopped" }),
  ]);
}

/** Why all healing has stopped, if it was a repair's doing; what is open meanwhile is part of it. */
export function harmStanding({ state }: Parts): string | undefined {
  return state.paused?.by === engineActor.id ? state.paused.reason : undefined;
}

function pageOf({ id, target, type }: Incident, { kind, message, recommendation }: Note) {
  const what = kind === "cascade" ? "A repair breaks something else" : "Repairs undo one another";
  return {
    subject: `[critical] ${what}: all healing has stopped`,
    body: [
      `What happened: ${message}.`,
      `What was done: all healing is paused, so that no further repair makes it worse. ${type} on ${target} stays as it is.`,
      `What you need to decide: ${recommendation ?? "what to do about it"}. Then let healing go on.`,
      [
        `  chiron incident ${id}   everything that is known about it`,
        "  chiron incidents       what else is open",
        '  chiron resume --reason "…"   healing goes on, and what was seen so far is forgotten',
      ].join("\n"),
    ].join("\n\n"),
  };
}
