/** How much is bad at once, and what the engine must know of storms beside single verdicts. */
import type { Crowd } from "#core/model";
import type { InForce } from "./guard.ts";

interface StormOptions {
  readonly percent: number;
  readonly atLeast: number;
  readonly within: number;
}

/** Targets that went bad within that time of one another: before now, or before the storm that stands and ever since. */
export function badAtOnce({ bad, stormSince }: Crowd, now: number, withinMs: number): Crowd["bad"] {
  const from = (stormSince ?? now) - withinMs;
  return bad.filter(({ since }) => since >= from);
}

/** The fewest bad targets that can make a storm. */
export function stormSize(inForce: readonly InForce[]): number {
  return optionsIn(inForce)?.atLeast ?? Number.POSITIVE_INFINITY;
}

/** Below half of what makes one: it does not begin anew with the next target that falters. */
export function isStormOver(inForce: readonly InForce[], crowd: Crowd, now: number): boolean {
  const options = optionsIn(inForce);
  if (options === undefined) return true;
  const count = badAtOnce(crowd, now, options.within).length;
  return count * 2 < options.atLeast || count * 200 < crowd.watched * options.percent;
}

function optionsIn(inForce: readonly InForce[]): StormOptions | undefined {
  const storm = inForce.find(({ policy }) => policy.name === "storm");
  return storm === undefined ? undefined : (storm.options as unknown as StormOptions);
}
