/** What a probe returned. No answer is `available: false`: never an exception, and never "healthy". */
import type { Target } from "./target.ts";
import type { Values } from "./values.ts";

export interface Reading {
  readonly target: string;
  /** The probe's id on its target, by default its kind (`http`). */
  readonly probe: string;
  readonly takenAt: number;
  readonly available: boolean;
  readonly values: Values;
  readonly latencyMs: number;
  /** Why it is unavailable, or what was wrong with the answer, in words. */
  readonly error?: string;
}

/** What is known of one target: the last reading of each of its probes, by the probe's names (`namesOf`). */
export type Readings = Readonly<Record<string, Reading>>;

/** Which probe a reading came from: `http`, `process` … */
export function kindOf(reading: Reading, { probes }: Pick<Target, "probes">): string {
  return probes.find(({ id }) => id === reading.probe)?.kind ?? reading.probe;
}

/**
 * By which names conditions know a probe's reading: its id, and its kind as well unless another probe has that for its id. So
 * `readings.process` is there whatever the process probe is called, and two probes of a kind do not hide each other.
 */
export function namesOf(reading: Reading, target: Pick<Target, "probes">): readonly string[] {
  const kind = kindOf(reading, target);
  const isTaken = kind === reading.probe || target.probes.some(({ id }) => id === kind);
  return isTaken ? [reading.probe] : [reading.probe, kind];
}

/**
 * One reading that stands for the whole target, for symptoms and validations: the values of all its probes, the newest
 * winning, `available` only when every probe answered. `serving` holds only when every probe that speaks of serving says
 * so; a target whose probes do not speak of it serves when it runs.
 */
export function combineReadings(readings: Readings): Reading | undefined {
  const list = [...new Set(Object.values(readings))].sort((a, b) => a.takenAt - b.takenAt);
  const last = list.at(-1);
  if (last === undefined) return undefined;
  const values: Record<string, Values[string]> = {};
  let serving: boolean | undefined;
  for (const reading of list) {
    Object.assign(values, reading.values);
    if ("serving" in reading.values) serving = (serving ?? true) && reading.values.serving === true;
  }
  if (serving !== undefined) values.serving = serving;
  else if ("running" in values) values.serving = values.running === true;
  const failed = list.find((reading) => !reading.available);
  return {
    target: last.target,
    probe: last.probe,
    takenAt: last.takenAt,
    available: failed === undefined,
    values,
    latencyMs: last.latencyMs,
    ...(failed?.error === undefined ? {} : { error: failed.error }),
  };
}
