/**
 * A *pattern*: all violations of one gate, kind and path (CONTRACT-05).
 *
 * It is **open** from its first violation on. A human can have it **ignored** (it goes on counting, in silence, until the human takes that back) or
 * start a chain: then it is **healing**, first while the chain works, and from the moment when its change was applied, while real outputs are
 * waited for. It is **closed** when enough real outputs passed, and by nothing else; a violation afterwards opens it again, counted from one.
 *
 * How many are enough: so many in a row as would be unlikely if nothing had changed. Was it in `share` of the recent outputs, then `k` outputs
 * pass by chance with `(1 − share)^k`. Left alone, a pattern closes when that is below 1 %, and never before ten outputs have passed. After a
 * healing, whose review replayed every recorded output already, below 5 %, and three at most.
 */
import { sha256 } from "#core/lib";
import type { DriftPattern, Finding, ViolationKind } from "#core/model";
import { clueOf } from "./clues.ts";
import { countAt, none, type Occurrences, withOccurrence } from "./window.ts";

export const criticalCount = 3;
/** How long after a healing a violation means that the healing did not work. */
const healingHoldsMs = 7 * 86_400_000;
const limits = { samples: 5, received: 200, expected: 500, sessions: 20, formats: 8 } as const;

/** An output that passed a gate and was checked; or several alike that were valid. */
export interface CheckedOutput {
  /** In ms; need not come in order. */
  readonly at: number;
  readonly gate: string;
  readonly contract: string;
  readonly format: string | null;
  readonly session: string | null;
  readonly status: "valid" | "degraded" | "violation";
  readonly findings: readonly Finding[];
  /** As much of it as is at hand, masked; hypotheses look for what was overlooked in it. Empty is fine. */
  readonly raw: string;
  /** How many, all valid; default 1. */
  readonly outputs?: number;
}

export interface Sample {
  readonly at: number;
  readonly session: string | null;
  readonly expected: string;
  readonly received: string;
  /** What in the output speaks for a parser that looks too closely; null where nothing does. */
  readonly clue: string | null;
}

export type Decision =
  | { readonly state: "open" }
  | { readonly state: "ignored"; readonly reason: string; readonly by: string; readonly at: number }
  | { readonly state: "healing"; readonly chain: string; readonly at: number; readonly appliedAt: number | null }
  | { readonly state: "closed"; readonly at: number };

export interface Pattern {
  readonly id: string;
  readonly gate: string;
  readonly kind: ViolationKind;
  readonly path: string;
  readonly contract: string;
  /** In which it was seen; null is an output that was not recognised. */
  readonly formats: readonly (string | null)[];
  readonly status: DriftPattern["status"];
  readonly occurrences: Occurrences;
  /** Since ever. */
  readonly total: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly decision: Decision;
  /** The first, and the newest. */
  readonly samples: readonly Sample[];
  readonly sessions: readonly string[];
  /** Of the recent outputs of its format at its gate, when it was last seen. */
  readonly recent: { readonly outputs: number; readonly hits: number };
  /** Outputs of its format that had passed the gate when it was first seen. */
  readonly passedBefore: number;
  /** Outputs that passed since it was last seen, or since the change was applied. */
  readonly passes: number;
  /** When a chain's change was last applied; null: never. */
  readonly healedAt: number | null;
}

export function patternKey({ kind, path }: Pick<Finding, "kind" | "path">): string {
  return `${kind} ${path}`;
}

export function newPattern(output: CheckedOutput, finding: Finding, passedBefore: number): Pattern {
  const { gate, contract, at } = output;
  const { kind, path } = finding;
  return {
    id: sha256(JSON.stringify([gate, kind, path])).slice(0, 16),
    gate,
    kind,
    path,
    contract,
    formats: [],
    status: "degraded",
    occurrences: none,
    total: 0,
    firstAt: at,
    lastAt: at,
    decision: { state: "open" },
    samples: [],
    sessions: [],
    recent: { outputs: 0, hits: 0 },
    passedBefore,
    passes: 0,
    healedAt: null,
  };
}

/** The pattern after one more violation. `now` is the latest time known. */
export function afterViolation(
  before: Pattern,
  output: CheckedOutput,
  finding: Finding,
  recent: Pattern["recent"],
  now: number,
): Pattern {
  const { at, session, format } = output;
  const isBack = before.decision.state === "closed";
  const sample = {
    at,
    session,
    expected: finding.expected.slice(0, limits.expected),
    received: finding.received.slice(0, limits.received),
    clue: clueOf(finding, output.raw),
  };
  return {
    ...before,
    formats: withMember(before.formats, format, limits.formats),
    // Once a violation, it stays one until it closes.
    status: output.status === "violation" || (!isBack && before.status === "violation") ? "violation" : "degraded",
    occurrences: withOccurrence(isBack ? none : before.occurrences, at, now),
    total: before.total + 1,
    firstAt: isBack ? at : Math.min(before.firstAt, at),
    lastAt: Math.max(before.lastAt, at),
    decision: isBack || hasFailed(before, at) ? { state: "open" } : before.decision,
    samples: withSample(before.samples, sample),
    sessions: session === null ? before.sessions : withMember(before.sessions, session, limits.sessions),
    recent,
    passes: isLate(before, at) ? before.passes : 0,
  };
}

/** Does a violation at `at` show that the healing of the pattern did not work? One from before the change was applied shows nothing. */
export function hasFailed({ decision, healedAt }: Pattern, at: number): boolean {
  if (healedAt === null || at < healedAt || at - healedAt > healingHoldsMs) return false;
  return decision.state === "closed" || (decision.state === "healing" && decision.appliedAt !== null);
}

/** A violation that was told late: from before the change whose effect is being watched. */
function isLate({ decision }: Pattern, at: number): boolean {
  return decision.state === "healing" && decision.appliedAt !== null && at < decision.appliedAt;
}

/** Whether an output without the pattern's violation says something about it: one of its format, or any that was recognised where no format was. */
export function concerns(pattern: Pattern, output: CheckedOutput): boolean {
  if (output.status === "violation" || pattern.decision.state === "closed") return false;
  const { decision, formats } = pattern;
  if (decision.state === "healing" && decision.appliedAt !== null && output.at < decision.appliedAt) return false;
  return formats.includes(null) || formats.includes(output.format);
}

/** The pattern after outputs that passed; closed if that is enough. */
export function afterPasses(before: Pattern, outputs: number, at: number): Pattern {
  const after = { ...before, passes: before.passes + outputs };
  const isWatched =
    before.decision.state === "open" || (before.decision.state === "healing" && before.decision.appliedAt);
  if (!isWatched || after.passes < passesNeeded(before)) return after;
  return { ...after, decision: { state: "closed", at } };
}

/** How many outputs in a row must pass for the pattern to close. */
export function passesNeeded({ recent, decision }: Pattern): number {
  const share = recent.outputs === 0 ? 1 : Math.min(1, recent.hits / recent.outputs);
  const inARow = (chance: number) => (share === 1 ? 1 : Math.ceil(Math.log(chance) / Math.log(1 - share)));
  return decision.state === "healing" ? Math.min(3, inARow(0.05)) : Math.max(10, inARow(0.01));
}

export function isCritical({ occurrences }: Pattern, now: number): boolean {
  return countAt(occurrences, now) >= criticalCount;
}

function withMember<T>(members: readonly T[], member: T, most: number): readonly T[] {
  return members.includes(member) || members.length >= most ? members : [...members, member];
}

function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const all = [...samples, sample];
  return all.length <= limits.samples ? all : all.toSpliced(1, 1);
}
