/** The small files by which the three processes know one another: `healers/` in the data folder. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "./role.ts";

export interface Places {
  readonly folder: string;
  beat(role: Role): string;
  lock(role: Role): string;
  /** There while an orderly end is under way. */
  readonly ending: string;
  /** Who asks the watchdog that a healer started to make way for it. */
  readonly handover: string;
  /** What the engine has read of the configuration that the others must keep to. */
  readonly limits: string;
  readonly journals: string;
}

export function placesIn(dataDir: string): Places {
  const folder = join(dataDir, "healers");
  return {
    folder,
    beat: (role) => join(folder, `${role}.beat`),
    lock: (role) => join(folder, `${role}.lock`),
    ending: join(folder, "ending"),
    handover: join(folder, "handover"),
    limits: join(folder, "limits.json"),
    journals: join(folder, "journal"),
  };
}

export function makePlaces(dataDir: string): Places {
  const places = placesIn(dataDir);
  mkdirSync(places.folder, { recursive: true, mode: 0o700 });
  return places;
}
