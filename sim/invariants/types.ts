/** What an invariant is: it hears of everything, and says what may not be. */
import type { Settings, StoredEvent } from "#core/model";
import type { Accepted } from "../world/channels.ts";
import type { Effect } from "../world/effects.ts";
import type { World } from "../world/world.ts";
import type { Ledger } from "./ledger.ts";

export interface Scene {
  readonly world: World;
  /** As it was at first, with everything that ever is; what is in force stands in the ledger. */
  readonly settings: Settings;
  readonly ledger: Ledger;
  /** Ends the run. The first word stands. */
  readonly fail: (invariant: string, message: string) => void;
}

export interface Invariant {
  /** A durable event, after the ledger has taken it in. */
  onEvent?(stored: StoredEvent): void;
  /** An effect is about to begin in the world. */
  onEffect?(effect: Effect): void;
  /** A service's process is about to be started, or told to end. */
  onTouch?(target: string, what: string): void;
  /** A message has arrived at a human's. */
  onAccepted?(accepted: Accepted): void;
  /** Every ten minutes. */
  onTick?(): void;
  /** After the days, and the time to settle. */
  atEnd?(): void;
}

export type MakeInvariant = (scene: Scene) => Invariant;
