/**
 * What happens at gates; part of all events (events.ts). Those that clients follow are named as the clients know them (`harmony:…`), and
 * reach them under just these names.
 */
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
}

export type HarmonyEventType = keyof HarmonyEvents;
