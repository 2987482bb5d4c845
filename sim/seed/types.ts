/** What is asked of a seed, and what became of it. */
import type { Ledger } from "../invariants/index.ts";
import type { Plant } from "../plants/index.ts";
import type { Failure } from "./chronicle.ts";

export interface SeedResult {
  readonly seed: number;
  readonly days: number;
  readonly failure: Failure | null;
  readonly counts: Ledger["counts"];
  /** The last event's hash: the same for the same seed. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly faults: readonly string[];
  /** What it took of a processor, ms. */
  readonly processorMs: number;
}

export interface SeedOptions {
  readonly seed: number;
  readonly days: number;
  readonly plant?: Plant;
  readonly say?: (line: string) => void;
}
