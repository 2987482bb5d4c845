/** Where things are, unless the reader says otherwise. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** `$XDG_STATE_HOME/chiron`, or ~/.local/state/chiron. */
export function dataDirOf(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (given !== undefined) return resolve(given);
  const state = environment.XDG_STATE_HOME;
  // The XDG specification says that a relative path there is to be ignored.
  return join(state?.startsWith("/") ? state : join(homedir(), ".local", "state"), "chiron");
}

export const storeOf = (dataDir: string): string => join(dataDir, "chiron.db");
export const socketOf = (dataDir: string): string => join(dataDir, "chiron.sock");
export const tokensOf = (dataDir: string): string => join(dataDir, "tokens.json");
