/** The keys of chiron.yaml. What belongs to extensions (a probe's options, a channel's) is checked by their own schemas. */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import {
  anomalyType,
  autonomies,
  criticalities,
  directSupervisorSchema,
  duration,
  escalationSchema,
  name,
  pm2SupervisorSchema,
  runitSupervisorSchema,
  severities,
  size,
  supervisordSupervisorSchema,
  systemdSupervisorSchema,
  targetKinds,
  windowKinds,
} from "#core/model";
import { healersSchema } from "./healers.ts";
import { modelSchema } from "./model.ts";

/** `- http: { … }`, or only `- log` for one without options. */
const member = z.union([z.string(), z.record(z.string(), z.unknown())]);

/** What every probe may say beside its own options. */
export const probeCommonKeys = ["every", "timeout", "deadline", "id"] as const;

export const probeCommonSchema = z.object({
  id: name.optional(),
  every: duration.optional(),
  timeout: duration.optional(),
  deadline: duration.optional(),
});

const supervisorSchema = z
  .strictObject({
    direct: directSupervisorSchema.optional().describe("A process of Chiron's own"),
    systemd: systemdSupervisorSchema.optional().describe("A unit of systemd, which stays its owner"),
    pm2: pm2SupervisorSchema.optional().describe("An app of PM2, which stays its owner"),
    supervisord: supervisordSupervisorSchema.optional().describe("A program of supervisord, which stays its owner"),
    runit: runitSupervisorSchema.optional().describe("A service of runit, which stays its owner"),
  })
  .refine(
    (named) => Object.keys(named).length === 1,
    "must name exactly one: direct, systemd, pm2, supervisord or runit",
  );
export type SupervisorInput = z.output<typeof supervisorSchema>;

export const targetSchema = z.strictObject({
  id: name.describe("Unique; used in commands, paths and messages"),
  kind: z.enum(targetKinds),
  criticality: z.enum(criticalities).default("normal"),
  autonomy: z.enum(autonomies).default("suggest").describe("How far Chiron may go: observe, suggest, approve, auto"),
  dependsOn: z.array(name).default([]),
  group: name.optional().describe("Limits such as the blast radius count per group"),
  owner: z.string().optional(),
  repository: name.optional().describe("Which of `repositories` holds its code: an incident has that scanned at once"),
  supervisor: supervisorSchema.optional(),
  probes: z.array(z.record(z.string(), z.unknown())).default([]),
  thresholds: z.record(z.string(), z.number()).default({}),
  startupGrace: duration.default(10_000).describe("No verdict for this long after Chiron itself started it"),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Values that runbooks refer to as $target.settings.…"),
  staleFiles: z.array(z.string()).default([]).describe("Files that a clean start may remove first"),
});
export type TargetInput = z.output<typeof targetSchema>;

const budget = z
  .strictObject({
    messages: z.number().int().min(1).max(1_000).default(10).describe("How many may go out within the window"),
    window: duration.default(60_000).describe("The window"),
  })
  .prefault({})
  .describe("What comes beyond it is held back, and goes out as one message");

const tracesSchema = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https?$/, error: "is not an http or https address" })
      .describe("Where spans go: the whole address, such as http://127.0.0.1:4318/v1/traces"),
    headerFile: secretFile("a further header, such as `authorization: Bearer …`"),
    headerEnv: secretEnv("that header"),
    from: z.enum(["now", "beginning"]).default("now").describe("Where it begins when it is new"),
    timeout: duration.default(10_000).describe("How long the collector may take to answer"),
    giveUpAfter: duration.default(86_400_000).describe("Spans that ended longer ago are not sent any more"),
  })
  .describe("Incidents as OpenTelemetry traces, by OTLP over HTTP");
const oneOrMore = <T extends z.ZodType>(one: T) =>
  z.union([one, z.array(one).min(1).max(1_000)]).transform((given) => (Array.isArray(given) ? given : [given]));
