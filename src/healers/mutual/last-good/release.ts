/**
 * The release that worked last: which program, where. What can be put back is another release that is still installed at a path of its own; one
 * that was overwritten in place is gone, and that is said.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSmallFile, replaceFile } from "../small/index.ts";
import { readRefusals } from "./refused.ts";

export interface Release {
  /** The folder with package.json; links in the path to it are resolved. */
  readonly root: string;
  readonly version: string;
  readonly keptAt: number;
}

const placeOf = (folder: string): string => join(folder, "last-good", "release.json");
const launcherIn = (root: string): string => join(root, "bin", "healer.js");

export function ownRelease(): Omit<Release, "keptAt"> {
  const root = fileURLToPath(new URL("../../../..", import.meta.url)).replace(/\/$/, "");
  return { root, version: versionIn(root) ?? "unknown" };
}

export function keepRelease(folder: string, now: number): void {
  const own = ownRelease();
  const kept = readRelease(folder);
  if (kept?.root === own.root && kept.version === own.version) return;
  replaceFile(placeOf(folder), `${JSON.stringify({ ...own, keptAt: now })}\n`);
}

export function readRelease(folder: string): Release | undefined {
  return readSmallFile(placeOf(folder), (value) => {
    const release = value as Partial<Release> | null;
    return typeof release?.root === "string" && typeof release.version === "string" ? (release as Release) : undefined;
  });
}

/** What starts the processes of the release that is to be run; undefined: this program's own. */
export function launcherFor(folder: string): string | undefined {
  const { release: refused } = readRefusals(folder);
  const own = ownRelease();
  if (refused === undefined || refused.root !== own.root || refused.version !== own.version) return undefined;
  const kept = readRelease(folder);
  return kept !== undefined && isAtHand(kept) && kept.root !== own.root ? launcherIn(kept.root) : undefined;
}

/** It is still installed there, and is still that version. */
export function isAtHand({ root, version }: Release): boolean {
  return existsSync(launcherIn(root)) && versionIn(root) === version;
}

function versionIn(root: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
