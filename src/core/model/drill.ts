/** Drills of the healers: Chiron's own processes are killed and hung on purpose, to see that they are recovered, and how soon (HEALER-12). */
import { z } from "zod";
import type { HealerName } from "./healer-events.ts";

export const drillFaults = ["kill", "hang"] as const;
export type DrillFault = (typeof drillFaults)[number];

/** `both`: engine and mender at once. `all`: the watchdog, too, which only a service manager can bring back. */
export const drillVictims = ["engine", "mender", "watchdog", "both", "all"] as const;
export type DrillVictims = (typeof drillVictims)[number];

export const victimsOf: Readonly<Record<DrillVictims, readonly HealerName[]>> = {
  engine: ["engine"],
  mender: ["mender"],
  watchdog: ["watchdog"],
  both: ["engine", "mender"],
  all: ["watchdog", "engine", "mender"],
};

const times = z.number().nonnegative().nullable();

/** One fault: what the audit says of when it was seen, and what the heartbeats say of when all were well again. Null: never, or not on record. */
export const drillTrialSchema = z.strictObject({
  fault: z.enum(drillFaults),
  who: z.enum(drillVictims),
  at: z.number(),
  detectedMs: times,
  recoveredMs: times,
});
export type DrillTrial = z.infer<typeof drillTrialSchema>;

const spreadSchema = z.strictObject({ medianMs: z.number(), p95Ms: z.number(), maxMs: z.number() });
export type Spread = z.infer<typeof spreadSchema>;

export const drillFiguresSchema = z.strictObject({
  fault: z.enum(drillFaults),
  who: z.enum(drillVictims),
  trials: z.number().int().nonnegative(),
  recovered: z.number().int().nonnegative(),
  detected: spreadSchema.nullable(),
  recoveredIn: spreadSchema.nullable(),
});
export type DrillFigures = z.infer<typeof drillFiguresSchema>;

export interface DrillEvents {
  /** Before anything is done to anybody. */
  "drill.started": {
    readonly drill: string;
    readonly faults: readonly DrillFault[];
    readonly who: readonly DrillVictims[];
    readonly times: number;
    readonly scheduled: boolean;
  };
  "drill.finished": {
    readonly drill: string;
    /** Each fault was recovered. */
    readonly ok: boolean;
    readonly figures: readonly DrillFigures[];
    /** Why it ended early; null when it did not. */
    readonly broken: string | null;
  };
  /** A drill that was due by its schedule, and was not begun. */
  "drill.skipped": { readonly reason: string };
}

/** Of `healers: { drill: … }`. */
export interface DrillSetting {
  readonly cron: string;
  readonly zone: string;
  readonly faults: readonly DrillFault[];
  readonly who: readonly DrillVictims[];
  readonly times: number;
}

/** What the engine is asked before a drill, and told after it. */
export type DrillCommand =
  | {
      readonly kind: "drill_begin";
      readonly faults: readonly DrillFault[];
      readonly who: readonly DrillVictims[];
      readonly times: number;
      readonly scheduled: boolean;
    }
  | {
      readonly kind: "drill_finish";
      readonly drill: string;
      readonly figures: readonly DrillFigures[];
      readonly broken: string | null;
    };
