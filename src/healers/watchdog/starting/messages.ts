/** What the watchdog and the process that starts critical services for it say to one another: one line of JSON each. */
import type { NewEvent, ProcessIdentity, Service } from "#core/model";
import type { EmergencyRunbookStep } from "#healers/mutual/critical";

export interface StartOrder {
  readonly dataId: string;
  readonly service: Service;
  readonly known: { readonly process: ProcessIdentity; readonly startedAt?: number; readonly stopped: boolean } | null;
  /** Null: it is started, unless it runs after all. */
  readonly steps: readonly EmergencyRunbookStep[] | null;
}

export interface StartAnswer {
  readonly target: string;
  readonly ok: boolean;
  readonly summary: string;
  /** The process that it has now. */
  readonly process: ProcessIdentity | null;
  /** What happened, as the engine would have written it down. */
  readonly events: readonly NewEvent[];
}
