/** What is normal for how long a probe's question takes on one target, learned from its good readings. */

/** As conditions see it: `baseline.latencyMs`. */
export interface Baseline {
  /** What it usually takes. */
  readonly latencyMs: number;
  /** The median of the last few good readings: one slow answer is not a slow service. */
  readonly recentMs: number;
  /** From how many good readings it was learned. */
  readonly samples: number;
  /** Up to this many times `latencyMs`, `recentMs` comes by chance: 1 where every answer takes the same. */
  readonly chanceFactor: number;
}

/** What is kept of it over a restart. */
export interface LearnedBaseline {
  readonly target: string;
  readonly probe: string;
  /** Of the probe's declaration: with another one it is learned anew. */
  readonly signature: string;
  readonly samples: number;
  /** Natural logarithm of ms; null while too few readings were seen. */
  readonly level: number | null;
  /** How far readings lie from the level, as a rule: a mean deviation of logarithms. */
  readonly spread: number;
  /** The logarithms of the readings so far, while they are too few. */
  readonly first: readonly number[];
  /** When the last of the readings was taken. */
  readonly learnedAt: number;
}
