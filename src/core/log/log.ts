/** The event log's writing side; see EventLog in types.ts for the order in which things happen. */
import { ChironError, type NewEvent, type StoredEvent } from "#core/model/plain";
import { AnchorKeeper, pathBeside } from "./anchor.ts";
import { type Head, hashOf } from "./chain/index.ts";
import { type Database, isFullError, storeTroubleOf } from "./database.ts";
import { type ReadQuery, readEvents } from "./events.ts";
import { HeldLease, type LeaseClaim, nextLease } from "./lease.ts";
import { inMemory } from "./open.ts";
import { asAppendError, assertExpected, assertOwnStream } from "./others.ts";
import type { Projector } from "./projector.ts";
import { recordOf, type UnplacedRecord } from "./records.ts";
import { asStoreError } from "./schema.ts";
import { Subscribers } from "./subscribers.ts";
import type { AppendOptions, EventLog, LogOptions } from "./types.ts";
import { Waiting } from "./waiting.ts";
import type { WriterLock } from "./writer-lock.ts";

const insertEvent = `INSERT INTO events (stream, seq, at, type, actor, incident, hash, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const updateHead = `INSERT INTO heads VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash`;

/** An event of the group, and what it was made of: it may have to be stored again. */
interface Appended {
  readonly record: UnplacedRecord;
  readonly stored: StoredEvent;
}

export interface LogParts {
  readonly db: Database;
  readonly lock: WriterLock | undefined;
  readonly projector: Projector;
  readonly head: Head;
  readonly rebuilt: readonly string[];
  readonly tookOver: boolean;
}

export class SqliteEventLog implements EventLog {
  readonly rebuiltAtOpen: readonly string[];
  readonly #options: LogOptions;
  readonly #db: Database;
  readonly #lock: WriterLock | undefined;
  readonly #projector: Projector;
  readonly #anchor: AnchorKeeper | undefined;
  readonly #subscribers: Subscribers;
  readonly #waiting = new Waiting();
  readonly #schedule: (commit: () => void) => void;
  #head: Head;
  #durableHead: Head;
  /** The group: appended, in the open transaction, not committed. */
  #group: Appended[] = [];
  #inTransaction = false;
  /** Changes whenever another connection has written (`PRAGMA data_version`). */
  #dataVersion: number;
  readonly #lease: HeldLease | undefined;
  #failure: ChironError | undefined;
  #closed = false;

  constructor(options: LogOptions, { db, lock, projector, head, rebuilt, tookOver }: LogParts) {
    const { path, stream, clock } = options;
    this.#options = options;
    this.#db = db;
    this.#lock = lock;
    this.#projector = projector;
    this.#head = head;
    this.#durableHead = head;
    this.rebuiltAtOpen = rebuilt;
    this.#anchor = path === inMemory ? undefined : new AnchorKeeper(pathBeside(path, stream, "anchor"), clock);
    this.#subscribers = new Subscribers(options.onListenerError);
    this.#schedule = options.schedule ?? ((commit) => void setImmediate(commit));
    this.#dataVersion = this.#db.dataVersion();
    this.#lease = options.lease === undefined ? undefined : this.#takeLease(options.lease, tookOver);
    if (head.seq > 0) this.#anchor?.note({ stream, ...this.#head });
  }

  append(events: readonly NewEvent[], options: AppendOptions = {}): readonly StoredEvent[] {
    this.#assertUsable();
    // Whatever cannot be written is found before anything is touched.
    const records = events.map((event) => recordOf(event, this.#options, options.actor));
    this.#begin();
    try {
      assertExpected(options.expected, this.#head);
      return this.#store(records);
    } finally {
      if (this.#group.length === 0) this.#endTransaction();
    }
  }

  durable(seq = this.#head.seq): Promise<void> {
    if (seq <= this.#durableHead.seq) return Promise.resolve();
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (seq > this.#head.seq)
      return Promise.reject(new ChironError("internal", `record ${seq} has not been appended yet`));
    return this.#waiting.until(seq);
  }

  flush(): void {
    this.#commit();
    if (this.#failure !== undefined) throw this.#failure;
  }

  head = (): Head => this.#head;

  durableHead = (): Head => this.#durableHead;

  get generation(): number | undefined {
    return this.#lease?.generation;
  }

  fence(): void {
    if (this.#failure?.code === "lease_lost") throw this.#failure;
    // In a transaction nobody else can write. A store that fails otherwise is told of by whoever writes to it.
    if (this.#lease === undefined || this.#inTransaction || this.#failure !== undefined || this.#closed) return;
    try {
      this.#lease.check(this.#db.dataVersion());
    } catch (error) {
      if (error instanceof ChironError) throw this.#fail(error);
    }
  }

  condemn(error: ChironError): void {
    if (this.#failure === undefined && !this.#closed) this.#fail(error);
  }

  failure = (): ChironError | undefined => this.#failure;

  read(query: ReadQuery = {}): StoredEvent[] {
    if (this.#closed) throw new ChironError("store_failed", "The log is closed");
    return readEvents(this.#db, this.#options.stream, query);
  }

  subscribe(listener: (stored: StoredEvent) => void): () => void {
    return this.#subscribers.add(listener);
  }

  rebuild(): void {
    this.#assertUsable();
    this.flush();
    try {
      this.#db.transaction(() => this.#projector.rebuild());
    } catch (error) {
      this.#projector.forget();
      throw asStoreError(error, this.#options.path);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#commit();
    this.#closed = true;
    this.#anchor?.write();
    try {
      this.#db.close();
    } finally {
      this.#lock?.release();
    }
  }

  #begin(): void {
    if (this.#inTransaction) return;
    try {
      // Before it waits for the lock of the file: whoever took over may hold that.
      this.#lease?.check(this.#db.dataVersion());
      this.#db.run("BEGIN IMMEDIATE");
      this.#inTransaction = true;
      this.#meetOthers();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Durable before anything else is done. */
  #takeLease(claim: LeaseClaim, tookOver: boolean): HeldLease {
    this.#begin();
    const taken = nextLease(this.#db, claim, tookOver);
    this.append([taken]);
    this.flush();
    return new HeldLease(this.#db, taken.data);
  }

  #meetOthers(): void {
    const version = this.#db.dataVersion();
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.#projector.forget();
    this.#lease?.check(version);
    assertOwnStream(this.#db, this.#options.stream, this.#head);
  }

  #store(records: readonly UnplacedRecord[]): readonly StoredEvent[] {
    const isFirst = this.#group.length === 0;
    try {
      const insert = () => records.map((record) => ({ record, stored: this.#insert(record) }));
      const appended = this.#withRoom(insert);
      this.#group.push(...appended);
      if (isFirst && appended.length > 0) this.#schedule(() => this.#commit());
      return appended.map(({ stored }) => stored);
    } catch (error) {
      if (storeTroubleOf(error) !== undefined) throw this.#fail(error);
      this.#takeBack();
      throw asAppendError(error);
    }
  }

  /** A savepoint would cost every append something, and this is rare: so all is undone, and the rest of the group stored again. */
  #takeBack(): void {
    try {
      this.#replay();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #replay(): void {
    this.#endTransaction();
    this.#projector.forget();
    this.#head = this.#durableHead;
    if (this.#group.length === 0) return;
    this.#db.run("BEGIN IMMEDIATE");
    this.#inTransaction = true;
    for (const { record } of this.#group) this.#insert(record);
  }

  /** Where the disk is full, what was kept for that is given up until the work goes through. */
  #withRoom<T>(work: () => T): T {
    for (let isAgain = false; ; isAgain = true) {
      try {
        if (isAgain) this.#replay();
        if (isAgain && !this.#inTransaction) this.#begin();
        return work();
      } catch (error) {
        if (!isFullError(error) || this.#options.makeRoom?.() !== true) throw error;
      }
    }
  }

  #insert({ incident, ...unplaced }: UnplacedRecord): StoredEvent {
    const record = { ...unplaced, seq: this.#head.seq + 1 };
    const { seq, stream, at, type, actor, data } = record;
    const hash = hashOf(this.#head.hash, record);
    this.#db.run(insertEvent, stream, seq, at, type, actor, incident, hash, data);
    this.#head = { seq, hash };
    // Parsed again, so that live projections see exactly what a rebuild will see, and later changes to the caller's
    // objects reach nobody.
    const stored = { type, data: JSON.parse(data), seq, stream, at, actor, hash } as StoredEvent;
    this.#projector.apply(stored);
    return stored;
  }

  #commit(): void {
    if (!this.#inTransaction || this.#closed) return;
    const { stream } = this.#options;
    try {
      this.#withRoom(() => {
        if (this.#group.length > 0) {
          this.#projector.settle();
          this.#db.run(updateHead, stream, this.#head.seq, this.#head.hash);
        }
        this.#db.run("COMMIT");
      });
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#inTransaction = false;
    const group = this.#group;
    this.#group = [];
    if (group.length === 0) return;
    this.#durableHead = this.#head;
    this.#anchor?.note({ stream, ...this.#head });
    this.#waiting.resolveUpTo(this.#head.seq);
    this.#subscribers.tell(group.map(({ stored }) => stored));
  }

  #endTransaction(): void {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    this.#db.rollBack();
  }

  /** The end of this log object: from here on it only says why. */
  #fail(error: unknown): ChironError {
    const failure = asStoreError(error, this.#options.path);
    const lost = this.#group.length;
    this.#failure = failure;
    this.#group = [];
    this.#head = this.#durableHead;
    this.#endTransaction();
    this.#projector.forget();
    // Another writer's anchor may stand there by now.
    if (failure.code === "conflict" || failure.code === "lease_lost") this.#anchor?.stop();
    this.#waiting.rejectAll(failure);
    this.#options.onFailure?.(failure, lost);
    return failure;
  }

  #assertUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closed) throw new ChironError("store_failed", "The log is closed");
  }
}
