/** Checks, a kind of extension: named questions about a target that are asked once something is wrong. */
import type { z } from "zod";
import type { Clock, Files, Network, Processes } from "../platform/index.ts";
import type { Services } from "./extensions.ts";
import type { Readings } from "./reading.ts";
import type { Target } from "./target.ts";
import type { Values } from "./values.ts";

/** Something that was done to a target, or to all that is watched. */
export interface KnownChange {
  readonly at: number;
  /** One sentence part: `service.restart was done by rb-restart-service`. */
  readonly what: string;
  /** Null: it is about everything. */
  readonly target: string | null;
}

export interface CheckContext {
  /** Aborted at the deadline, or when the answer is no longer wanted. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  readonly network: Network;
  readonly services: Services;
  /** The newest reading of each probe of the target, by the probe's names. */
  readonly readings: Readings;
  /** Everything that the target needs, directly or through others. */
  readonly dependencies: readonly string[];
  /** Polls another declared target afresh, and says what its rules make of it. */
  readonly lookAt: (target: string) => Promise<"good" | "bad" | "unknown">;
  /** What Chiron itself has seen done lately, the newest first. */
  readonly changes: readonly KnownChange[];
}

export interface CheckAnswer {
  /** False: what the check is named for is wrong. Null: it could not be told, which is neither. */
  readonly ok: boolean | null;
  /** One sentence for people: what was looked at, and what was seen. No secret is ever in it. */
  readonly finding: string;
  /** What was measured, for conditions: `checks.disk.values.freePercent`. */
  readonly values: Values;
}

/** A read-only question about a target, asked once something is wrong (REASON-03). It changes nothing, and asks no more than it needs. */
export interface Check<O extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<O>;
  readonly deadlineMs: number;
  /** Whether there is anything to look at on such a target; what does not apply is not asked when nobody names it. */
  applies(target: Target, options: O): boolean;
  run(target: Target, options: O, context: CheckContext): Promise<CheckAnswer>;
}

export function defineCheck<S extends z.ZodType<object>>(
  check: Omit<Check<z.output<S> & object>, "schema"> & { readonly schema: S },
): Check {
  return check as unknown as Check;
}
