/** `0–100`, `between 1 and 5`, `>= 0`, `at most 3`: a range, where a text begins with one. */
interface Range {
  readonly min: number | null;
  readonly max: number | null;
  readonly rest: string;
}

const number = String.raw`([-+]?\d{1,15}(?:\.\d{1,9})?)`;
const between = new RegExp(
  String.raw`^(?:range:?\s*|in\s+(?:the\s+range\s+)?|from\s+|between\s+)?\[?${number}\s*(?:%\s*)?(?:–|—|-|\.\.\.?|…|to|and)\s*${number}\s*%?\]?(?![-\d.\w])`,
  "i",
);
const atLeast = new RegExp(String.raw`^(?:>=|≥|at least|min(?:imum)?:?|from)\s*${number}(?![-\d.\w])`, "i");
const atMost = new RegExp(String.raw`^(?:<=|≤|at most|max(?:imum)?:?|up to)\s*${number}(?![-\d.\w])`, "i");

export function rangeIn(text: string): Range | null {
  const words = text.trim();
  const both = between.exec(words);
  if (both?.[1] !== undefined && both[2] !== undefined) {
    const [min, max] = [Number(both[1]), Number(both[2])];
    if (min > max) return null;
    return { min, max, rest: restOf(words, both[0]) };
  }
  const least = atLeast.exec(words);
  if (least?.[1] !== undefined) return { min: Number(least[1]), max: null, rest: restOf(words, least[0]) };
  const most = atMost.exec(words);
  if (most?.[1] !== undefined) return { min: null, max: Number(most[1]), rest: restOf(words, most[0]) };
  return null;
}

function restOf(words: string, match: string): string {
  return words.slice(match.length).trim();
}
