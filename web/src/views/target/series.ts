/** What of a probe's readings can be drawn: one curve for each number that it measures, in a unit that can be read. */
import type { Reading, TargetDetail } from "#core/model";

export interface Curve {
  readonly name: string;
  readonly unit: string;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly thresholds: readonly { readonly value: number; readonly label: string }[];
}

type WatchedFor = TargetDetail["watchedFor"][number];

interface Scale {
  readonly unit: string;
  readonly factor: number;
}

const units: Readonly<Record<string, readonly (Scale & { readonly from: number })[]>> = {
  Ms: [
    { from: 7_200_000, unit: "h", factor: 1 / 3_600_000 },
    { from: 120_000, unit: "min", factor: 1 / 60_000 },
    { from: 5_000, unit: "s", factor: 1 / 1_000 },
    { from: 0, unit: "ms", factor: 1 },
  ],
  Bytes: [
    { from: 1e9, unit: "GB", factor: 1e-9 },
    { from: 1e6, unit: "MB", factor: 1e-6 },
    { from: 1e3, unit: "kB", factor: 1e-3 },
    { from: 0, unit: "bytes", factor: 1 },
  ],
  Percent: [{ from: 0, unit: "%", factor: 1 }],
  MB: [{ from: 0, unit: "MB", factor: 1 }],
  Seconds: [{ from: 0, unit: "s", factor: 1 }],
  Days: [{ from: 0, unit: "days", factor: 1 }],
};

/** Numbers that name something, and measure nothing. */
const names = new Set(["pid", "ppid", "status", "port", "code"]);

/** Names carry their unit last: `latencyMs`, `usedPercent`. */
function scaleOf(name: string, highest: number): Scale {
  const suffix = Object.keys(units).find((one) => name.endsWith(one));
  const found = suffix === undefined ? undefined : units[suffix]?.find(({ from }) => highest >= from);
  return found ?? { unit: "", factor: 1 };
}

/** `usedPercent` as `used`. */
function wordsOf(name: string): string {
  const suffix = Object.keys(units).find((one) => name.endsWith(one) && name !== one);
  const bare = suffix === undefined ? name : name.slice(0, -suffix.length);
  return bare.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

/** As it stands in a table: `72.4 %`, `yes`. */
export function tellValue(name: string, value: string | number | boolean | null): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "number") return value ?? "unknown";
  if (names.has(name)) return String(value);
  const { unit, factor } = scaleOf(name, Math.abs(value));
  return `${(value * factor).toLocaleString(undefined, { maximumFractionDigits: 2 })}${unit === "" ? "" : ` ${unit}`}`;
}

export function tellName(name: string): string {
  return wordsOf(name);
}

/** Those with a threshold first, then how long it took to answer, then the rest. `gapMs`: longer than this between two is a gap. */
export function curvesOf(
  readings: readonly Reading[],
  watchedFor: readonly WatchedFor[],
  gapMs: number,
): readonly Curve[] {
  const limits = watchedFor.flatMap((one) => one.limits.map((limit) => ({ ...limit, title: one.title })));
  const measured = new Set(["latencyMs"]);
  for (const { values } of readings)
    for (const [name, value] of Object.entries(values))
      if (typeof value === "number" && !names.has(name)) measured.add(name);
  const rank = (name: string) => (limits.some(({ value }) => value === name) ? 0 : name === "latencyMs" ? 1 : 2);
  return [...measured]
    .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
    .map((name) => curveOf(name, readings, limits, gapMs))
    .filter(({ values }) => values.some((value) => value !== null));
}

interface Limit {
  readonly value: string;
  readonly at: number;
  readonly bad: "above" | "below";
  readonly title: string;
}

function curveOf(name: string, readings: readonly Reading[], limits: readonly Limit[], gapMs: number): Curve {
  const own = limits.filter(({ value }) => value === name);
  const points = readings.map(
    ({ takenAt, available, latencyMs, values }) =>
      [takenAt, available ? numberIn(values[name] ?? (name === "latencyMs" ? latencyMs : null)) : null] as const,
  );
  const highest = Math.max(0, ...points.map(([, value]) => Math.abs(value ?? 0)), ...own.map(({ at }) => at));
  const { unit, factor } = scaleOf(name, highest);
  const times: number[] = [];
  const values: (number | null)[] = [];
  for (const [at, value] of points) {
    const last = times.at(-1);
    if (last !== undefined && at - last > gapMs) {
      times.push(last + 1);
      values.push(null);
    }
    times.push(at);
    values.push(value === null ? null : value * factor);
  }
  const thresholds = own.map(({ at, bad, title }) => ({ value: at * factor, label: `${bad} this: ${title}` }));
  return { name: wordsOf(name), unit, times, values, thresholds };
}

function numberIn(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