const pattern = z.string().regex(/^[A-Za-z0-9*][A-Za-z0-9._*-]{0,99}$/, "is no name; * stands for any characters");
const typePattern = z.string().regex(/^[a-z*][a-z0-9_*]{0,63}$/, "is no type; * stands for any characters");
export const moment = z
  .string({ error: "must be a time such as 2026-12-24T18:00:00Z" })
  .meta({ description: "A time such as 2026-12-24T18:00:00Z, or with +01:00 instead of Z" })
  .refine((text) => z.iso.datetime({ offset: true }).safeParse(text).success, "is no time; write 2026-12-24T18:00:00Z")
  .transform((text) => Date.parse(text));
const reason = z.string().trim().min(1, "says nothing").max(2_000);
const zone = z.string().min(1).max(100).default("UTC").describe("The time zone of `cron`, such as Europe/Berlin");
const cron = z
  .string()
  .min(1)
  .max(200)
  .describe("When, as cron writes it: minute hour day month weekday, or with seconds before");

/** Which incidents; all that are given must fit. */
export const matcherShape = {
  target: oneOrMore(pattern).optional().describe("Targets; * stands for any characters"),
  type: oneOrMore(typePattern).optional().describe("Types of anomaly; * stands for any characters"),
  severity: oneOrMore(z.enum(severities)).optional(),
  group: oneOrMore(pattern).optional().describe("Groups of targets; * stands for any characters"),
};

export const silenceSchema = z.strictObject({
  name: name.describe("Unique; by it `chiron silence list` shows it"),
  ...matcherShape,
  until: moment.optional().describe("When it ends; default: when it is taken out of this file"),
  reason: reason.describe("Why; shown wherever it has an effect"),
});

export const windowSchema = z
  .strictObject({
    name: name.describe("Unique; shown wherever it has an effect"),
    kind: z
      .enum(windowKinds)
      .default("maintenance")
      .describe("maintenance: work is planned, trouble is expected; freeze: nothing is to be changed"),
    ...matcherShape,
    cron: cron.optional().describe("When it begins, again and again"),
    zone,
    for: duration.optional().describe("How long it lasts each time"),
    from: moment.optional().describe("When it begins, if it happens once"),
    until: moment.optional().describe("When it ends, if it happens once"),
    messages: z
      .enum(["keep", "send"])
      .optional()
      .describe("Whether messages are kept back until it ends; default: keep for maintenance, send for a freeze"),
    reason: reason.describe("Why; shown wherever it has an effect"),
  })
  .superRefine(({ cron: again, for: lasts, from, until }, ctx) => {
    const isAgain = again !== undefined && lasts !== undefined && from === undefined && until === undefined;
    const isOnce = again === undefined && lasts === undefined && from !== undefined && until !== undefined;
    if (!isAgain && !isOnce)
      ctx.addIssue({ code: "custom", message: "needs either `cron` and `for`, or `from` and `until`" });
    else if (isOnce && until <= from) ctx.addIssue({ code: "custom", path: ["until"], message: "is not after `from`" });
    else if (isAgain && lasts <= 0) ctx.addIssue({ code: "custom", path: ["for"], message: "is no time at all" });
  });

export const scheduleSchema = z.strictObject({
  id: name.describe("Unique; shown in the incidents that it opens"),
  cron,
  zone,
  target: name.describe("On which target"),
  type: anomalyType
    .optional()
    .describe("The anomaly that it raises; default: scheduled_work, or what `runbook` is for"),
  runbook: name.optional().describe("The runbook that it asks for; default: whatever fits the type"),
  severity: z.enum(severities).default("low"),
  title: z.string().min(1).max(200).optional(),
  missed: z
    .enum(["once", "skip"])
    .default("skip")
    .describe("What becomes of times that passed while Chiron was down: made up for once, or not"),
});

