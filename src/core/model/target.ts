/** One thing that is watched, as declared in chiron.yaml, with all defaults filled in. */
import type { Service } from "./service.ts";

export const targetKinds = [
  "service",
  "process",
  "kernel",
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
  /** Which of the declared repositories holds its code. */
  readonly repository?: string;
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
