/**
 * What happens at gates; part of all events (events.ts). Those that clients follow are named as the clients know them (`harmony:…`), and
 * reach them under just these names.
 */
import type { ChainOrder, ChainResult, DriftChain, StepReport } from "./drift-chain.ts";
import type { CheckCount, FollowPosition, GoodOutput, HarmonyDecision, RecordedCheck } from "./harmony.ts";

export interface HarmonyEvents {
  /** A contract was read that is not the one before. Its text is kept: outputs of a version before are held against it for a while. */
  "contract.read": {
    readonly contract: string;
    readonly version: string | null;
    readonly hash: string;
    readonly formats: readonly string[];
    readonly text: string;
  };
  /** It cannot be read, or is none; the one before stays in force. */
  "contract.refused": { readonly contract: string; readonly reason: string };

  /** Outputs came through gates; those that were as agreed are only counted. */
  "harmony:check": {
    readonly from: number;
    readonly to: number;
    readonly checks: readonly CheckCount[];
    /** Some that were as agreed. */
    readonly good?: readonly GoodOutput[];
    readonly positions?: readonly FollowPosition[];
  };
  "harmony:violation": RecordedCheck;
  /** It was called transient: it counts unless the same step sends one that is as agreed. */
  "harmony:retry-awaited": RecordedCheck & { readonly until: number };
  "harmony:retry-mended": {
    readonly check: string;
    readonly gate: string;
    /** It was not mended: another try of the same step failed as well, and stands for it. */
    readonly replaced?: true;
  };
  "harmony:health-updated": {
    readonly previous: number;
    readonly current: number;
    readonly gates: Readonly<Record<string, number>>;
    readonly sessions: Readonly<Record<string, number>>;
    /** Patterns that are open no more. */
    readonly cleared: readonly string[];
  };
  /** A person's; the only one that changes what becomes of a pattern. */
  "harmony:decided": {
    readonly pattern: string;
    readonly decision: HarmonyDecision;
    readonly reason: string | null;
    readonly nonce: string;
  };

  /** A human wants a pattern healed; nothing runs before a human approves what stands here. */
  "harmony:chain-proposed": {
    readonly id: string;
    readonly chain: DriftChain;
    readonly nonce: string;
    /** Made by a human of another chain, which it takes the place of. */
    readonly replaces: string | null;
  };
  /** A human's word on one chain, by its hash. With an approval stands all that the mender needs for it. */
  "harmony:chain-decided": {
    readonly chain: string;
    readonly pattern: string;
    readonly decision: "approve" | "cancel";
    readonly reason: string | null;
    readonly nonce: string;
    readonly order?: ChainOrder;
  };
  /** What the mender says of it, or what a human's merge has made of it. */
  "harmony:chain-progress": ChainResult & {
    readonly chain: string;
    readonly pattern: string;
    readonly report: StepReport | null;
    /** The contract's text after it, as SHA-256; null: it changes no contract, or that is not known yet. */
    readonly contractHash: string | null;
    /** Real outputs show from now on whether it helps. */
    readonly isApplied: boolean;
    /** How far the mender's stream has been heard; null: it is not by its word. */
    readonly heard: number | null;
  };
}

export type HarmonyEventType = keyof HarmonyEvents;
