/** "Did you mean …": the nearest known word, if it is near enough to be meant. */
import { distance } from "fastest-levenshtein";

export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  const small = word.toLowerCase();
  for (const candidate of candidates) {
    const steps = distance(small, candidate.toLowerCase());
    if (steps < bestDistance) {
      best = candidate;
      bestDistance = steps;
    }
  }
  if (best === undefined) return undefined;
  const near = bestDistance <= Math.max(1, Math.floor(Math.max(word.length, best.length) / 3));
  // A word that was only begun, such as "crit" for "critical", is meant too.
  return near || (small.length >= 3 && best.toLowerCase().startsWith(small)) ? best : undefined;
}