export const configurationSchema = z.strictObject({
  node: name.default("chiron").describe("The name of this installation, in messages and metrics"),
  targets: z.array(z.unknown()).default([]),
  packs: z
    .array(z.union([z.string().min(1), z.record(z.string().min(1), z.unknown())]))
    .default([])
    .describe("Shipped packs by name, your own by path; with what a pack is told: - openclaw: { … }"),
  kernels: z
    .array(z.unknown())
    .max(1_000)
    .default([])
    .describe("Long-running processes with a heartbeat, started in order and kept running"),
  anomalies: z.array(z.unknown()).default([]).describe("Anomaly rules of your own"),
  runbooks: z.array(z.string().min(1)).default([]).describe("Files, or folders of files"),
  policies: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe(
      "Options of built-in policies, by name; under another name a policy of your own: when, severity, message",
    ),
  notify: z
    .strictObject({
      notice: z.array(member).default([]),
      page: z.array(member).default([]),
      budget: z.strictObject({ notice: budget, page: budget }).prefault({}).describe("So that a storm makes no flood"),
      giveUpAfter: duration.default(86_400_000).describe("After this long a message is undeliverable"),
    })
    .prefault({}),
  approvals: z
    .strictObject({
      deadline: duration.default(3_600_000).describe("Silence is a no after this long"),
      graduateAfter: z
        .number()
        .int()
        .min(0)
        .max(100)
        .default(3)
        .describe("After so many dry runs in a row that were clean and borne out a runbook runs by itself; 0: never"),
    })
    .prefault({}),
  escalation: escalationSchema.prefault({}).describe("What calls a human by itself; over the shipped rules"),
  recurrence: z
    .strictObject({
      within: duration.default(600_000).describe("A return within this time after a recovery continues the episode"),
      pageAt: z.number().int().min(1).default(3).describe("At so many returns a human is paged"),
    })
    .prefault({}),
  store: z
    .strictObject({
      checkEvery: duration
        .default(300_000)
        .describe(
          "How often Chiron's own store is looked through, by a process of its own; once a day its whole chain",
        ),
      reserve: size
        .default(8_000_000)
        .describe(
          "What is kept free for the store on its own disk, as a file, and given up when that disk is full; 0 for nothing. Default: 8MB",
        ),
    })
    .prefault({}),
  sinks: z.array(member).default([]).describe("Where every event goes besides: jsonl, nats, kafka"),
  traces: tracesSchema.optional(),
  silences: z.array(z.unknown()).default([]).describe("Nobody is told, and nothing is repaired, of what these fit"),
  maintenance: z.array(z.unknown()).default([]).describe("Windows in which nothing is repaired by itself"),
  schedules: z
    .array(z.unknown())
    .default([])
    .describe("Anomalies that are raised, and runbooks that are run, by the clock"),
  intake: z
    .strictObject({
      from: z
        .array(member)
        .default([])
        .describe("Who may say that something is wrong: alertmanager, cloudevents, webhook"),
      catchAll: name.optional().describe("The target of what names none that is declared; default: a human is told"),
      clearsWithin: duration
        .default(600_000)
        .describe("How long after a repair an alert is given to be cleared by whoever sent it"),
    })
    .prefault({}),
  repairs: z.strictObject({ atOnce: z.number().int().min(1).max(100).default(4) }).prefault({}),
  healers: healersSchema.describe("How Chiron's own three processes are watched"),
  repositories: z
    .array(z.unknown())
    .default([])
    .describe("Git repositories whose files are kept parsing, by the mender"),
  contracts: z.array(z.unknown()).max(100).default([]).describe("What outputs of agents are held against, at gates"),
  model: modelSchema.optional().describe("A language model that may be asked for help. Default: none"),
  api: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      port: z.number().int().min(0).max(65_535).default(7717),
      anonymousRead: z.boolean().default(true).describe("Reading without a token, from this machine only"),
      insecureBind: z
        .boolean()
        .default(false)
        .describe("Allows another host than loopback without TLS; tokens are then always needed"),
    })
    .prefault({}),
});
export type ConfigurationInput = z.output<typeof configurationSchema>;
