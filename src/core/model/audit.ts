/** The log as it is looked through: backwards, over all streams, and proved whole. */

import type { Healer } from "./emergency-events.ts";
import type { StoredEvent } from "./events.ts";
import type { verificationStates } from "./shown.ts";

export interface StretchQuery {
  /** Only records before this place in the order over all streams; absent: the newest. */
  readonly before?: number;
  /** How many records are looked at, whether they fit or not; it bounds how long that takes. */
  readonly span: number;
  readonly stream?: Healer;
  readonly types?: readonly string[];
  /** A part of the actor's name, in whatever case. */
  readonly actor?: string;
  readonly incident?: string;
  /** Of this target, or of an incident of it. */
  readonly target?: string;
  /** Wall clock, ms, both included. */
  readonly from?: number;
  readonly to?: number;
}

export interface PlacedEvent {
  /** In the order over all streams. */
  readonly place: number;
  readonly stored: StoredEvent;
}

/** One stretch of the log, the newest first. */
export interface Stretch {
  readonly items: readonly PlacedEvent[];
  /** Where the next one begins (`before`); null: that was the oldest. */
  readonly next: number | null;
  /** When the oldest record that was looked at was written; null: there was none. */
  readonly reachedAt: number | null;
}

/** A record as a search shows it. */
export type FoundEvent = StoredEvent & { readonly place: number; readonly sentence: string };

export interface SearchPage {
  /** The newest first. */
  readonly items: readonly FoundEvent[];
  /** Pass it back as `cursor`; null: the beginning of the log was reached. There may be none in this page, and some in the next. */
  readonly next: string | null;
  /** ISO 8601: how far back was looked so far; null: there is nothing. */
  readonly reachedAt: string | null;
  /** The newest sequence number of each stream. */
  readonly heads: { readonly engine: number; readonly mender: number };
}

export interface VerificationView {
  /** `failed`: nothing could be found out. */
  readonly state: (typeof verificationStates)[number];
  readonly sentence: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** How many records were read. */
  readonly events: number;
  /** The last record of each stream. */
  readonly heads: readonly { readonly stream: string; readonly seq: number; readonly hash: string }[];
  /** The first hundred. */
  readonly problems: readonly { readonly kind: string; readonly stream: string | null; readonly message: string }[];
  readonly problemCount: number;
}

export interface AuditFacade {
  stretch(query: StretchQuery): Stretch;
  /** The last one that was asked for since the engine started, or the one under way. */
  verification(): VerificationView;
  /** Begins to prove the chain in a process apart, unless that is under way. */
  verify(): VerificationView;
}
