/**
 * How drift is healed (CONTRACT-09, 10). A *flow* of FLOWS.md, compiled for one pattern, is a *chain*: what will be done, with what, and what
 * waits for what. It is *proposed* to a human, who approves it, makes another one of it (then it is *replaced*), or has it *cancelled*. Once
 * *approved* it is the mender's: *working*, then *done*, *ready* where the last step is a person's, or *failed*.
 */
import type { Choices } from "./choice.ts";
import type { DriftHypothesis, DriftPattern } from "./contract.ts";

/** What the mender can do. A chain has the first three, each after the one before, and may end with a commit. */
export const stepKinds = ["analyze", "code", "review", "commit"] as const;
export type StepKind = (typeof stepKinds)[number];

/** What a step can be given: `cause`, `change` and `verdict` are the results of analyze, code and review; the rest is at hand at the start. */
export const inputNames = [
  "pattern",
  "hypotheses",
  "violations",
  "good outputs",
  "contract",
  "repository",
  "tests",
  "approval",
  "cause",
  "change",
  "verdict",
] as const;
export type InputName = (typeof inputNames)[number];

export interface ChainInput {
  readonly name: InputName;
  /** The step whose result it is; null: it is at hand. */
  readonly from: StepKind | null;
  /** What it is, in a few words or as ids. */
  readonly value: string | readonly string[] | null;
}

export interface ChainStep {
  readonly kind: StepKind;
  /** Who is to do it; null: whoever can. */
  readonly agent: string | null;
  readonly inputs: readonly ChainInput[];
  readonly waitsFor: readonly StepKind[];
  readonly instructions: string;
  /** What a human has said besides; null: nothing. */
  readonly said: string | null;
}

export interface ChainSubject extends Pick<DriftPattern, "id" | "gate" | "kind" | "path" | "total"> {
  /** The contract's id. */
  readonly contract: string;
}

export interface DriftChain {
  readonly flow: string;
  readonly title: string;
  readonly pattern: ChainSubject;
  /** The one that it was made for. */
  readonly hypothesis: DriftHypothesis;
  /** SHA-256 of the contract's text: a chain for another text is not this one. */
  readonly contractHash: string;
  readonly repository: string | null;
  /** Each after those that it waits for. */
  readonly steps: readonly ChainStep[];
  /** The hash of the chain that this one was made from by a human; null: as it was compiled. */
  readonly modifiedFrom: string | null;
  /** SHA-256 of all of the above. */
  readonly hash: string;
}

/** A chain with all that the mender needs for it; the numbers are places in the engine's stream. */
export interface ChainOrder {
  readonly id: string;
  readonly chain: DriftChain;
  /** The contract in its repository, relative to the top. */
  readonly file: string;
  /** Recorded outputs that differ. */
  readonly violations: readonly number[];
  /** Records that hold outputs that were as agreed. */
  readonly good: readonly number[];
  /** A program that takes one output on standard input, and exits with 0 where it understands it. */
  readonly replay: { readonly command: readonly string[]; readonly timeoutMs: number } | null;
}

export const chainStates = [
  "proposed",
  "replaced",
  "cancelled",
  "approved",
  "working",
  "ready",
  "done",
  "failed",
] as const;
export type ChainState = (typeof chainStates)[number];

/** Nothing more becomes of it. */
export const endedChainStates: ReadonlySet<ChainState> = new Set(["replaced", "cancelled", "done", "failed"]);

/** What has become of one step, as often as it was tried. */
export interface StepReport {
  readonly step: StepKind;
  readonly state: "started" | "done" | "failed";
  readonly detail: string;
}

/** What has become of a chain. */
export interface ChainResult {
  readonly state: ChainState;
  /** The mender's task, once it has one: `chiron repair show` has the diff. */
  readonly task: string | null;
  readonly commit: string | null;
  readonly branch: string | null;
  /** What a person types to bring the commit onto the declared branch, in `ready`. */
  readonly command: string | null;
  /** Why it is in the state that it is in, where that needs saying. */
  readonly reason: string | null;
}

/** A chain as it is shown: times ISO 8601, UTC. */
export interface ChainView extends ChainResult {
  readonly id: string;
  readonly chain: DriftChain;
  readonly proposedAt: string;
  readonly proposedBy: string;
  readonly decidedBy: string | null;
  readonly updatedAt: string;
  /** The newest word on each step that was begun. */
  readonly steps: readonly (StepReport & { readonly at: string })[];
  /** When its change was there: from then on real outputs show whether it helps. */
  readonly appliedAt: string | null;
  readonly wanted: Choices;
}

/** The id goes by the hash, so that an approval is for just this chain. */
export function chainId(hash: string): string {
  return `chain-${hash.slice(0, 16)}`;
}
