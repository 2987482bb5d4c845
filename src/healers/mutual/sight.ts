/** The real part of looking at another healer: its beat, and its process in /proc. */
import { readBeat } from "./beat.ts";
import type { Places } from "./places.ts";
import type { Beat, Role } from "./role.ts";
import { hangsForGood } from "./role-take-over.ts";
import { findProcess, residentBytes } from "./small/index.ts";
import type { Sight } from "./watch.ts";

/** A beat that cannot be read (it is being written, or somebody has spoilt it) leaves the one before to go by. */
export function sightOf(places: Places, role: Role, before: Beat | undefined): Sight {
  const beat = readBeat(places.beat(role), role) ?? before;
  if (beat === undefined || !isThere(beat)) return { beat, process: "gone" };
  return { beat, process: "alive", rssBytes: residentBytes(beat.process.pid) };
}

/** Its newest beat, if the process that wrote it lives. */
export function livingBeat(places: Places, role: Role): Beat | undefined {
  const beat = readBeat(places.beat(role), role);
  return beat !== undefined && isThere(beat) ? beat : undefined;
}

/** One that hangs for good is as gone as one that has ended: it does nothing any more. */
function isThere({ process }: Beat): boolean {
  const found = findProcess(process);
  return found !== undefined && !(found.state === "D" && hangsForGood(process.pid));
}
