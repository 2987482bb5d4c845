/** What worked last, as surfaces show it. Reads and hashes what was kept and what stands there now: for whoever asks, not for a status. */
import type { LastGoodView } from "#core/model";
import { changedFiles, readKept } from "./configuration.ts";
import { readRefusals } from "./refused.ts";
import { ownRelease, readRelease } from "./release.ts";

export function lastGoodView(folder: string): LastGoodView {
  return { configuration: configurationView(folder), release: releaseView(folder) };
}

function configurationView(folder: string): LastGoodView["configuration"] {
  const kept = readKept(folder);
  if (kept === undefined) return null;
  const { configuration: refused } = readRefusals(folder);
  const changed = changedFiles(kept);
  return {
    file: kept.file,
    hash: kept.hash,
    since: iso(kept.keptAt),
    changed,
    state: refused !== undefined ? "in_force" : changed.length === 0 ? "present" : "kept",
    refusedSince: refused === undefined ? null : iso(refused.since),
    problems: refused?.problems ?? [],
  };
}

function releaseView(folder: string): LastGoodView["release"] {
  const kept = readRelease(folder);
  if (kept === undefined) return null;
  const { release: refused } = readRefusals(folder);
  const own = ownRelease();
  const isPresent = kept.root === own.root && kept.version === own.version;
  return {
    program: kept.root,
    version: kept.version,
    since: iso(kept.keptAt),
    state: refused !== undefined ? "in_force" : isPresent ? "present" : "kept",
    refused: refused === undefined ? null : `${refused.version} of ${refused.root}: ${refused.reason}`,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
