/** One target as surfaces see it, and what stands around it. Times ISO 8601, UTC. */

import type { Severity } from "./anomaly.ts";
import type { WindowKind } from "./operator.ts";
import type { Reading } from "./reading.ts";
import type { Service } from "./service.ts";
import type { healths } from "./shown.ts";
import type { StopView } from "./status.ts";
import type { Autonomy, Criticality, TargetKind } from "./target.ts";

export type Health = (typeof healths)[number];

/** An open incident of this target and one of another, of which one waits for the other's repair. */
export interface TroubleLink {
  /** This target's own. */
  readonly incident: string;
  readonly other: string;
  readonly target: string;
}

/** What keeps messages or repairs of it back. */
export interface Cover {
  readonly name: string;
  readonly kind: WindowKind | "silence";
  readonly reason: string;
  readonly by: string;
  readonly until: string | null;
  /** It is about some types or severities of its trouble only. */
  readonly partly: boolean;
}

export interface TargetView {
  readonly id: string;
  readonly kind: TargetKind;
  readonly criticality: Criticality;
  readonly autonomy: Autonomy;
  readonly dependsOn: readonly string[];
  /** What names it under its own `dependsOn`. */
  readonly dependents: readonly string[];
  readonly group: string | null;
  readonly owner: string | null;
  /** Who starts and stops its service; null: it has none. */
  readonly supervisor: Service["kind"] | null;
  readonly health: Health;
  readonly pid: number | null;
  readonly probes: readonly {
    readonly id: string;
    readonly kind: string;
    readonly everyMs: number;
    readonly last: Reading | null;
  }[];
  readonly openIncidents: readonly string[];
  /** Its trouble is put down to another's, whose repair is waited for. */
  readonly waitsFor: readonly TroubleLink[];
  /** Trouble of others that is put down to its own. */
  readonly holdsUp: readonly TroubleLink[];
  /** Null: nobody stopped it on purpose. */
  readonly stopped: StopView | null;
  readonly covers: readonly Cover[];
}

export interface TargetQuery {
  readonly health?: Health;
  readonly kind?: TargetKind;
  readonly group?: string;
  /** A part of its id, group or owner, whatever the case. */
  readonly search?: string;
  /** Default: all. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** What it is watched for. */
export interface WatchedFor {
  readonly type: string;
  readonly title: string;
  readonly severity: Severity;
  /** Ids of the probes whose readings are looked at. */
  readonly probes: readonly string[];
  readonly condition: string;
  readonly confirmation: { readonly bad: number; readonly forMs: number };
  readonly thresholds: readonly {
    readonly name: string;
    readonly value: number;
    /** Set at the target; otherwise the rule's. */
    readonly own: boolean;
  }[];
  /** Where the condition holds one value of a reading against one number: what a chart can show. */
  readonly limits: readonly {
    readonly value: string;
    readonly at: number;
    /** On which side of it the trouble is. */
    readonly bad: "above" | "below";
  }[];
}

export interface TargetDetail extends TargetView {
  readonly watchedFor: readonly WatchedFor[];
}

/** A target in the graph of all. */
export interface DependencyNode
  extends Pick<
    TargetView,
    "id" | "kind" | "criticality" | "dependsOn" | "group" | "owner" | "health" | "openIncidents" | "waitsFor"
  > {
  /** How many incidents of others are put down to its own. */
  readonly holdsUp: number;
  readonly stopped: boolean;
  readonly covered: boolean;
}
