/**
 * Scalars and units that the whole vocabulary is made of.
 * Times are milliseconds since the Unix epoch (UTC), durations milliseconds, sizes bytes.
 */
import { z } from "zod";

import { parseDuration } from "./duration.ts";

export { formatDuration, parseDuration } from "./duration.ts";

export type Scalar = string | number | boolean | null;
/** What a probe measured, by name. Names carry their unit last (`latencyMs`, `usedPercent`). */
export type Values = Readonly<Record<string, Scalar>>;

const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Reads `100MB`, `64KiB`, `512`; undefined when it is not a size. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s?([kKMGT]?i?B)?$/.exec(text);
  if (!match) return undefined;
  const unit = sizeUnits[match[2] ?? "B"];
  return unit === undefined ? undefined : Math.round(Number(match[1]) * unit);
}

const maxDurationMs = 366 * 86_400_000;

/** A duration as people write it (`30s`, `5m`, `24h`), read into milliseconds. */
export const duration = z
  .string({ error: "must be a duration such as 500ms, 30s or 5m" })
  .meta({ description: "A duration such as 500ms, 30s, 5m, 24h", examples: ["30s", "5m"] })
  .transform((text, ctx) => {
    const ms = parseDuration(text);
    if (ms === undefined || ms > maxDurationMs) {
      ctx.addIssue({
        code: "custom",
        message: "is not a duration; write it like 500ms, 30s, 5m or 24h (at most a year)",
      });
      return z.NEVER;
    }
    return ms;
  });

/** A size as people write it (`100MB`, `64KiB`), read into bytes. */
export const size = z
  .union([z.string(), z.number()])
  .meta({ description: "A size such as 100MB or 64KiB, or a number of bytes", examples: ["100MB"] })
  .transform((text, ctx) => {
    const bytes = parseSize(String(text));
    if (bytes === undefined) {
      ctx.addIssue({ code: "custom", message: "is not a size; write it like 100MB or 64KiB" });
      return z.NEVER;
    }
    return bytes;
  });

/** Names of targets, runbooks, strategies, probes: what can stand in a path, a URL and a shell word without quoting. */
export const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "may hold letters, digits, '.', '_' and '-', starts with a letter or digit, 100 at most",
  );

/** A fixed argument list. There is no shell between it and the program. */
export const argv = z
  .array(z.string().refine((text) => !text.includes("\0"), "may not hold a NUL byte"))
  .min(1)
  .max(256);
