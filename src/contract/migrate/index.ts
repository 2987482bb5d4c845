/** Old and new versions of a format side by side (CONTRACT-12). */
export { compileMigrating, type MigratingChecker, type MigrationOptions, migrationWindowMs } from "./checker.ts";
export type { Revision } from "./editions.ts";
