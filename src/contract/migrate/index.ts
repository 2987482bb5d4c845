/** Old and new versions of a format side by side (CONTRACT-12). */
export { compileMigrating, type MigratingChecker, migrationWindowMs } from "./checker.ts";
