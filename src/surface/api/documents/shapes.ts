/** The shapes of answers, for documents and tests. Each is held to the type that the engine's façade gives by the compiler. */
import { z } from "zod";
import {
  type Approval,
  autonomies,
  type CheckResult,
  type CommandResult,
  criticalities,
  type Hypothesis,
  humanInteractionStatuses,
  hypothesisSources,
  type IncidentSummary,
  incidentStates,
  type MetricRecord,
  metricNames,
  type ProcessStatus,
  type Reading,
  type RunbookView,
  risks,
  runbookModes,
  type Status,
  severities,
  type TargetView,
  targetKinds,
} from "#core/model";

const time = z.iso.datetime();
const text = z.string();
const whole = z.number().int().nonnegative();
const values = z.record(text, z.union([text, z.number(), z.boolean(), z.null()]));
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: list(item),
    next: text.nullable().describe("Pass it back as `cursor`; null at the end"),
  });
}

const processStatus: z.ZodType<ProcessStatus> = z.strictObject({
  state: z.enum(["running", "stopped", "not_installed"]),
  pid: whole.nullable(),
  startedAt: time.nullable(),
  loopLagMs: z.number().optional(),
  memoryMB: z.number().optional(),
});

export const paused = z.strictObject({ reason: text, since: time, by: text }).nullable();

export const status: z.ZodType<Status> = z.strictObject({
  version: text,
  node: text,
  engine: processStatus,
  mender: processStatus,
  watchdog: processStatus,
  paused,
  targets: z.strictObject({ total: whole, good: whole, bad: whole, unknown: whole }),
  incidents: z.strictObject({ open: whole, byState: z.partialRecord(z.enum(incidentStates), whole) }),
  runbooks: z.strictObject({ dry_run: whole, auto_execute: whole }),
  store: z.strictObject({ state: z.literal("damaged"), since: time, reason: text, copy: text }).optional(),
  lastRemediationAt: time.nullable(),
  lastEscalationAt: time.nullable(),
  harmony: z.number().min(0).max(100).nullable(),
});

export const reading: z.ZodType<Reading> = z.strictObject({
  target: text,
  probe: text,
  takenAt: z.number(),
  available: z.boolean(),
  values,
  latencyMs: z.number(),
  error: text.optional(),
});

export const metricRecord: z.ZodType<MetricRecord> = z.strictObject({
  name: z.enum(metricNames),
  at: time,
  seq: whole.describe("Its place in the log"),
  incident: text.nullable(),
  type: text.nullable().describe("The anomaly that it was about"),
  target: text.nullable(),
  runbook: text.nullable(),
  label: text.nullable().describe("The channel of a message; how a runbook came to run by itself"),
});

export const target: z.ZodType<TargetView> = z.strictObject({
  id: text,
  kind: z.enum(targetKinds),
  criticality: z.enum(criticalities),
  autonomy: z.enum(autonomies),
  dependsOn: list(text),
  health: z.enum(["good", "bad", "unknown"]),
  pid: whole.nullable(),
  probes: list(z.strictObject({ id: text, kind: text, everyMs: z.number(), last: reading.nullable() })),
  openIncidents: list(text),
});

const domain = z.enum(["clear", "complicated", "complex", "chaotic", "disorder"]).nullable();
const tier = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).nullable();

const incidentFields = {
  id: text,
  type: text,
  target: text,
  severity: z.enum(severities),
  state: z.enum(incidentStates),
  openedAt: time,
  updatedAt: time,
  endedAt: time.nullable(),
  recurrences: whole,
  domain,
  runbook: text.nullable(),
  tier,
  summary: text,
};

export const incidentSummary: z.ZodType<IncidentSummary> = z.strictObject(incidentFields);

export const approval: z.ZodType<Approval> = z.strictObject({
  id: text,
  incident: text,
  plan: text,
  planHash: text,
  asked: z
    .strictObject({ owner: text.nullable(), route: z.enum(["notice", "page"]), channels: list(text) })
    .optional()
    .describe("Who is asked"),
  code: text.optional().describe("Names the question in a reply"),
  askedAt: z.number(),
  deadline: z.number(),
  status: z.enum(["waiting", "approved", "rejected", "modified", "timed_out", "withdrawn"]),
  answeredBy: text.nullable(),
  answeredAt: z.number().nullable(),
  reason: text.nullable(),
});

