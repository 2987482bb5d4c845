/**
 * The door to SQLite files that belong to others. Each question is asked in a child process: a check reads every page of a file,
 * which may be large, on a disk that may be failing, and none of that may hold the engine's loop.
 */
import type { Scalar } from "../model/index.ts";

/** What keeps a file from being read, without being a sign of damage. */
export type SqliteObstacle =
  /** There is no such file. */
  | "missing"
  /** It has 0 bytes: SQLite takes that for a database without tables. */
  | "empty"
  /** Another process holds a lock for longer than a check waits. */
  | "locked"
  /** It may not be read, or is no file at all. */
  | "denied"
  /** A crash left a transaction beside it that the next writer takes back; until then it may not be read. */
  | "unfinished"
  /** The disk gives errors, memory is short, the statement is wrong: see the reason. */
  | "failed";

/** No answer: why, in words. */
export interface SqliteSilence {
  readonly kind: SqliteObstacle;
  readonly reason: string;
}

export interface SqliteCheckQuestion {
  readonly path: string;
  /** `integrity_check` after `quick_check`: indexes too; many times slower. */
  readonly deep: boolean;
  /** One SELECT whose first value of its first row is wanted. */
  readonly query?: string;
}

export interface SqliteFindings {
  readonly kind: "intact" | "damaged";
  /** How far it came; `quick` although `deep` was asked for, when time ran out. */
  readonly check: "quick" | "integrity";
  /** What SQLite complains about, at most 20 lines. */
  readonly problems: readonly string[];
  readonly sizeBytes: number;
  readonly value?: Scalar;
  /** Why there is no value. */
  readonly valueError?: string;
}

export interface SqliteRowsQuestion {
  readonly path: string;
  /** One SELECT. */
  readonly query: string;
  /** More rows than this are no answer. */
  readonly maxRows: number;
}

export interface SqliteRows {
  readonly kind: "rows";
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Scalar[])[];
}

export interface SqliteChange {
  readonly path: string;
  /** One INSERT, UPDATE or DELETE, as its owner declared it. */
  readonly statement: string;
  /** Bound by name, besides `:keys`. */
  readonly parameters: Readonly<Record<string, Scalar>>;
  /** `:keys` is the JSON list of what this SELECT gives, in the same transaction, without what is in `without`. */
  readonly keys?: { readonly query: string; readonly without: readonly string[] };
  /** More rows touched than this, triggers included, and the transaction is taken back. */
  readonly maxRows: number;
  /** On a copy in memory: the file is only read. */
  readonly rehearse: boolean;
}

export interface SqliteChanged {
  readonly kind: "changed" | "refused";
  readonly reason: string;
  readonly rows: number;
  readonly keys: readonly string[];
}

export interface SqliteSaveOrder {
  readonly path: string;
  /** Made by it, or it is done already. Appears only when everything is in it. */
  readonly folder: string;
}

export interface SqliteSaved {
  readonly kind: "saved" | "refused";
  readonly reason: string;
  /** Relative to the folder. */
  readonly files: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[];
  /** What `.recover` made of it, or reading row by row where that is not to be had; in words. */
  readonly recovered?: string;
}

/** Every answer comes in time or not at all: when the signal ends it, the child is gone and the answer is `failed`. */
export interface Sqlite {
  check(question: SqliteCheckQuestion, signal: AbortSignal): Promise<SqliteFindings | SqliteSilence>;
  rows(question: SqliteRowsQuestion, signal: AbortSignal): Promise<SqliteRows | SqliteSilence>;
  change(order: SqliteChange, signal: AbortSignal): Promise<SqliteChanged | SqliteSilence>;
  save(order: SqliteSaveOrder, signal: AbortSignal): Promise<SqliteSaved | SqliteSilence>;
  /** The program of a process that holds the write lock of a file until it is ended; it says `held` or `failed: …` in its output. */
  holdCommand(path: string): readonly string[];
}
