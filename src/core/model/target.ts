/** One thing that is watched, as declared in chiron.yaml, with all defaults filled in. */
import { z } from "zod";
import { argv, duration, name } from "./values.ts";

export const targetKinds = [
  "service",
  "process",
  "agent",
  "host",
  "mount",
  "file",
  "log",
  "database",
  "pipeline",
  "gateway",
  "repository",
  "healer",
] as const;
export type TargetKind = (typeof targetKinds)[number];

export const criticalities = ["critical", "normal", "low"] as const;
export type Criticality = (typeof criticalities)[number];

/** How far Chiron may go on a target; each level includes the ones before it. */
export const autonomies = ["observe", "suggest", "approve", "auto"] as const;
export type Autonomy = (typeof autonomies)[number];

const environment = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string());

/** A child process of Chiron's own. It outlives the engine and is adopted again by the next one. */
export const directSupervisorSchema = z.strictObject({
  command: argv.describe("The program and its arguments; no shell reads them"),
  cwd: z.string().optional().describe("Working directory; default: the folder of chiron.yaml"),
  env: environment.default({}).describe("Environment variables added to Chiron's own"),
  stopSignal: z.enum(["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP"]).default("SIGTERM"),
  stopGrace: duration.default(10_000).describe("How long it may take to stop before SIGKILL"),
  log: z.string().optional().describe("Where its output goes; default: services/<target>.log in the data folder"),
  pidFile: z
    .string()
    .optional()
    .describe(
      "Where the service itself writes its pid, when it puts itself in the background; it is then watched by that pid",
    ),
});

/** A supervisor bound to its target: the typed value of `$target.supervisor`. */
export const serviceSchema = z.object({
  target: name,
  kind: z.literal("direct"),
  command: argv,
  cwd: z.string(),
  env: environment,
  stopSignal: z.string(),
  stopGrace: z.number().nonnegative(),
  log: z.string(),
  pidFile: z.string().optional(),
});
export type Service = z.infer<typeof serviceSchema>;

/** One probe of one target, with its options as its own schema read them. */
export interface ProbeDeclaration {
  /** Unique on its target. */
  readonly id: string;
  /** Which probe: `http`, `process` … */
  readonly kind: string;
  readonly everyMs: number;
  readonly deadlineMs: number;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Target {
  readonly id: string;
  readonly kind: TargetKind;
  readonly criticality: Criticality;
  readonly autonomy: Autonomy;
  readonly dependsOn: readonly string[];
  readonly group?: string;
  readonly owner?: string;
  readonly supervisor?: Service;
  readonly probes: readonly ProbeDeclaration[];
  /** Overrides of the thresholds of anomaly rules, by name: `{ stale_after: 600 }`. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** No verdict on its health for this long after Chiron itself (re)started it. */
  readonly startupGraceMs: number;
  /** Further values that runbooks may refer to as `$target.settings.…`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Files that a clean start may remove first. */
  readonly staleFiles: readonly string[];
  /** The pack that made it of its settings; undefined for what stands under `targets`. */
  readonly pack?: string;
}
