/** Proofs by fresh readings: polls fast at first, backing off, until they are good or the deadline has passed. */
import { compileCondition, explainCondition } from "#core/lib";
import {
  type Baseline,
  combineReadings,
  formatDuration,
  namesOf,
  type Proof,
  type Reading,
  type Target,
} from "#core/model";
import type { Clock } from "#core/platform";

export interface Examination {
  readonly target: Target;
  /** CEL of the strategy over the combined reading; null: only the anomaly itself must be gone. */
  readonly validate: string | null;
  readonly thresholds: Readonly<Record<string, number>>;
  /** Ids of the probes whose readings showed the anomaly. */
  readonly originalProbes: readonly string[];
  /** What is normal for the probe that showed the trouble, as of now. */
  readonly baseline?: () => Baseline | undefined;
  /** What the anomaly's rule says of one reading. */
  readonly shows: (reading: Reading) => "bad" | "good" | "unknown";
}

/** Judges one set of fresh readings. Pure. */
export function examine(examination: Examination, readings: readonly Reading[], now: number): Proof {
  const fail = (reason: string): Proof => ({ good: false, reason, readings, takenAt: now });
  const originals = readings.filter((reading) => examination.originalProbes.includes(reading.probe));
  if (originals.length === 0) return fail("the original probe gave no reading");
  for (const reading of originals) {
    if (!reading.available) return fail(`no answer from ${reading.probe}: ${reading.error ?? "no reason given"}`);
    const verdict = examination.shows(reading);
    if (verdict === "bad")
      return fail(`${reading.probe} still shows the trouble${reading.error ? `: ${reading.error}` : ""}`);
    if (verdict === "unknown") return fail(`${reading.probe} does not say enough to tell`);
  }
  if (examination.validate !== null) {
    const reason = unmet(examination, examination.validate, readings, now);
    if (reason !== undefined) return fail(reason);
  }
  const by = originals.map((reading) => reading.probe).join(", ");
  return { good: true, reason: `${by} reads good again`, readings, takenAt: now };
}

function unmet(
  examination: Examination,
  validate: string,
  readings: readonly Reading[],
  now: number,
): string | undefined {
  const byProbe = Object.fromEntries(
    readings.flatMap((reading) => namesOf(reading, examination.target).map((name) => [name, reading])),
  );
  const reading = combineReadings(byProbe);
  if (reading === undefined) return "no probe gave a reading";
  if (!reading.available) return `not all probes answer: ${reading.error ?? "no reason given"}`;
  const { target, thresholds } = examination;
  const facts = { reading, readings: byProbe, target, thresholds, baseline: examination.baseline?.(), now };
  const result = compileCondition(validate, "runbook").evaluate(facts);
  if ("error" in result) return `the validation cannot be told: ${result.error}`;
  return result.value ? undefined : `not yet: ${explainCondition(validate, facts)}`;
}

export interface ProveOptions {
  readonly clock: Clock;
  /** Polls all probes of the target afresh. */
  readonly probe: () => Promise<readonly Reading[]>;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Says why waiting longer is of no use; undefined while it may be. */
  readonly hopeless?: () => string | undefined;
  /** Says why a good proof is not to be believed yet; undefined when it is. */
  readonly doubt?: () => string | undefined;
}

const firstPauseMs = 1;
const longestPauseMs = 500;

/** Resolves with a good proof as soon as there is one, with the last bad one at the deadline. */
export async function prove(examination: Examination, options: ProveOptions): Promise<Proof> {
  const { clock } = options;
  const started = clock.monotonic();
  let pauseMs = firstPauseMs;
  for (;;) {
    const proof = doubted(examine(examination, await options.probe(), clock.now()), options.doubt);
    if (proof.good || options.signal.aborted) return proof;
    const hopeless = options.hopeless?.();
    if (hopeless !== undefined) return { ...proof, reason: hopeless };
    const leftMs = options.deadlineMs - (clock.monotonic() - started);
    if (leftMs <= pauseMs) {
      return { ...proof, reason: `${proof.reason} (after ${formatDuration(clock.monotonic() - started)})` };
    }
    await clock.sleep(pauseMs, options.signal).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

function doubted(proof: Proof, doubt: ProveOptions["doubt"]): Proof {
  const reason = proof.good ? doubt?.() : undefined;
  return reason === undefined ? proof : { ...proof, good: false, reason };
}
