/** From what a probe gave to a reading. What a probe gives is outside input: it may be written by anybody. */
import { messageOf, type Probe, type ProbeAnswer, type Reading, type Values } from "#core/model";

const nothing: Values = {};

export function silenceOf(probe: Probe, error: string): ProbeAnswer {
  return { available: false, values: probe.silence ?? nothing, error };
}

/** Refuses what is no answer: what is not said is never "healthy". */
export function checkAnswer(probe: Probe, answer: unknown): ProbeAnswer {
  if (!isAnswer(answer)) return silenceOf(probe, `the probe ${probe.name} gave something that is no answer`);
  if (answer.available || answer.error !== undefined) return answer;
  return { ...answer, error: `the probe ${probe.name} does not say why there is no answer` };
}

function isAnswer(answer: unknown): answer is ProbeAnswer {
  if (typeof answer !== "object" || answer === null) return false;
  const { available, values, error } = answer as Readonly<Record<string, unknown>>;
  if (typeof available !== "boolean" || typeof values !== "object" || values === null) return false;
  if (error !== undefined && typeof error !== "string") return false;
  for (const name in values) if (!isScalar((values as Readonly<Record<string, unknown>>)[name])) return false;
  return true;
}

function isScalar(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "number":
      return true;
    default:
      return value === null;
  }
}

export function failureOf(probe: Probe, error: unknown): ProbeAnswer {
  return silenceOf(probe, messageOf(error) || `the probe ${probe.name} failed without a reason`);
}

/** Bad enough to look again at once. Whether it is an anomaly is for its rule to say. */
export function looksBad({ available, values }: ProbeAnswer): boolean {
  return !available || values.serving === false || values.running === false;
}

/** Whatever it was asked for, it did answer. */
export function isGood({ available, values }: ProbeAnswer): boolean {
  return available && values.serving !== false;
}

export function readingOf(
  watcher: { readonly target: { readonly id: string }; readonly probeId: string },
  answer: ProbeAnswer,
  times: { readonly takenAt: number; readonly latencyMs: number },
): Reading {
  const { available, values, error } = answer;
  const reading = {
    target: watcher.target.id,
    probe: watcher.probeId,
    takenAt: times.takenAt,
    available,
    values,
    latencyMs: times.latencyMs,
  };
  return error === undefined ? reading : { ...reading, error };
}
