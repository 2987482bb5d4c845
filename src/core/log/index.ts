/**
 * The spine: one append-only, hash-chained log of events in one SQLite file, and the state that is a fold over it, in
 * tables of the same file. `openLog` writes it, `#core/log/read` reads it, `#core/log/verify` proves that it is whole. Readings,
 * which are many and disposable, have a file of their own.
 */
export type { Anchor } from "./anchor.ts";
export type { Head } from "./chain/index.ts";
export type { Database } from "./database.ts";
export { dumpTables } from "./dump.ts";
export type { LeaseClaim } from "./lease.ts";
export { openLog } from "./open-log.ts";
export {
  type Evolve,
  incidentsProjection,
  leasesProjection,
  mendingProjection,
  standardProjections,
} from "./projections/index.ts";
export { openReadings, type Readings, type ReadingsOptions } from "./readings/index.ts";
export { openReserve, type Reserve } from "./reserve.ts";
export type { AppendOptions, EventLog, LogOptions, Projection, ReadQuery } from "./types.ts";
export { whyUnwritable } from "./writable.ts";
