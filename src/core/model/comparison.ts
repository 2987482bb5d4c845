/**
 * An output beside the words of its contract, with what differs marked in both (CONTRACT-08). It is worked out once, beside the engine, so that
 * every surface shows the same. Both texts are cut around what differs: an output may be one line of a million characters.
 */

import type { Finding } from "./contract.ts";
import type { markKinds } from "./shown.ts";

export type MarkKind = (typeof markKinds)[number];

export interface Mark {
  readonly kind: MarkKind;
  /** In the line's `text`, in UTF-16 units; the end is behind it. Both the same: between two characters. */
  readonly from: number;
  readonly to: number;
  /** What is the matter here, in a few words. */
  readonly words: string;
}

export interface MarkedLine {
  /** In the whole text, from 1. */
  readonly line: number;
  readonly text: string;
  /** Characters of the line that are left out, before `text` and behind it. */
  readonly cutBefore: number;
  readonly cutAfter: number;
  readonly marks: readonly Mark[];
}

/** Part of a text: lines in their order, not all of them. */
export interface MarkedText {
  readonly lines: readonly MarkedLine[];
  /** Of the whole text. */
  readonly totalLines: number;
  /** What is left out, in a sentence; null: nothing is. */
  readonly cut: string | null;
}

export interface OutputComparison extends Finding {
  /** Of the violation. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly status: "degraded" | "violation";
  readonly format: string | null;
  readonly session: string | null;
  readonly step: string | null;
  readonly chain: string | null;
  readonly output: MarkedText;
  /** Null: the contract cannot be read now, or says nothing that could be shown. */
  readonly contract: MarkedText | null;
}

/** Of a score, as many points as fit a picture: the lowest of each stretch of time, and where it ended. */
export interface ScorePoint {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly score: number;
}
