/** The way into the log's writing side. */
import { SqliteEventLog } from "./log.ts";
import { openFile, readHead } from "./open.ts";
import { Projector } from "./projector.ts";
import { asStoreError } from "./schema.ts";
import type { EventLog, LogOptions } from "./types.ts";

/**
 * Opens the log for writing, as the only writer of its stream. Throws `conflict` when another process is that already, and
 * `store_failed` when the file is not a log, is newer than this program, or is not as it was left.
 */
export function openLog(options: LogOptions): EventLog {
  const { path, stream } = options;
  const { db, lock, tookOver } = openFile(options);
  try {
    const projector = new Projector(db, options.projections ?? []);
    const opened = db.transaction(() => ({
      head: readHead(db, path, stream, options.acceptRollback ?? false),
      rebuilt: projector.bringUpToDate(options),
    }));
    return new SqliteEventLog(options, { db, lock, projector, tookOver, ...opened });
  } catch (error) {
    db.close();
    lock?.release();
    throw asStoreError(error, path);
  }
}
