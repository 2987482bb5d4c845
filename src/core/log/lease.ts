/**
 * The lease (HEALER-08): who writes for a role. Every start takes the next generation, as an event and as a row; whoever holds an earlier
 * one has lost it for good. The lock of a stream keeps two apart while both run as they should; the lease tells an engine that was stopped,
 * replaced and resumed that it is no longer the one.
 */
import { ChironError, type NewEvent, type ProcessIdentity } from "#core/model/plain";
import type { Database } from "./database.ts";

export interface LeaseClaim {
  /** `engine`, `mender`. */
  readonly role: string;
  readonly process: ProcessIdentity;
}

interface LeaseRow {
  readonly generation: number;
  readonly pid: number;
}

type LeaseTaken = Extract<NewEvent, { readonly type: "lease.taken" }>;

const newest = "SELECT generation, pid FROM leases WHERE role = ?";

/** The event that takes the next generation. Call it, and append it, where nobody else writes. */
export function nextLease(db: Database, { role, process }: LeaseClaim, tookOver: boolean): LeaseTaken {
  const generation = (db.get<LeaseRow>(newest, role)?.generation ?? 0) + 1;
  const data = { role, generation, process, ...(tookOver ? { tookOver } : {}) };
  return { type: "lease.taken", data };
}

export class HeldLease {
  readonly generation: number;
  readonly #db: Database;
  readonly #role: string;
  /** As of this version of the file it was still held. */
  #version = -1;

  constructor(db: Database, { role, generation }: LeaseTaken["data"]) {
    this.#db = db;
    this.#role = role;
    this.generation = generation;
  }

  /** Microseconds, as long as nobody else has written since the last look. Throws `lease_lost`. */
  check(dataVersion: number): void {
    if (dataVersion === this.#version) return;
    const row = this.#db.get<LeaseRow>(newest, this.#role);
    if (row !== undefined && row.generation > this.generation) throw lost(this.#role, this.generation, row);
    this.#version = dataVersion;
  }
}

function lost(role: string, generation: number, holder: LeaseRow): ChironError {
  return new ChironError(
    "lease_lost",
    `Another ${role} (pid ${holder.pid}) has taken over: lease generation ${generation}, now ${holder.generation}`,
    {
      help: "This process has lost its place and must end; the other one carries on.",
      details: { role, generation, holder: holder.generation, pid: holder.pid },
    },
  );
}
