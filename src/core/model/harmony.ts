/**
 * Outputs at gates, as surfaces see them. *Harmony* is the state of agreement between what is said and what was agreed: a score from 100 down,
 * made of the open *patterns* of drift. The shapes of contracts themselves are in contract.ts.
 */

import type { Choices } from "./choice.ts";
import type { OutputComparison, ScorePoint } from "./comparison.ts";
import type {
  CheckStatus,
  ContractCheck,
  ContractViolation,
  DriftHypothesis,
  DriftPattern,
  Finding,
} from "./contract.ts";
import type { ChainView, StepKind } from "./drift-chain.ts";
import type { Page } from "./facade.ts";

/** Where outputs come from that nobody sends: they are read as they are written. */
export type FollowKind = "file" | "folder" | "stream";

export interface FollowSetting {
  readonly kind: FollowKind;
  /** A file, a folder, or the address of a stream of server-sent events. */
  readonly from: string;
  readonly gate: string;
  /** The format that every output has; null: recognised. */
  readonly format: string | null;
  /** How a file is cut into outputs. Of a folder each file is one, of a stream each event. */
  readonly split: "lines" | "whole";
  /** Where it begins when it is new: with what is written from then on, or with all that is there. */
  readonly begin: "now" | "beginning";
}

export interface GateSetting {
  readonly gate: string;
  /** Null: whichever of the contract fits. */
  readonly format: string | null;
}

export interface ContractSetting {
  readonly id: string;
  readonly path: string;
  /** The repository in which it is mended; null: it is read only. */
  readonly repository: string | null;
  readonly gates: readonly GateSetting[];
  readonly follow: readonly FollowSetting[];
  /** How long a retry is waited for before a transient error counts (CONTRACT-13). */
  readonly retryWithinMs: number;
  /** How long outputs of the version before are accepted (CONTRACT-12). */
  readonly migrationWindowMs: number;
  /** Where it stands in its repository, relative to the top; null: it cannot be mended there. */
  readonly file: string | null;
  /** The FLOWS.md that says how it is healed. */
  readonly flows: string;
  /** A program that takes one output on standard input, and exits with 0 where it understands it. */
  readonly replay: { readonly command: readonly string[]; readonly timeoutMs: number } | null;
}

/** One output that somebody sends through a gate. */
export interface GateCheck {
  readonly gate: string;
  /** Text, or what JSON can say. */
  readonly output: unknown;
  readonly format?: string | undefined;
  readonly session?: string | undefined;
  readonly step?: string | undefined;
  readonly chain?: string | undefined;
  /** It may be mended by trying again: it counts only when that does not happen (CONTRACT-13). */
  readonly transient?: boolean | undefined;
  /** For everybody and nobody: it is information, whatever it looks like (CONTRACT-13). */
  readonly broadcast?: boolean | undefined;
  /** `user`: a person's input, which is refused when it is malformed, and is no violation (CONTRACT-13). Default: `agent`. */
  readonly from?: "agent" | "user" | undefined;
}

export interface GateAnswer extends ContractCheck {
  readonly gate: string;
  readonly contract: string;
  /** What became of it: it was counted, written down as a violation, waits for a retry, or is only information. */
  readonly recorded: "counted" | "violation" | "awaiting_retry" | "information";
  /** Of what was written down, one for each finding that counts. */
  readonly violations: readonly string[];
}

/** How many outputs of one kind came through within a time, so that two thousand a second do not make as many records. */
export interface CheckCount {
  readonly gate: string;
  readonly contract: string;
  readonly format: string | null;
  readonly version: string | null;
  readonly status: CheckStatus;
  readonly session: string | null;
  readonly count: number;
  readonly lastAt: number;
  /** Of outputs that differ like many before them: they are counted, and their text is not kept. */
  readonly findings?: readonly Finding[];
  /** Nobody in particular was meant, or a retry has mended it: no drift, whatever the status. */
  readonly isInformation?: true;
}

/** An output that was as agreed, kept so that a change can be tried on it. */
export interface GoodOutput {
  readonly contract: string;
  readonly gate: string;
  readonly format: string;
  readonly at: number;
  readonly raw: string;
}

/** How far what is followed has been taken in. Where is in the words of its kind. */
export interface FollowPosition {
  readonly contract: string;
  readonly from: string;
  /** A file's name in a folder; empty otherwise. */
  readonly name: string;
  /** Of the file, so that one that took its place is told from it; 0 for a stream. */
  readonly inode: number;
  /** Bytes that have been taken in; -1 once the file is gone; for a stream nothing. */
  readonly offset: number;
  /** Of a stream: the id of its last event; of a whole file: the time of its last change that was taken in. */
  readonly event: string | null;
  /** Of a file that grows: the hash of what stands right before the offset, by which a file is known that was cut and filled again. */
  readonly tail?: string;
}

/** What one check found that counts; each finding becomes one violation. */
export interface RecordedCheck {
  readonly check: string;
  readonly gate: string;
  readonly contract: string;
  readonly format: string | null;
  readonly version: string | null;
  readonly status: CheckStatus;
  readonly findings: readonly Finding[];
  /** Masked of secrets. */
  readonly raw: string;
  readonly isCut: boolean;
  readonly session: string | null;
  readonly step: string | null;
  readonly chain: string | null;
}

export const harmonyDecisions = ["investigate", "ignore", "restore"] as const;
export type HarmonyDecision = (typeof harmonyDecisions)[number];

