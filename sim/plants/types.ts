import type { EventLog } from "#core/log";
import type { Message, Settings } from "#core/model";
import type { Extensions } from "#healers/engine";

/** A bug, as something that is put between the engine and what it stands on. */
export interface Plant {
  readonly name: string;
  readonly summary: string;
  /** Which invariants may find it. */
  readonly foundBy: readonly string[];
  /** Seeds that are known to bring, within days, what it takes to show it; others do as well. */
  readonly soonIn?: readonly number[];
  readonly log?: (log: EventLog) => EventLog;
  readonly settings?: (settings: Settings) => Settings;
  readonly extensions?: (extensions: Extensions) => Extensions;
  readonly deliver?: (deliver: (message: Message) => void, log: EventLog) => (message: Message) => void;
  readonly forgetsOutbox?: boolean;
}
