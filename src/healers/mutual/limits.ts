/** What the configuration says of the healers, handed from the engine, which reads it, to the two that do not. */
import { isRecord, readSmallJson, replaceSmallFile } from "./small/index.ts";
import type { Limits } from "./watch.ts";

export const defaultLimits: Limits = {
  silentAfterMs: 30_000,
  confirmForMs: 60_000,
  memoryLimitBytes: 512_000_000,
};

/** Below these, a busy machine would make healers kill one another. */
export const leastLimits: Limits = { silentAfterMs: 5_000, confirmForMs: 1_000, memoryLimitBytes: 128_000_000 };
const largest = { silentAfterMs: 3_600_000, confirmForMs: 3_600_000, memoryLimitBytes: 2 ** 50 } as const;

/** Writes nothing where they stand there already. What the file system says is said: the others go on with those of before. */
export function writeLimits(path: string, wanted: Limits, say: (line: string) => void): void {
  const { silentAfterMs, confirmForMs, memoryLimitBytes } = wanted;
  const text = JSON.stringify({ silentAfterMs, confirmForMs, memoryLimitBytes });
  if (JSON.stringify(readSmallJson(path)) === text) return;
  try {
    replaceSmallFile(path, `${text}\n`);
  } catch (error) {
    say(`the limits of the healers could not be handed on: ${String(error)}`);
  }
}

/** The defaults for whatever is not there or makes no sense. */
export function readLimits(path: string): Limits {
  const read = readSmallJson(path);
  const given = isRecord(read) ? read : {};
  const within = (key: keyof Limits): number => {
    const value = given[key];
    const isSound = typeof value === "number" && value >= leastLimits[key] && value <= largest[key];
    return isSound ? value : defaultLimits[key];
  };
  return {
    silentAfterMs: within("silentAfterMs"),
    confirmForMs: within("confirmForMs"),
    memoryLimitBytes: within("memoryLimitBytes"),
  };
}