export interface ContractView {
  readonly id: string;
  readonly path: string;
  readonly repository: string | null;
  readonly version: string | null;
  /** SHA-256 of its text; null while it cannot be read. */
  readonly hash: string | null;
  readonly readAt: string | null;
  /**
   * Why it cannot be read, or used, as it stands now (what was read before stays in force); or which gates name a format that it does not have.
   */
  readonly trouble: string | null;
  readonly formats: readonly ContractFormatView[];
  readonly gates: readonly string[];
  readonly follow: readonly FollowView[];
}

export interface ContractFormatView {
  readonly id: string;
  readonly title: string;
  /** 0 is the most urgent. */
  readonly priority: number | null;
  readonly version: string | null;
  readonly producer: string | null;
  readonly gates: readonly string[];
  readonly line: number;
}

export interface FollowView {
  readonly kind: FollowKind;
  readonly from: string;
  readonly gate: string;
}

export interface GateView {
  readonly gate: string;
  readonly contract: string | null;
  readonly score: number;
  /** Of the last 24 hours. */
  readonly checks: Readonly<Record<CheckStatus, number>>;
  readonly lastAt: string | null;
  /** How its score went, oldest first: so many points as fit a small picture. */
  readonly history: readonly ScorePoint[];
}

export interface HarmonySession {
  readonly session: string;
  readonly score: number;
  readonly checks: Readonly<Record<CheckStatus, number>>;
  readonly lastAt: string;
}

export interface HarmonyPattern extends Omit<DriftPattern, "times"> {
  readonly contract: string;
  /** Within 24 hours. */
  readonly count: number;
  /** How many points it takes from the score now; 0 for what is ignored or closed. */
  readonly weight: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** In which it was seen; null is an output that was not recognised. */
  readonly formats: readonly (string | null)[];
  readonly sessions: readonly string[];
  /** Real outputs that passed since it was last seen, and how many in a row close it. */
  readonly passes: number;
  readonly passesNeeded: number;
  readonly ignored: { readonly by: string; readonly at: string; readonly reason: string } | null;
  /** The newest chain that was made for it. */
  readonly chainId: string | null;
  readonly wanted: Choices;
}

/** Everything that helps a person to decide about one. */
export interface HarmonyPatternDetail extends HarmonyPattern {
  /** The newest first. */
  readonly violations: readonly ContractViolation[];
  /** What the contract says of the format, word for word. */
  readonly contractText: { readonly text: string; readonly fromLine: number } | null;
  readonly history: readonly { readonly at: string; readonly by: string; readonly what: string }[];
  /** The newest first. */
  readonly chains: readonly ChainView[];
}

export interface HarmonyView {
  readonly score: number;
  /** What it will be once real outputs pass as the recorded ones did when changes were replayed. */
  readonly scoreByReplay: number;
  readonly gates: readonly GateView[];
  readonly sessions: readonly HarmonySession[];
  /** Those that are not closed, the worst first. */
  readonly patterns: readonly HarmonyPattern[];
  /** The score as it changed, oldest first. */
  readonly history: readonly ScorePoint[];
}

/** `before`: only those behind this one, `next` of the page before. */
export interface ComparisonQuery {
  readonly limit: number;
  readonly before?: string;
}

export interface HarmonyFacade {
  /** Throws `not_found` for a gate that no contract has, `bad_request`, `timeout`. Resolves once what counts is durable. */
  check(check: GateCheck): Promise<GateAnswer>;
  contracts(): Promise<readonly ContractView[]>;
  view(): Promise<HarmonyView>;
  /** `violations`: how many outputs at most, each as it was kept; default 20. */
  pattern(id: string, violations?: number): Promise<HarmonyPatternDetail | undefined>;
  /** Outputs of a pattern beside the contract, the differences marked; the newest first. */
  comparisons(id: string, query: ComparisonQuery): Promise<Page<OutputComparison> | undefined>;
  /** The newest first: those that have not ended, and the last that have. */
  chains(): Promise<readonly ChainView[]>;
  chain(id: string): Promise<ChainView | undefined>;
}

/** What a person decides about a pattern. The nonce makes it good for once: sent again, it is refused. */
export type HarmonyCommand = {
  readonly kind: `harmony_${HarmonyDecision}`;
  readonly pattern: string;
  readonly nonce: string;
  readonly reason?: string | undefined;
};

interface ChainWord {
  readonly chain: string;
  readonly nonce: string;
  readonly reason?: string | undefined;
}

/** What a person has made of a pattern's drift, from the wish to the word. All of them are humans' alone, and good for once. */
export type ChainCommand =
  /** Fix now: a chain is made for it, and shown. */
  | {
      readonly kind: "harmony_fix";
      readonly pattern: string;
      readonly nonce: string;
      /** The cause to heal it by; default: the likeliest that a flow is for. */
      readonly because?: DriftHypothesis["kind"] | undefined;
      readonly flow?: string | undefined;
    }
  | ({ readonly kind: "harmony_chain_approve" } & ChainWord)
  | ({ readonly kind: "harmony_chain_cancel" } & ChainWord)
  /** Makes another chain, which has to be approved in its turn. */
  | {
      readonly kind: "harmony_chain_modify";
      readonly chain: string;
      readonly nonce: string;
      readonly instructions?: Readonly<Partial<Record<StepKind, string>>> | undefined;
      readonly drop?: readonly StepKind[] | undefined;
    };
