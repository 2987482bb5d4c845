/** Bugs that are put in on purpose, from outside: a simulation that does not find them finds nothing. */
import { double, lost, loud, nagging } from "./messages.ts";
import { edge, forgotten, unfolded, unjournaled, unswitched, untaken } from "./records.ts";
import { blind, crowd, grandfathered, ring, stale, stopBlind, twice, windowBlind } from "./stages.ts";
import type { Plant } from "./types.ts";

export type { Plant } from "./types.ts";

export const nothingPlanted: Plant = { name: "none", summary: "the engine as it is", foundBy: [] };

export const plants: readonly Plant[] = [
  ...[blind, grandfathered, stale, crowd, twice, edge, unjournaled, unfolded, double, lost],
  ...[windowBlind, stopBlind, ring, loud, nagging, untaken, forgotten, unswitched],
];
