/** All invariants. */
import { approved } from "./approved.ts";
import { attempts, oneInChaos, repairsAtOnce, restarts } from "./budgets.ts";
import { calls, onePage } from "./calls.ts";
import { chain } from "./chain.ts";
import { effects } from "./effects.ts";
import { lease } from "./lease.ts";
import { lifecycle } from "./lifecycle.ts";
import { livelock } from "./livelock.ts";
import { messages } from "./messages.ts";
import { progress } from "./progress.ts";
import { switched } from "./switched.ts";
import type { MakeInvariant } from "./types.ts";

export { Ledger } from "./ledger.ts";
export { compareStates, compareTables } from "./rebuild.ts";
export type { Invariant } from "./types.ts";

export const invariants: readonly MakeInvariant[] = [
  ...[chain, lease, lifecycle, approved, effects, repairsAtOnce, attempts, restarts, messages, progress],
  ...[livelock, switched, calls, onePage, oneInChaos],
];
