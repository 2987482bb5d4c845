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
  const found = beat === undefined ? undefined : livingOf(beat);
  if (beat === undefined || found === undefined) return { beat, process: "gone" };
  // t: held by a debugger.
  const isStopped = found.state === "T" || found.state === "t";
  return { beat, process: "alive", isStopped, rssBytes: residentBytes(beat.process.pid) };
}

/** Its newest beat, if the process that wrote it lives. */
export function livingBeat(places: Places, role: Role): Beat | undefined {
  const beat = readBeat(places.beat(role), role);
  return beat !== undefined && livingOf(beat) !== undefined ? beat : undefined;
}

/** One that hangs for good is as gone as one that has ended: it does nothing any more. */
function livingOf({ process }: Beat): ReturnType<typeof findProcess> {
  const found = findProcess(process);
  return found?.state === "D" && hangsForGood(process.pid) ? undefined : found;
}
