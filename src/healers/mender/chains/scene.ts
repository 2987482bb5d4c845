/** What the steps of one chain share. */
import type { RecordedOutput } from "#contract";
import type { ChainOrder, StepKind } from "#core/model";
import type { Worktree } from "#repair/worktrees";
import type { Trial } from "../trial.ts";

export interface Recorded {
  /** That differ, in the pattern's way. */
  readonly failing: readonly (RecordedOutput & { readonly received: string; readonly expected: string })[];
  readonly good: readonly RecordedOutput[];
  /** Of which only a part was kept: they cannot be replayed. */
  readonly cut: number;
}

export interface Scene {
  readonly trial: Trial;
  readonly worktree: Worktree;
  readonly order: ChainOrder;
  /** The contract as it is. */
  readonly text: string;
  readonly recorded: Recorded;
}

/** What code hands on to review and commit. */
export interface Change {
  /** For people, in a sentence. */
  readonly what: string;
  readonly made: string;
  readonly files: readonly string[];
  /** The contract as it is to be; null: as it is. */
  readonly text: string | null;
  /** Of an event that has another name from now on. */
  readonly renamed: { readonly from: string; readonly to: string } | null;
}

export type Report = (
  step: StepKind,
  state: "started" | "done" | "failed",
  detail: string,
  more?: { readonly contractHash?: string | null },
) => void;

/** Outputs and contracts are somebody else's words: of what stands in commits and messages each is one line. */
export function oneLine(text: string, longest = 300): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
