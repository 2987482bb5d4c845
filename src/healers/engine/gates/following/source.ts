/** What is followed, in general: each kind is looked at again and again, and gives its outputs one after the other. */
import type { FollowPosition, FollowSetting } from "#core/model";
import type { Parts } from "../../parts.ts";

/** Said of an output that was read, once it is checked: it and where it ended are written down together. */
export type Passed = "taken" | "later";

export interface SourceMeans {
  readonly platform: Pick<Parts["platform"], "files" | "clock">;
  readonly setting: FollowSetting;
  /** As it was written down last. */
  readonly positions: readonly Position[];
  /** `later`: it cannot be checked now; it is to be offered again. */
  readonly take: (output: string, position: Position) => Promise<Passed>;
  /** Nothing came of it, but it is behind us. */
  readonly reached: (position: Position) => void;
  readonly tell: (trouble: string) => void;
  readonly signal: AbortSignal;
}

export type Position = Pick<FollowPosition, "name" | "inode" | "offset" | "event" | "tail">;

export interface Source {
  /** Takes in what is new. Never throws for what is wrong with the source; it tells. */
  look(): Promise<void>;
  close(): void;
}

/** An output that is longer is not read: it is passed over, and told. */
export const longestOutput = 16 * 1_048_576;
