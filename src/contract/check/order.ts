/** What stands where it should not: the fewest that would have to move. */
import type { Finding } from "#core/model";
import type { TextRule } from "../compile/index.ts";
import type { Document } from "./document.ts";
import { finding } from "./finding.ts";
import type { Location } from "./locate.ts";

export function orderFindings(document: Document, rules: readonly TextRule[], location: Location): Finding[] {
  const placed = rules.flatMap((rule) => {
    const located = location.get(rule);
    const isPlaced = rule.order !== null && located !== undefined && rule.kind !== "list" && located.by !== "column";
    return isPlaced ? [{ rule, at: located.at }] : [];
  });
  return outOfOrder(placed.map(({ at }) => at)).map((index) => {
    const moved = placed[index];
    const before = placed[index - 1]?.rule.name;
    const after = placed[index + 1]?.rule.name;
    const expected = before === undefined ? `before ${after ?? "the rest"}` : `after ${before}`;
    const fault = {
      kind: "wrong_order",
      expected,
      received: `on line ${document.lineNumber(moved?.at ?? 0)}`,
    } as const;
    return finding(fault, moved?.rule.name ?? "", document.lineNumber(moved?.at ?? 0), moved?.rule.isAdvisory ?? false);
  });
}

/** Indices of those that are not in the longest rising row; equal ones stand on one line, and rise. */
export function outOfOrder(positions: readonly number[]): number[] {
  const isRising = positions.every((position, index) => index === 0 || position >= (positions[index - 1] ?? 0));
  if (isRising) return [];
  const length: number[] = [];
  const before: number[] = [];
  let best = 0;
  positions.forEach((position, index) => {
    length[index] = 1;
    before[index] = -1;
    for (let earlier = 0; earlier < index; earlier++) {
      const grown = (length[earlier] ?? 0) + 1;
      if ((positions[earlier] ?? 0) <= position && grown > (length[index] ?? 0)) {
        length[index] = grown;
        before[index] = earlier;
      }
    }
    if ((length[index] ?? 0) > (length[best] ?? 0)) best = index;
  });
  const kept = new Set<number>();
  for (let index = best; index >= 0; index = before[index] ?? -1) kept.add(index);
  return positions.map((_, index) => index).filter((index) => !kept.has(index));
}
