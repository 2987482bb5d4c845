/** "Did you mean …": the nearest known word, if it is near enough to be meant. */
import { distance } from "fastest-levenshtein";

/** Longer words are pasted or hostile, and measuring costs length times length. */
const longestWord = 100;

export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const meant = fold(word);
  if (meant.length === 0 || word.length > longestWord) return undefined;
  const farthest = Math.max(1, Math.floor(meant.length / 3));
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = fold(candidate);
    // A word that was only begun, such as "crit" for "critical", is meant too, but less than one that is nearer.
    const begun = meant.length >= 3 && other.startsWith(meant) ? farthest : Number.POSITIVE_INFINITY;
    if (begun === Number.POSITIVE_INFINITY && Math.abs(other.length - meant.length) > farthest) continue;
    const steps = Math.min(begun, isSwap(meant, other) ? 1 : distance(meant, other));
    // Short words differ in few letters whatever they mean: more than half must be the same.
    if (steps > farthest || (steps !== begun && steps * 2 >= Math.max(meant.length, other.length))) continue;
    if (steps >= bestDistance) continue;
    best = candidate;
    bestDistance = steps;
  }
  return best;
}

/** Two neighbouring letters the wrong way round: the commonest slip of all. */
function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** `start_up-Grace` and `startupGrace` are one word to somebody who forgot how it is written. */
function fold(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, "");
}
