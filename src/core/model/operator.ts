/** What an operator has switched: silences, maintenance windows, change freezes, services stopped on purpose. */
import type { Matchers } from "./matchers.ts";
import type { Message } from "./message.ts";

/** Nobody is told and nothing is repaired of what it fits; detection goes on, and is shown. */
export interface Silence {
  /** The name of one in chiron.yaml; made up for one that was added at run time. */
  readonly id: string;
  readonly matchers: Matchers;
  readonly reason: string;
  /** Who added it; `configuration` for one of chiron.yaml. */
  readonly by: string;
  readonly since: number | null;
  /** Null: until somebody removes it. */
  readonly until: number | null;
}

/**
 * `maintenance`: planned work, during which trouble is expected: nothing is repaired, and messages are kept back. `freeze`: nothing is
 * to be changed, and so nothing is repaired either; but trouble is not expected, and is told.
 */
export const windowKinds = ["maintenance", "freeze"] as const;
export type WindowKind = (typeof windowKinds)[number];

export interface MaintenanceWindow {
  readonly name: string;
  readonly kind: WindowKind;
  /** Null: everything that is watched. */
  readonly matchers: Matchers | null;
  readonly messages: "keep" | "send";
  readonly reason: string;
  readonly by: string;
  readonly since: number;
  /** Null: until somebody ends it. */
  readonly until: number | null;
}

/** A human stopped its service on purpose. */
export interface Stop {
  readonly target: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/** A message that was kept back by a silence, a window or a stop. */
export interface Withheld {
  readonly incident: string;
  readonly message: Omit<Message, "id" | "createdAt" | "repeat">;
  /** What kept it back, in words. */
  readonly because: string;
  readonly at: number;
}

/** An agent's session, between its start and its end (`POST /v1/sessions/start`). */
export interface Session {
  readonly id: string;
  readonly targets: readonly string[];
  readonly agent: string | null;
  readonly startedAt: number;
}

/** Where a schedule of chiron.yaml stands. */
export interface ScheduleState {
  readonly id: string;
  /** What it was computed from: another expression or zone begins anew. */
  readonly cron: string;
  readonly zone: string;
  readonly nextAt: number | null;
  readonly lastDueAt: number | null;
}
