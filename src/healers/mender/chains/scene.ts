/** What the steps of one chain share. */
import type { RecordedOutput } from "#contract";
import type { ChainOrder, StepKind } from "#core/model";
import type { Worktree } from "#repair/worktrees";
import { NeedsHuman, type Trial } from "../trial.ts";

export interface FailingOutput extends RecordedOutput {
  readonly received: string;
  readonly expected: string;
  /** Where it differs, from 1; null: nowhere in particular. */
  readonly line: number | null;
}

export interface Recorded {
  /** That differ, in the pattern's way. */
  readonly failing: readonly FailingOutput[];
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

/** A file whole, as text from which the same bytes come again. Throws NeedsHuman where there is no such text: some of it would be lost. */
export async function readAsText({ parts }: Trial, path: string, name: string, mostBytes: number): Promise<string> {
  const bytes = await parts.platform.files.readBytes(path, 0, mostBytes + 1);
  const file = oneLine(name, 100);
  if (bytes.length > mostBytes) throw new NeedsHuman(`${file} has more than ${mostBytes} bytes`);
  const text = decoded(bytes);
  if (text === undefined) throw new NeedsHuman(`${file} is no UTF-8 text`);
  return text;
}

/** A byte order mark is text like all else. Undefined: it is no UTF-8. */
export function decoded(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return Buffer.compare(bytes, Buffer.from(text)) === 0 ? text : undefined;
}

/** Outputs and contracts are somebody else's words: of what stands in commits and messages each is one line. */
export function oneLine(text: string, longest = 300): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
