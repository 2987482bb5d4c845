/** The shapes of answers, for documents and tests. Each is held to the type that the engine's façade gives by the compiler. */
import { z } from "zod";
import {
  type Approval,
  type CommandResult,
  capabilities,
  criticalities,
  type IncidentSummary,
  incidentStates,
  type MetricRecord,
  metricNames,
  modelProviders,
  modelUses,
  type PolicyView,
  type ProcessStatus,
  type RunbookView,
  risks,
  runbookModes,
  type SinkView,
  type Status,
  severities,
} from "#core/model";
import { confidence, domain, further, list, text, time, whole } from "./basic-shapes.ts";
import { storedEvent } from "./event-shapes.ts";
import { epistemic, evidence } from "./knowledge-shapes.ts";
import { switches } from "./operating-shapes.ts";

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: list(item),
    next: text.nullable().describe("Pass it back as `cursor`; null at the end"),
  });
}

const processStatus: z.ZodType<ProcessStatus> = z.strictObject({
  state: z
    .enum(["running", "stopped", "silent"])
    .describe("silent: its process is there, and does not say that it lives"),
  pid: whole.nullable(),
  startedAt: time.nullable(),
  loopLagMs: z.number().optional(),
  memoryMB: z.number().optional(),
});

export const paused = z.strictObject({ reason: text, since: time, by: text }).nullable();

export const sink: z.ZodType<SinkView> = z.strictObject({
  id: text,
  kind: text,
  state: z.enum(["idle", "delivering", "failing"]).describe("idle: it has everything"),
  seq: whole.describe("The newest event that it has taken"),
  behind: whole.describe("How many events it does not have yet"),
  behindSince: time.nullable(),
  delivered: whole.describe("Since the engine started"),
  failures: whole,
  lastDeliveredAt: time.nullable(),
  lastError: text.nullable(),
  nextAttemptAt: time.nullable(),
  spans: z.strictObject({ exported: whole, dropped: whole }).optional().describe("Of the traces"),
});

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
  store: z.strictObject({ state: z.enum(["damaged", "unwritable"]), since: time, reason: text, copy: text }).optional(),
  configuration: z
    .strictObject({ state: z.literal("last_good"), file: text, problems: list(text), since: time, keptAt: time })
    .optional(),
  port: z
    .strictObject({ state: z.literal("waiting"), host: text, port: whole, reason: text, since: time })
    .optional()
    .describe("Only while the TCP port cannot be had, and the Unix socket alone answers"),
  kernels: z
    .strictObject({
      running: whole,
      total: whole,
      list: list(
        z.strictObject({
          id: text,
          state: z.enum(["waiting", "starting", "running", "silent", "gone"]),
          pid: whole.nullable(),
        }),
      ),
    })
    .optional()
    .describe("Only where kernels are declared"),
  sinks: list(sink).optional(),
  switches: switches.optional(),
  model: z
    .strictObject({
      provider: z.enum(modelProviders),
      name: text,
      uses: z.array(z.enum(modelUses)),
      state: z.enum(["ready", "resting"]),
      asked: z.strictObject({ lastHour: whole, lastDay: whole }),
      budget: z.strictObject({ perHour: whole, perDay: whole }),
    })
    .optional()
    .describe("Only where a language model is configured"),
  lastRemediationAt: time.nullable(),
  lastEscalationAt: time.nullable(),
  harmony: z.number().min(0).max(100).nullable(),
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

export const incidentSummary = z.strictObject(incidentFields) satisfies z.ZodType<IncidentSummary>;

export const approval = z.strictObject({
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
}) satisfies z.ZodType<Approval>;

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
  transitions: list(
    z.strictObject({
      seq: whole,
      at: z.number(),
      type: text,
      node: text,
      action: text,
      confidence: z.number().nullable(),
      verdict: text.nullable(),
      violations: list(text),
      traceId: text,
      sessionId: text.nullable(),
    }),
  ),
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
  confidence,
};

export const runbook: z.ZodType<RunbookView> = z.strictObject(runbookFields);
export const runbookWithDefinition = z.strictObject({ ...runbookFields, definition: further });

export const commandResult: z.ZodType<CommandResult> = z.strictObject({
  message: text.describe("What was done, or why nothing was"),
  changed: z.boolean(),
  data: further.optional(),
});

export const problem = z.looseObject({
  type: text,
  title: text,
  status: whole,
  detail: text,
  code: text,
  help: text.optional().describe("What to do next"),
});

export const grant = z.strictObject({
  id: text,
  delegate: text,
  capabilities: list(z.enum(capabilities)),
  targets: list(text).optional(),
  criticality: z.enum(criticalities).optional(),
  runbooks: list(text).optional(),
  reason: text,
  grantedBy: text,
  grantedAt: whole,
  expiresAt: whole,
});

export const policy: z.ZodType<PolicyView> = z.strictObject({
  name: text,
  summary: text,
  source: text,
  options: z.record(text, z.unknown()),
  breakers: list(
    z.strictObject({
      scope: text,
      name: text,
      state: z.enum(["closed", "open", "half_open"]),
      failures: whole,
      limit: whole,
      until: whole.nullable(),
    }),
  ).optional(),
  storm: z.strictObject({ since: time, bad: whole, watched: whole }).nullable().optional(),
  grants: list(grant).optional(),
});
