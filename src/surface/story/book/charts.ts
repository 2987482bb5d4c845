/** Which values of a probe a trouble shows in, in which unit, and what they are held against. */
import type { ChartedValue, Evidence, Values } from "#core/model";

const yesOrNo = "yes or no";
/** So many are drawn where the condition names none. */
const valuesDrawn = 4;

/** Those that the condition speaks of; where it speaks of none, all that can be drawn. */
export function chartedValues(
  values: Values,
  { condition, thresholds }: Omit<Evidence, "reading">,
): readonly ChartedValue[] {
  const drawable = Object.entries(values)
    .filter(([, value]) => typeof value === "number" || typeof value === "boolean")
    .map(([name]) => name);
  const named = drawable.filter((name) => new RegExp(`\\bvalues\\.${name}\\b`).test(condition));
  return (named.length > 0 ? named : drawable.slice(0, valuesDrawn)).map((name) => ({
    name,
    unit: typeof values[name] === "boolean" ? yesOrNo : unitOf(name),
    thresholds: limitsOf(name, condition, thresholds),
  }));
}

/** `values.usedPercent > thresholds.disk_used`, either way round; or a plain number. */
function limitsOf(name: string, condition: string, thresholds: Evidence["thresholds"]): ChartedValue["thresholds"] {
  const value = `[\\w.]*values\\.${name}`;
  const other = "thresholds\\.(\\w+)|(-?\\d+(?:\\.\\d+)?)";
  const comparison = "\\s*(?:<=|>=|<|>)\\s*";
  const both = new RegExp(`\\b${value}\\b${comparison}(?:${other})|(?:${other})${comparison}${value}\\b`, "g");
  return [...condition.matchAll(both)].flatMap(([, right, rightNumber, left, leftNumber]) => {
    const threshold = right ?? left;
    if (threshold === undefined) return [{ name: "limit", value: Number(rightNumber ?? leftNumber) }];
    const limit = thresholds[threshold];
    return limit === undefined ? [] : [{ name: threshold.replaceAll("_", " "), value: limit }];
  });
}

const units: readonly (readonly [RegExp, string])[] = [
  [/percent$/i, "%"],
  [/ms$/i, "ms"],
  [/persecond$/i, "per second"],
  [/seconds?$/i, "s"],
  [/minutes?$/i, "min"],
  [/hours?$/i, "h"],
  [/days?$/i, "days"],
  [/kib$/i, "KiB"],
  [/mib$/i, "MiB"],
  [/MB$/, "MB"],
  [/bytes$/i, "bytes"],
];

/** A value's unit stands at the end of its name. */
export function unitOf(name: string): string | null {
  return units.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
