/**
 * A storm from its beginning to its end. It begins when it first holds something back: a repair, or a page of a single incident. It is
 * told by one page; its end by one message, which names what is still bad. What ended by itself meanwhile is not told at all. Beginning and
 * end are written down together with their message: an engine that dies leaves both behind, or neither.
 */
import { type Crowd, endStates, event, type Incident, type Note, type StoredEvent } from "#core/model";
import { isStormOver } from "#loop/guard";
import { sightingOf } from "./facts.ts";
import type { Parts } from "./parts.ts";
import type { Queue } from "./telling.ts";

export interface Storms {
  /** A policy held something back for it. */
  heed(notes: readonly Note[]): void;
  /** Whether this incident's page is part of the storm's. Begins one that is there and has held nothing back so far. */
  mutes(incident: Incident): boolean;
  /** After a start or a reload: the engine before may not have come to its end, or there is less now that could be bad. */
  takeUp(): void;
  /** For every event once it is durable. */
  onStored(stored: StoredEvent): void;
}

const mostNamed = 20;

export function createStorms(parts: Parts, queue: Queue, wakeHeld: () => void): Storms {
  const { state } = parts;
  const stormNote = (notes: readonly Note[]) => notes.find((note) => note.kind === "storm" && note.severity === "hold");

  const begin = (note: Note): void => {
    if (state.guard.storm !== null) return;
    const { bad, watched, targets } = note.evidence as { bad: number; watched: number; targets: readonly string[] };
    const data = { kind: "storm", ...note.evidence };
    queue({ route: "page", tier: 3, incident: null, ...beginning(bad, watched, targets), data }, [
      event("storm.began", { bad, watched, targets }),
    ]);
  };

  const end = (): void => {
    const { storm } = state.guard;
    if (storm === null) return;
    const bad = state.crowd.bad(state.open, parts.platform.clock.now()).length;
    // Those that a human would have been paged for, had it not been for the storm.
    const left = [...state.open.values()].filter((one) => one.state === "escalated" && one.tier !== 3);
    const stillOpen = left.map(({ id }) => id);
    const why = "told with the end of the storm";
    const route = left.length > 0 ? "page" : "notice";
    const tier = left.length > 0 ? 3 : 1;
    queue({ route, tier, incident: null, ...ending(left), data: { kind: "storm_over", incidents: stillOpen } }, [
      event("storm.ended", { bad, watched: parts.settings().targets.length, stillOpen }),
      ...left.map(({ id }) => event("incident.tiered", { incident: id, tier: 3, why })),
    ]);
    wakeHeld();
  };

  const endIfOver = (badOf: (now: number) => Crowd["bad"]): void => {
    const { storm } = state.guard;
    if (storm === null) return;
    const now = parts.platform.clock.now();
    const crowd = { bad: badOf(now), watched: parts.settings().targets.length, stormSince: storm.since };
    if (isStormOver(parts.guard().inForce, crowd, now)) end();
  };

  return {
    heed(notes) {
      const note = stormNote(notes);
      if (note !== undefined) begin(note);
    },
    mutes(incident) {
      const target = parts.target(incident.target);
      if (target === undefined) return false;
      const note = stormNote(parts.guard().observe(sightingOf(parts, incident, target)));
      if (note !== undefined) begin(note);
      return state.guard.storm !== null;
    },
    onStored(stored) {
      if (stored.type === "incident.moved" && endStates.has(stored.data.to))
        endIfOver((now) => state.crowd.bad(state.open, now));
    },
    // However long no engine was there: what has been bad all the while is part of it.
    takeUp: () => endIfOver(() => state.crowd.allBad(state.open)),
  };
}

function named(names: readonly string[], count: number): string {
  const more = count - Math.min(names.length, mostNamed);
  return `${names.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function beginning(bad: number, watched: number, targets: readonly string[]) {
  return {
    subject: `[critical] Storm: ${bad} of ${watched} targets are bad at once`,
    body: [
      `What broke: ${bad} of ${watched} targets went bad within a short time: ${named(targets, bad)}.`,
      "What was done: no repair begins until it is over, since what is wrong is hardly each of them. Services of this machine whose process is gone are put back all the same. Nobody is paged for each of them.",
      "What you need to decide: what they share. This machine's own network, power, a server or a name that all need?",
      [
        "  chiron incidents               all that is open",
        "  chiron execute RUNBOOK --incident ID --confirm   repair one by hand all the same",
      ].join("\n"),
    ].join("\n\n"),
  };
}

function ending(left: readonly Incident[]) {
  const still =
    left.length === 0
      ? "All that is left to do is done by the usual repairs."
      : `Still bad, and in your hands: ${left
          .slice(0, mostNamed)
          .map(({ target, type, id }) => `${target} (${type}, chiron incident ${id})`)
          .join(", ")}${left.length > mostNamed ? ` and ${left.length - mostNamed} more` : ""}.`;
  return {
    subject: "The storm is over: repairs go on",
    body: `Few targets are bad any more, so repairs go on.\n\n${still}`,
  };
}