/** What stands in the log is as manifold as the log; here only that it is there. */
const further = z.looseObject({});

export const storedEvent = z.strictObject({
  type: text,
  data: further,
  seq: whole,
  stream: text,
  at: z.number(),
  actor: text,
  hash: text,
});

const hypothesis: z.ZodType<Hypothesis> = z.strictObject({
  id: text,
  source: z.enum(hypothesisSources),
  statement: text,
  probability: z.number().min(0).max(1),
  evidence: list(text),
  runbook: text.nullable(),
  strategy: text.nullable(),
});

const checkResult: z.ZodType<CheckResult> = z.strictObject({
  check: text,
  target: text,
  ok: z.boolean().nullable().describe("Null: it could not be told"),
  finding: text,
  values,
  durationMs: z.number(),
});

const evidence = z.strictObject({ condition: text, reading, thresholds: z.record(text, z.number()) });

const epistemic = z.strictObject({
  domain,
  confidence: z.number().nullable(),
  entropy: z.number().nullable().describe("Shannon entropy over the candidates, in bits"),
  why: text.nullable(),
  evidence: z.strictObject({ anomaly: evidence, checks: list(checkResult) }),
  hypotheses: list(hypothesis),
  proposedPlan: further.nullable(),
  reflectionCount: whole,
  maxReflections: whole,
  policyViolations: list(further),
  humanInteractionStatus: z.enum(humanInteractionStatuses),
  humanVerification: z
    .strictObject({ by: text, at: z.number(), isRight: z.boolean(), reason: text.nullable() })
    .nullable(),
  humanOverrideInstructions: z
    .strictObject({
      by: text,
      runbook: text,
      strategy: text.nullable(),
      withoutStrategies: list(text),
      withoutActions: list(text),
      inputs: list(
        z.strictObject({
          action: text,
          strategy: text.optional(),
          step: whole.optional(),
          input: z.record(text, z.unknown()),
        }),
      ),
      riskAtMost: z.enum(risks).nullable(),
      notes: list(text),
    })
    .nullable(),
  traceId: text.nullable(),
  sessionId: text.nullable(),
  inhibitedBy: text.nullable().describe("The incident whose repair is waited for"),
  inhibits: list(z.strictObject({ incident: text, target: text, type: text })),
});

export const incidentDetail = z.strictObject({
  ...incidentFields,
  events: list(storedEvent),
  plan: further.nullable(),
  verdicts: list(further),
  steps: list(further),
  outcome: further.nullable(),
  evidence,
  approval: approval.nullable(),
  acknowledged: z
    .strictObject({ by: text, at: z.number(), until: z.number().nullable(), reason: text.nullable() })
    .nullable(),
  hold: z.strictObject({ policy: text, reason: text, until: z.number().nullable() }).nullable(),
  episode: text,
  count: whole,
  epistemic,
});

const runbookFields = {
  id: text,
  title: text,
  version: whole,
  hash: text,
  source: text,
  mode: z.enum(runbookModes),
  approvedBy: text.nullable(),
  approvedAt: time.nullable(),
  matches: list(text),
  risk: z.enum(risks),
  strategies: list(text),
  confidence: z.strictObject({
    alpha: z.number(),
    beta: z.number(),
    outcomes: whole,
    lower: z.number(),
    mean: z.number(),
  }),
};

export const runbook: z.ZodType<RunbookView> = z.strictObject(runbookFields);
export const runbookWithDefinition = z.strictObject({ ...runbookFields, definition: further });

export const commandResult: z.ZodType<CommandResult> = z.strictObject({
  message: text.describe("What was done, or why nothing was"),
  changed: z.boolean(),
  data: further.optional(),
});

export const cloudEvent = z.strictObject({
  specversion: z.literal("1.0"),
  id: text,
  source: text,
  type: text,
  subject: text.optional().describe("The incident that it belongs to"),
  time,
  datacontenttype: z.literal("application/json"),
  sequence: text.describe("The sequence number, from which the stream is taken up again"),
  actor: text,
  data: further,
});

export const problem = z.looseObject({
  type: text,
  title: text,
  status: whole,
  detail: text,
  code: text,
  help: text.optional().describe("What to do next"),
});
