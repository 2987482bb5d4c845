/** One SQLite connection with its prepared statements, and what its errors mean. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

export type { SQLInputValue };

export interface DatabaseOptions {
  readonly readOnly?: boolean;
  /** How long a statement waits for another process's lock. It blocks this one meanwhile. */
  readonly busyTimeoutMs?: number;
}

export class Database {
  readonly #connection: DatabaseSync;
  /** By their text. Bounded by the program: no statement is put together from values. */
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, options: DatabaseOptions = {}) {
    this.#connection = new DatabaseSync(path, {
      readOnly: options.readOnly ?? false,
      timeout: options.busyTimeoutMs ?? 5_000,
    });
  }

  run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.#prepared(sql).run(...values);
  }

  /** Rows are trusted to have the shape that the statement gives them. */
  get<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  /** Row by row, for what does not fit in memory. A statement of its own, so that others may run meanwhile. */
  iterate<Row>(sql: string, ...values: readonly SQLInputValue[]): IterableIterator<Row> {
    return this.#connection.prepare(sql).iterate(...values) as IterableIterator<Row>;
  }

  /** Several statements at once, without values. */
  script(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Runs `work` in one transaction: all of it happens, or nothing. */
  transaction<T>(work: () => T): T {
    this.run("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.run("COMMIT");
      return result;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  /** Changes whenever another connection has written. */
  dataVersion(): number {
    return this.get<{ data_version: number }>("PRAGMA data_version")?.data_version ?? 0;
  }

  /** Never throws: some errors have ended the transaction already. */
  rollBack(): void {
    try {
      this.#connection.exec("ROLLBACK");
    } catch {
      // There was nothing left to roll back.
    }
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Primary result codes (sqlite3.h) that speak of the file or the disk rather than of the statement. */
const storeTroubles: Readonly<Record<number, string>> = {
  5: "it is locked by another process",
  6: "it is locked",
  7: "there is not enough memory",
  8: "it may only be read",
  10: "the disk gives errors",
  11: "it is damaged",
  13: "the disk is full",
  14: "it cannot be opened",
  15: "its locks do not work",
  26: "it is not a database",
};

/** SQLITE_FULL, and SQLITE_IOERR_SHMSIZE, which is the same for the index of the write-ahead log. */
export function isFullError(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" && ((code & 0xff) === 13 || code === 4874);
}

/** Whether the file itself is damaged: SQLITE_CORRUPT or SQLITE_NOTADB. */
export function isDamageError(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" && [11, 26].includes(code & 0xff);
}

/** What is the matter with the file, in words; undefined when the error is not about the file. */
export function storeTroubleOf(error: unknown): string | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? storeTroubles[code & 0xff] : undefined;
}
