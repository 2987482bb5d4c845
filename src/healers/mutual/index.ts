/** What the three processes have in common, and how each of them restarts another. Imports almost nothing, so that the watchdog may use all of it. */
export { formatArguments, type HealerArguments, parseArguments } from "./arguments.ts";
export { type Audit, sideAudit } from "./audit.ts";
export { parseIdentity, readBeat } from "./beat.ts";
export type { Faults } from "./duty.ts";
export { endForGood, send } from "./end-process.ts";
export { type Ending, markEnding, readEnding, unmarkEnding } from "./ending.ts";
export { writeLimits } from "./limits.ts";
export { type Joined, joinAs, type Member } from "./member.ts";
export { clean, note, outliveReaders } from "./output.ts";
export { type Places, placesIn } from "./places.ts";
export { findProcess, isSame, ownIdentity } from "./processes.ts";
export type { HealerState, Role } from "./role.ts";
export { livingBeat } from "./sight.ts";
export { isRecord, readSmallJson, replaceSmallFile } from "./small-file.ts";
export { commandOf, startRole } from "./start-role.ts";
export { emergencyUnderWay } from "./under-way.ts";
export { healerViews } from "./views.ts";
export { runLoop } from "./work-loop.ts";
