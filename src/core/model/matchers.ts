/** Which incidents a silence or a maintenance window is about. */
import type { Severity } from "./anomaly.ts";

/** All that are given must fit; of a list, one. A `*` stands for any characters. At least one is given: nothing matches everything. */
export interface Matchers {
  readonly targets?: readonly string[];
  readonly types?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly groups?: readonly string[];
}

export interface Matched {
  readonly target: string;
  readonly type: string;
  readonly severity: Severity;
  readonly group: string | undefined;
}

export function fitsMatchers({ targets, types, severities, groups }: Matchers, subject: Matched): boolean {
  if (targets === undefined && types === undefined && severities === undefined && groups === undefined) return false;
  return (
    fits(targets, subject.target) &&
    fits(types, subject.type) &&
    fits(severities, subject.severity) &&
    fits(groups, subject.group)
  );
}

/** `target web, type http_down`, for people. */
export function tellMatchers({ targets, types, severities, groups }: Matchers): string {
  const parts = Object.entries({ target: targets, type: types, severity: severities, group: groups });
  const told = parts.flatMap(([word, list]) => (list === undefined ? [] : [`${word} ${list.join(" or ")}`]));
  return told.length === 0 ? "everything" : told.join(", ");
}

function fits(patterns: readonly string[] | undefined, value: string | undefined): boolean {
  if (patterns === undefined) return true;
  return value !== undefined && patterns.some((pattern) => fitsPattern(pattern, value));
}

/** In linear time, whatever the pattern: each part is looked for once, after the part before it. */
function fitsPattern(pattern: string, value: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return value === pattern;
  const last = rest.pop() ?? "";
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let from = first.length;
  const end = value.length - last.length;
  for (const part of rest) {
    const found = value.indexOf(part, from);
    if (found === -1 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}
