/** What a statement from a configuration may do at all, held by SQLite itself while it compiles it. */
import { constants, type DatabaseSync } from "node:sqlite";

const look = [constants.SQLITE_SELECT, constants.SQLITE_READ, constants.SQLITE_FUNCTION, constants.SQLITE_RECURSIVE];
/** Looks, and nothing else: no PRAGMA, no ATTACH. */
export const reading: ReadonlySet<number> = new Set(look);
/** Changes rows, and nothing else: no table is made or dropped, no other file is attached. */
export const changing: ReadonlySet<number> = new Set([
  ...look,
  constants.SQLITE_INSERT,
  constants.SQLITE_UPDATE,
  constants.SQLITE_DELETE,
]);
/** It would make SQLite load code. */
const forbiddenFunctions = new Set(["load_extension"]);

export function confine(database: DatabaseSync, allowed: ReadonlySet<number>): void {
  database.setAuthorizer((action, _first, second) => {
    if (!allowed.has(action)) return constants.SQLITE_DENY;
    const isForbidden = action === constants.SQLITE_FUNCTION && forbiddenFunctions.has(second ?? "");
    return isForbidden ? constants.SQLITE_DENY : constants.SQLITE_OK;
  });
}
