import type { Edit } from "#repair/fixers";

/** The edits must be in order and apart. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.at) + edit.insert;
    at = edit.at + edit.remove;
  }
  return result + text.slice(at);
}

/**
 * How many signs an edit touches: one exchanged for another counts once, and so do two neighbours that change places; blanks count only
 * where there is nothing else.
 */
export function sizeOf(edits: readonly Edit[], text: string): number {
  if (swapsNeighbours(edits, text)) return 1;
  return edits.reduce((sum, { at, remove, insert }) => {
    const removed = text.slice(at, at + remove).replaceAll(/\s/g, "").length;
    return sum + Math.max(removed, insert.replaceAll(/\s/g, "").length, 1);
  }, 0);
}

function swapsNeighbours([first, second, ...more]: readonly Edit[], text: string): boolean {
  if (first === undefined || second === undefined || more.length > 0 || first.at + 1 !== second.at) return false;
  return (
    first.remove === 1 && second.remove === 1 && first.insert + second.insert === `${text[second.at]}${text[first.at]}`
  );
}
