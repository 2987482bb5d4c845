/** What a drill's trials come to. */
import type { DrillFigures, DrillTrial, Spread } from "#core/model";

export function figuresOf(trials: readonly DrillTrial[]): readonly DrillFigures[] {
  const groups = Map.groupBy(trials, ({ fault, who }) => `${fault} ${who}`);
  return [...groups.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    const known = (of: "detectedMs" | "recoveredMs") => list.flatMap((trial) => trial[of] ?? []);
    return {
      fault: first.fault,
      who: first.who,
      trials: list.length,
      recovered: known("recoveredMs").length,
      detected: spreadOf(known("detectedMs")),
      recoveredIn: spreadOf(known("recoveredMs")),
    };
  });
}

/** Between the two nearest values; null of nothing. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const [below = 0, above = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return Math.round(below + (above - below) * (place - Math.floor(place)));
  };
  return { medianMs: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}
