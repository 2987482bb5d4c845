/** The keys of chiron.yaml. What belongs to extensions (a probe's options, a channel's) is checked by their own schemas. */
import { z } from "zod";
import {
  autonomies,
  criticalities,
  directSupervisorSchema,
  duration,
  name,
  pm2SupervisorSchema,
  runitSupervisorSchema,
  supervisordSupervisorSchema,
  systemdSupervisorSchema,
  targetKinds,
} from "#core/model";

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

export const configurationSchema = z.strictObject({
  node: name.default("chiron").describe("The name of this installation, in messages and metrics"),
  targets: z.array(z.unknown()).default([]),
  packs: z
    .array(z.union([z.string().min(1), z.record(z.string().min(1), z.unknown())]))
    .default([])
    .describe("Shipped packs by name, your own by path; with what a pack is told: - openclaw: { … }"),
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
    })
    .prefault({}),
  repairs: z.strictObject({ atOnce: z.number().int().min(1).max(100).default(4) }).prefault({}),
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
