/** Regular expression literals: `/^## Review/m`. */
import type { Pattern, Place } from "./contract.ts";

const knownFlags = /^[dgimsuvy]*$/;

/** All literals of a text; one line holds at most one. */
export function readPatterns(text: string, place: Place): Pattern[] {
  return text.split("\n").flatMap((line, index) => {
    const literal = literalIn(line.trim());
    const at = { ...place, line: Math.min(place.line + index, place.endLine) };
    return literal === null ? [] : [{ ...literal, place: at, problem: null }];
  });
}

/** From the first slash to the last one that is followed by flags and nothing of a pattern. */
function literalIn(line: string): { source: string; flags: string } | null {
  const from = line.indexOf("/");
  if (from < 0) return null;
  let isClass = false;
  for (let index = from + 1; index < line.length; index++) {
    const character = line[index];
    if (character === "\\") index++;
    else if (character === "[") isClass = true;
    else if (character === "]") isClass = false;
    else if (character === "/" && !isClass) {
      const flags = /^[a-z]*/.exec(line.slice(index + 1))?.[0] ?? "";
      const source = line.slice(from + 1, index);
      return source !== "" && knownFlags.test(flags) ? { source, flags } : null;
    }
  }
  return null;
}
