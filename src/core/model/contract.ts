/**
 * Drift between what is said and what was agreed. A *contract* (CONTRACT.md, or a part of it for one repository) names *formats* and
 * *events*; an *output* passes a *gate*, where it is *checked*; what differs is a *finding*, which recorded is a *violation*. Violations
 * of one gate, kind and path are a *pattern*, with its *hypotheses*; the open patterns make the *score*.
 */

export const violationKinds = [
  "missing_field",
  "missing_column",
  "unknown_field",
  "wrong_type",
  "wrong_enum",
  "out_of_range",
  "wrong_order",
  "unparseable",
  "version_mismatch",
  "orphan_event",
  "unknown_event",
] as const;
export type ViolationKind = (typeof violationKinds)[number];

/**
 * `degraded`: recognised, but something is missing, unknown or wrong. `violation`: not recognisable, or an event that nobody consumes.
 * Advisory findings alone leave an output `valid`.
 */
export type CheckStatus = "valid" | "degraded" | "violation";

/** One thing that differs. */
export interface Finding {
  readonly kind: ViolationKind;
  /**
   * Where, in the words of the contract: a field's name, `Chain table` for columns (all missing columns of one table are one finding),
   * `/a/b` in JSON, an event's name.
   */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  /** In the output, from 1; null where it has no place there. */
  readonly line: number | null;
  readonly advisory: boolean;
}

export interface ContractCheck {
  readonly status: CheckStatus;
  /** `4.1`; null where none was recognised. */
  readonly format: string | null;
  /** The contract's. */
  readonly version: string | null;
  readonly findings: readonly Finding[];
}

/** A finding as it is recorded (CONTRACT-04). */
export interface ContractViolation extends Finding {
  readonly id: string;
  readonly at: number;
  readonly gate: string;
  /** The id of the contract, as the configuration has it. */
  readonly contract: string;
  readonly format: string | null;
  readonly status: CheckStatus;
  /** Truncated, and masked of secrets. */
  readonly raw: string;
  readonly session: string | null;
  readonly step: string | null;
  readonly chain: string | null;
}

export const hypothesisKinds = [
  "parser_too_strict",
  "producer_drifted",
  "contract_stale",
  "deliberate_evolution",
] as const;

export interface DriftHypothesis {
  readonly kind: (typeof hypothesisKinds)[number];
  /** 0 to 1. */
  readonly confidence: number;
  readonly evidence: readonly string[];
}

/** All violations of one gate, kind and path (CONTRACT-05). */
export interface DriftPattern {
  readonly id: string;
  readonly gate: string;
  readonly kind: ViolationKind;
  readonly path: string;
  readonly status: "degraded" | "violation";
  /** In ms, newest last, within 24 h. */
  readonly times: readonly number[];
  readonly total: number;
  readonly isCritical: boolean;
  readonly state: "open" | "ignored" | "healing" | "closed";
  /** Best first. */
  readonly hypotheses: readonly DriftHypothesis[];
}
