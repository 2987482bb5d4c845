/** Runbooks: what they match, what to check, ordered strategies of steps, how to validate, limits. */
import { z } from "zod";
import { anomalyType } from "./anomaly.ts";
import { duration, name } from "./values.ts";

export const risks = ["low", "medium", "high"] as const;
export type Risk = (typeof risks)[number];

export const runbookModes = ["dry_run", "auto_execute"] as const;
export type RunbookMode = (typeof runbookModes)[number];

/** By which route a human hears that a runbook did not help. */
export const escalations = ["notice", "page"] as const;
export type Escalation = (typeof escalations)[number];

const cel = z.string().min(1).max(4_000);

export const stepSchema = z.strictObject({
  action: z.string().describe("A registered action, such as service.restart"),
  with: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Its input; a value `$target.…` is a whole reference into the target"),
  timeout: duration.default(30_000),
});

export const strategySchema = z.strictObject({
  name: z.string().min(1).max(100),
  when: cel.optional().describe("CEL; the strategy is only used where it holds"),
  steps: z.array(stepSchema).min(1).max(50),
  validate: cel
    .optional()
    .describe("CEL over the readings after the steps; default: the anomaly's own condition no longer holds"),
  verifyWithin: duration
    .optional()
    .describe(
      "How long it may take to help, at most 30s, which is the default. A strategy that only informs need not wait",
    ),
  risk: z.enum(risks).optional().describe("Default: the runbook's"),
  repairs: z
    .boolean()
    .optional()
    .describe(
      "false: it contains the trouble or only tells of it; then a human takes over, and nothing is undone. Default: true",
    ),
});

export const runbookSchema = z.strictObject({
  id: name,
  title: z.string().min(1).max(200),
  version: z.number().int().min(1),
  matches: z.array(anomalyType).min(1),
  kinds: z.array(z.string()).optional(),
  symptoms: z.array(cel).default([]),
  risk: z.enum(risks).default("low"),
  priority: z.number().int().min(0).max(3).default(1),
  mode: z.enum(runbookModes).default("dry_run"),
  limits: z
    .strictObject({
      attempts: z.number().int().min(1).max(100).default(3),
      within: duration.default(600_000),
      cooldown: duration.default(30_000),
      timeout: duration.default(300_000),
    })
    .default({ attempts: 3, within: 600_000, cooldown: 30_000, timeout: 300_000 }),
  diagnosis: z
    .array(
      z.strictObject({
        check: name.describe("A registered check, such as disk"),
        with: z
          .record(z.string(), z.unknown())
          .optional()
          .describe("Its options; a value `$target.…` is a whole reference into the target"),
      }),
    )
    .max(20)
    .default([])
    .describe(
      "Checks that are run, side by side, before the symptoms are judged; conditions know them as checks.NAME.ok",
    ),
  strategies: z.array(strategySchema).min(1).max(20),
  escalate: z
    .strictObject({
      afterAttempts: z.number().int().min(1).optional().describe("A human is told after this many failed attempts"),
      afterTime: duration.optional().describe("A human is told when the trouble is open for longer than this"),
      to: z
        .enum(escalations)
        .default("page")
        .describe(
          "How a human is told when this runbook did not end the trouble. Critical trouble, and `page: always`, page in any case",
        ),
    })
    .default({ to: "page" }),
  emergency: z
    .boolean()
    .optional()
    .describe(
      "May be run on critical targets by the watchdog's critical trigger, while no engine lives. Its first strategy may then only start, stop or restart the target's own service, and rest on no condition",
    ),
  docs: z.string().optional(),
});
export type Runbook = z.infer<typeof runbookSchema>;
export type Strategy = z.infer<typeof strategySchema>;
export type Step = z.infer<typeof stepSchema>;

/** A runbook in the registry, with what is known about this exact content. */
export interface RegisteredRunbook {
  readonly runbook: Runbook;
  /** SHA-256 over the canonical JSON of the runbook; approvals are bound to it. */
  readonly hash: string;
  /** `pack:service`, or the file it came from. */
  readonly source: string;
  /** The mode that is in force, which the file only asks for (HOST-16). */
  readonly mode: RunbookMode;
  /** A language model proposed it for one incident: it stays in dry_run, and matches no other. */
  readonly proposedBy?: "model";
  readonly approvedBy?: string;
  readonly approvedAt?: number;
}
