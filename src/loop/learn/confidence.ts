/**
 * Confidence of a runbook: the ends of a 90 % interval of a Beta posterior over effectiveness, old outcomes decaying (LEARN-02). Decisions
 * rest on the lower one. The prior is Beta(1, 1): nothing is believed before the first outcome.
 *
 * The regularised incomplete beta function is computed by its continued fraction with the modified Lentz method (Thompson and
 * Barnett 1986; DLMF 8.17.22), its inverse by bisection; ln Γ by the Lanczos approximation (g = 7, n = 9).
 */
import type { Confidence, Outcome } from "#core/model";

const slowMs = 300_000;
const verySlowMs = 600_000;
/** An outcome counts half after this long. */
const halfLifeMs = 90 * 86_400_000;
/** What lies outside of a two-sided 90 % interval, on either side. */
const tail = 0.05;

/** 1 for a verified recovery, less when it was slow, else 0 (LEARN-01). */
export function effectivenessOf(result: Outcome["result"], durationMs: number): number {
  if (result !== "recovered") return 0;
  if (durationMs > verySlowMs) return 0.5;
  return durationMs > slowMs ? 0.8 : 1;
}

export interface WeightedOutcome {
  readonly effectiveness: number;
  readonly at: number;
}

export function confidenceFrom(outcomes: readonly WeightedOutcome[], now: number): Confidence {
  let alpha = 1;
  let beta = 1;
  for (const { effectiveness, at } of outcomes) {
    const weight = 0.5 ** (Math.max(0, now - at) / halfLifeMs);
    alpha += weight * effectiveness;
    beta += weight * (1 - effectiveness);
  }
  return {
    alpha,
    beta,
    outcomes: outcomes.length,
    mean: alpha / (alpha + beta),
    lower: betaQuantile(alpha, beta, tail),
    upper: betaQuantile(alpha, beta, 1 - tail),
  };
}

/** The value below which Beta(alpha, beta) holds `share` of its mass. */
export function betaQuantile(alpha: number, beta: number, share: number): number {
  let low = 0;
  let high = 1;
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    if (regularisedBeta(middle, alpha, beta) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges fast on one side of the mean; the other side is its mirror.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

const tiny = 1e-300;
const enough = 1e-14;

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < enough) break;
  }
  return fraction;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(z) for z ≥ 0.5, which is all that is asked of it: the counts start at 1. */
function logGamma(z: number): number {
  const shifted = z - 1;
  const t = shifted + 7.5;
  let sum: number = lanczos[0];
  for (let index = 1; index < lanczos.length; index++) sum += (lanczos[index] ?? 0) / (shifted + index);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}
