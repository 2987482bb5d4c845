/**
 * Where a condition holds one value of a reading against one number, as a line that a chart can show. Conditions are CEL, and most say more
 * than a line can; what is not of that simple form is left out, and the condition itself is shown beside the chart.
 */
import type { WatchedFor } from "#core/model";

const comparison =
  /\breading\.values\.([A-Za-z_]\w*)\s*(<=|>=|<|>)\s*(?:thresholds\.([A-Za-z_]\w*)|(\d+(?:\.\d+)?))(?:\s*\*\s*(\d+(?:\.\d+)?))?(?!\s*[-+*/.\w])/g;

export function limitsIn(condition: string, thresholds: Readonly<Record<string, number>>): WatchedFor["limits"] {
  const found = new Map<string, WatchedFor["limits"][number]>();
  for (const [, value = "", sign = "", threshold, number, factor = "1"] of condition.matchAll(comparison)) {
    const base = threshold === undefined ? Number(number) : thresholds[threshold];
    if (base === undefined) continue;
    const bad = sign.startsWith(">") ? "above" : "below";
    const limit = { value, at: base * Number(factor), bad } as const;
    found.set(JSON.stringify(limit), limit);
  }
  return [...found.values()];
}
