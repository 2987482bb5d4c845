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

/** How many signs an edit touches: one exchanged for another counts once, and blanks count only where there is nothing else. */
export function sizeOf(edits: readonly Edit[], text: string): number {
  return edits.reduce((sum, { at, remove, insert }) => {
    const removed = text.slice(at, at + remove).replaceAll(/\s/g, "").length;
    return sum + Math.max(removed, insert.replaceAll(/\s/g, "").length, 1);
  }, 0);
}
