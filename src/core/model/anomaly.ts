/** Anomaly rules are data: a CEL condition over readings plus `for`, hysteresis and a severity. */
import { z } from "zod";
import type { Reading } from "./reading.ts";
import { targetKinds } from "./target.ts";
import { duration } from "./values.ts";

export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

export const anomalyType = z.string().regex(/^[a-z][a-z0-9_]{1,63}$/, "is written like process_dead");

export const anomalyRuleSchema = z.strictObject({
  type: anomalyType,
  title: z.string().min(1).max(200),
  severity: z.enum(severities),
  kinds: z.array(z.enum(targetKinds)).optional().describe("Which kinds of target it concerns; default: all"),
  probes: z.array(z.string()).min(1).describe("Which probes' readings it looks at"),
  when: z.string().describe("CEL over reading, target, readings, thresholds, now; true means: this is wrong"),
  about: z
    .string()
    .optional()
    .describe("CEL; which readings it is about, where not all of those probes': the others are none of its business"),
  given: z
    .string()
    .optional()
    .describe("CEL; the rule is only judged while this holds, and otherwise nothing is known"),
  clearWhen: z.string().optional().describe("CEL; true means: this is right again. Default: the opposite of `when`"),
  confirmWhen: z.string().optional().describe("CEL; true confirms it at once, whatever `for` and `bad` ask"),
  unavailable: z
    .union([z.enum(["unknown", "bad"]), z.array(z.string()).min(1)])
    .default("unknown")
    .describe(
      "What a reading without an answer means: by default nothing at all; `bad` where no answer is the fault itself, or a list of the probes of which that is true",
    ),
  mustAgree: z
    .boolean()
    .default(false)
    .describe(
      "Whether its probes look at the same thing from several sides: where one says bad and another good, nothing is done and a human is asked",
    ),
  for: duration.default(0).describe("How long the condition must hold"),
  bad: z.number().int().min(1).max(100).default(1).describe("How many bad readings in a row confirm it"),
  clear: z
    .strictObject({
      readings: z.number().int().min(1).max(100).default(3),
      every: duration.default(30_000),
    })
    .default({ readings: 3, every: 30_000 })
    .describe("How many good readings, at least how far apart, end it when nothing was repaired"),
  thresholds: z
    .record(z.string(), z.number())
    .default({})
    .describe("Named numbers for the condition; a target may override them"),
  graced: z.boolean().default(true).describe("Whether the start-up grace of a target holds it back"),
  returns: z
    .enum(["relapse", "news"])
    .default("relapse")
    .describe("What coming back soon after a repair means: that the repair does not last, or something new each time"),
  page: z.enum(["policy", "always"]).default("policy").describe("`always` pages a human whatever the outcome"),
});
export type AnomalyRule = z.infer<typeof anomalyRuleSchema>;

/** What a detection rests on, kept with the incident. */
export interface Evidence {
  readonly condition: string;
  readonly reading: Reading;
  readonly thresholds: Readonly<Record<string, number>>;
}

/** A classified deviation of one target. */
export interface Anomaly {
  readonly type: string;
  readonly target: string;
  readonly severity: Severity;
  readonly title: string;
  /** When the first bad reading was taken. */
  readonly since: number;
  readonly evidence: Evidence;
  readonly flapping: boolean;
}

/** Something that was found wrong lately, as seen from one target. */
export interface RecentAnomaly {
  readonly type: string;
  readonly target: string;
  readonly severity: Severity;
  /** Since its first bad reading. */
  readonly ageMs: number;
  readonly open: boolean;
  /** What its target is to the one that is looked at. */
  readonly relation: "self" | "dependency" | "dependent" | "group" | "other";
}

/** One open incident per fingerprint. */
export function fingerprintOf(type: string, target: string): string {
  return `${type}@${target}`;
}
