/**
 * How much is kept. A producer that drifts in a million ways must not fill the memory, so of each gate the patterns are kept that were seen most
 * often, and of these the newest; what was let go is counted. The score loses nothing by that: a hundred open patterns are a score of 0.
 */
export const keep = {
  gates: 64,
  /** Patterns that a human decided on are kept above that. */
  patternsPerGate: 100,
  /** Of one output. */
  findingsPerOutput: 100,
  sessions: 200,
  patternsPerSession: 100,
  history: 1_000,
  historyPerGate: 200,
  historyPerSession: 50,
} as const;

/** What was let go to keep to it, since the beginning. */
export interface LetGo {
  readonly patterns: number;
  readonly violations: number;
}
