/** What FLOWS.md says, once it is read. */
import type { ChainStep, DriftHypothesis, InputName, StepKind, ViolationKind } from "#core/model";

/** Which step's result an input is. */
export const producedBy: Readonly<Partial<Record<InputName, StepKind>>> = {
  cause: "analyze",
  change: "code",
  verdict: "review",
};

export interface FlowStep extends Omit<ChainStep, "inputs" | "said"> {
  readonly inputs: readonly InputName[];
  /** In FLOWS.md, from 1. */
  readonly line: number;
}

export interface Flow {
  /** `contract-drift-fix`. */
  readonly id: string;
  readonly title: string;
  /** Empty: of any kind. */
  readonly heals: readonly ViolationKind[];
  /** The hypotheses that it is for; empty: any. */
  readonly because: readonly DriftHypothesis["kind"][];
  /** In the order in which they can be done. */
  readonly steps: readonly FlowStep[];
  readonly line: number;
}

/** What was not understood, or cannot be done. A flow with a remark that is a `problem` is not used. */
export interface FlowRemark {
  readonly line: number;
  readonly flow: string | null;
  readonly isProblem: boolean;
  readonly message: string;
}

export interface Flows {
  readonly flows: readonly Flow[];
  readonly remarks: readonly FlowRemark[];
}
