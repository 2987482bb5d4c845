/** What is said between the engine and the thread in which outputs are checked. */
import type { Beside, Recorded } from "#contract";
import type { ContractCheck, ErrorCode } from "#core/model";

/** A text of the contract, from when it was first read, in ms. */
export interface Revision {
  readonly text: string;
  readonly since: number;
}

export type Order =
  /** Under the key it is asked for later; what was there before is replaced. */
  | {
      readonly kind: "compile";
      readonly key: string;
      readonly revisions: readonly Revision[];
      /** How long a version before is accepted. */
      readonly windowMs: number;
    }
  | {
      readonly kind: "check";
      readonly key: string;
      readonly output: unknown;
      readonly format: string | null;
      readonly gate: string;
      /** When it was sent, in ms. */
      readonly at: number;
    }
  /** Outputs as they were kept beside the newest text, with what differs marked. */
  | { readonly kind: "compare"; readonly key: string; readonly recorded: readonly Recorded[] }
  | { readonly kind: "forget"; readonly key: string };

export interface FormatSummary {
  readonly id: string;
  readonly title: string;
  readonly priority: number | null;
  readonly version: string | null;
  readonly producer: string | null;
  readonly gates: readonly string[];
  readonly line: number;
  readonly endLine: number;
}

export interface ContractSummary {
  readonly version: string | null;
  readonly formats: readonly FormatSummary[];
  readonly events: number;
  readonly remarks: number;
}

export interface Results {
  readonly compile: ContractSummary;
  readonly check: ContractCheck;
  readonly compare: readonly Beside[];
  readonly forget: null;
}

export interface Asked {
  readonly id: number;
  readonly order: Order;
}

export type Answered =
  | { readonly id: number; readonly result: Results[keyof Results] }
  | { readonly id: number; readonly failure: Failure };

/** As much of an error as comes through to another thread. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly help: string | undefined;
}
