/** What the log offers to the engine, and what it asks of those who keep state in it. */

import type { ChironError, NewEvent, StoredEvent } from "#core/model/plain";
import type { Clock } from "#core/platform";
import type { Head } from "./chain/index.ts";
import type { Database } from "./database.ts";
import type { ReadQuery } from "./events.ts";
import type { LeaseClaim } from "./lease.ts";

export interface LogOptions {
  /** The file, usually `chiron.db`; `:memory:` for one that needs none (and then has no lock and no anchor). */
  readonly path: string;
  /** The writer's own stream. Each has one writing process at a time. */
  readonly stream: string;
  readonly clock: Pick<Clock, "now" | "after">;
  /** Every process that writes to the file must bring the same ones, unless it is a guest. */
  readonly projections?: readonly Projection[];
  /**
   * Its events change no tables but those of the projections that it brings, so that all others stay as current as they are. Who is not
   * one, and does not know a projection, has it made again by whoever does.
   */
  readonly isGuest?: boolean;
  /** When a group of events is committed; default: at the end of this turn (`setImmediate`). */
  readonly schedule?: (commit: () => void) => void;
  /** How long an append waits for another process's transaction; it blocks meanwhile. Default: 5 s. */
  readonly busyTimeoutMs?: number;
  /**
   * Told once when the store can no longer be written. `lost` is how many events had been appended and will not become
   * durable; nobody was told of them.
   */
  readonly onFailure?: (error: ChironError, lost: number) => void;
  /** The disk is full: frees some of it, at once, and says whether it could. What was being written is then tried again. */
  readonly makeRoom?: () => boolean;
  /** Told when a subscriber throws; default: a process warning. */
  readonly onListenerError?: (error: unknown) => void;
  /** Takes the next generation of a role (see lease.ts); needs the projection of leases. */
  readonly lease?: LeaseClaim;
  /** Does not wait for the lock of a writer that cannot be ended: takes its lease, and the lock when it is let go. */
  readonly takeOver?: boolean;
  /** Opens a file that is older than its anchor says: a human has put a copy back on purpose. */
  readonly acceptRollback?: boolean;
}

export interface AppendOptions {
  /** The head of this stream that the caller's decision rests on. */
  readonly expected?: number;
  /** For events that name nobody themselves; default: the stream's name. */
  readonly actor?: string;
}

/**
 * 1. `append` gives events their place, time and hash at once, and updates the projections; all of it stands in an open
 *    transaction, visible to this object and to nobody else.
 * 2. The group is committed at the end of the turn: one fsync for all that was appended, whoever appended it.
 * 3. `durable` resolves, subscribers hear of it. Only now may anything have an effect on the world.
 */
export interface EventLog {
  /** All of them or, when it throws, none. Throws `conflict`, `store_failed`, `too_large`. */
  append(events: readonly NewEvent[], options?: AppendOptions): readonly StoredEvent[];
  /** Resolves once everything up to `seq` (default: up to the head) is on disk; rejects with `store_failed` when it never will be. */
  durable(seq?: number): Promise<void>;
  /** Commits what waits now. Throws `store_failed`. */
  flush(): void;
  /** The newest event of this stream, durable or not. */
  head(): Head;
  /** The newest one that is on disk. */
  durableHead(): Head;
  /** This stream's events, the not yet durable ones included. */
  read(query?: ReadQuery): StoredEvent[];
  /** Durable events only, each once and in order. A listener that throws does not stop the others. Returns the way to stop. */
  subscribe(listener: (stored: StoredEvent) => void): () => void;
  /** Throws every projection away and makes it again from the events. */
  rebuild(): void;
  /** Names of the projections that had to be made again when the log was opened. */
  readonly rebuiltAtOpen: readonly string[];
  /** The generation of the lease that this log holds, or held. */
  readonly generation: number | undefined;
  /**
   * To be asked right before each effect on the world: throws `lease_lost`, and ends this log, when another process has taken the
   * lease. Takes microseconds. Without a lease it never throws.
   */
  fence(): void;
  /** From outside: the file was found damaged. Nothing more is written, as after a failure of its own. */
  condemn(error: ChironError): void;
  /** Undefined as long as all is well. */
  failure(): ChironError | undefined;
  /** Commits what waits, writes the anchor, lets the lock go. Further calls do nothing. */
  close(): void;
}

/** Current state in tables: a fold over the events, updated in the transaction that stores them. */
export interface Projection {
  readonly name: string;
  /** Raise it whenever the tables or the fold change: they are then made again from the log. */
  readonly version: number;
  /** Makes `tables` and their indexes. */
  readonly ddl: string;
  readonly tables: readonly string[];
  /** May use nothing but the event and its own tables. */
  apply(db: Database, stored: StoredEvent): void;
  /** Writes what `apply` held back; called once for a group of appends, right before it is committed. */
  settle?(db: Database): void;
  /** Drops whatever is held in memory: a transaction was undone, or another process has written. */
  forget?(): void;
}

export type { ReadQuery };
