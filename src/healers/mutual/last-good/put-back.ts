/**
 * Puts back what worked last, where the present one ended a healer over its start. What has not changed since it worked cannot be the reason,
 * and is left. Each returns what is to be written down; undefined: there is nothing to put back.
 */
import type { Healer, NewEvent } from "#core/model";
import { changedFiles, hashOfFile, readKept } from "./configuration.ts";
import { readRefusals, refuseConfiguration, refuseRelease } from "./refused.ts";
import { isAtHand, ownRelease, readRelease } from "./release.ts";
import { readStart } from "./start.ts";

export interface Changes {
  readonly files: readonly string[];
  readonly isRelease: boolean;
}

/** What is not as it was when it last worked. */
export function changesSinceGood(folder: string): Changes {
  const kept = readKept(folder);
  const release = readRelease(folder);
  const own = ownRelease();
  const isRelease = release !== undefined && (release.root !== own.root || release.version !== own.version);
  return { files: kept === undefined ? [] : changedFiles(kept), isRelease };
}

export function canPutBackConfiguration(folder: string): boolean {
  return changesSinceGood(folder).files.length > 0 && readRefusals(folder).configuration === undefined;
}

export function putBackConfiguration(folder: string, why: string, now: number): NewEvent | undefined {
  const kept = readKept(folder);
  if (kept === undefined || !canPutBackConfiguration(folder)) return undefined;
  const start = readStart(folder);
  const problems = (start?.error ?? why).split("\n");
  const files = start?.files ?? kept.files.map(({ path }) => ({ path, hash: hashOfFile(path) }));
  refuseConfiguration(folder, { file: kept.file, files, problems, since: now, told: false });
  return {
    type: "configuration.put_back",
    data: { file: kept.file, problems, keptAt: kept.keptAt, reason: why },
  };
}

export function canPutBackRelease(folder: string): boolean {
  const kept = readRelease(folder);
  return (
    kept !== undefined &&
    changesSinceGood(folder).isRelease &&
    readRefusals(folder).release === undefined &&
    isAtHand(kept)
  );
}

export function putBackRelease(folder: string, why: string, now: number): NewEvent | undefined {
  const kept = readRelease(folder);
  if (kept === undefined || !canPutBackRelease(folder)) return undefined;
  const own = ownRelease();
  refuseRelease(folder, { ...own, since: now, reason: why, told: false });
  const { root: program, version } = kept;
  return {
    type: "release.put_back",
    data: { program, version, instead: `${own.version} of ${own.root}`, reason: why },
  };
}

/** For a healer that was started several times in a row and did not live: first the configuration, and when that did not help, the release. */
export function putBackNext(folder: string, healer: Healer, why: string, now: number): NewEvent | undefined {
  const configuration =
    healer === "engine" && readStart(folder) !== undefined ? putBackConfiguration(folder, why, now) : undefined;
  return configuration ?? putBackRelease(folder, why, now);
}
