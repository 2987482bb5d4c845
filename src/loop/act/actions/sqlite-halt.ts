/** What halting writes to a database and letting them in again share: what is asked, and the note that lies beside the file meanwhile. */
import { z } from "zod";
import { type DryRunContext, messageOf, type ProcessIdentity } from "#core/model";
import type { Files } from "#core/platform";
import { exactPath } from "./paths.ts";
import { Refusal } from "./result.ts";

/** `$target.probes.sqlite`; what else the probe says is left out. */
export const haltSchema = z.strictObject({
  database: z
    .object({
      path: exactPath,
      halt: z.enum(["lock", "readOnly", "stopService"]).default("lock"),
    })
    .describe("The database, as its probe declares it: $target.probes.sqlite"),
});
export type HaltInput = z.output<typeof haltSchema>;

/** Lies beside the file for as long as its writers are kept out, for whoever wonders, and for letting them in again. */
export interface HaltNote {
  readonly by: "chiron";
  readonly how: HaltInput["database"]["halt"];
  readonly effect: string;
  /** ISO 8601. */
  readonly since: string;
  /** Of `readOnly`: the permissions as they were. */
  readonly mode?: number;
  readonly letGo: string;
}

export const letGo = "chiron execute rb-db-release --confirm --target";
/** In the environment of the process that holds a lock: the file. It is found by that, also by the next engine. */
export const holdMark = "CHIRON_HOLDS";

export function notePath(path: string): string {
  return `${path}.halted.json`;
}

export async function readNote(path: string, files: Files): Promise<HaltNote | undefined> {
  const place = notePath(path);
  if ((await files.stat(place)) === undefined) return undefined;
  try {
    return JSON.parse(await files.read(place, 65_536)) as HaltNote;
  } catch (error) {
    throw new Refusal(`${place} cannot be read: ${messageOf(error)}`);
  }
}

export function holdersOf(path: string, { processes }: Pick<DryRunContext, "processes">): readonly ProcessIdentity[] {
  return processes.findByEnvironment(holdMark, path);
}

export async function requireFile(path: string, files: Files): Promise<void> {
  const stat = await files.stat(path, { follow: true });
  if (stat?.kind !== "file") throw new Refusal(stat === undefined ? `there is no ${path}` : `${path} is not a file`);
}
