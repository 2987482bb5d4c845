/** `healers`: how the three processes of Chiron itself are watched. */
import { z } from "zod";
import { duration, type Settings, size } from "#core/model";

/** Below these, a busy machine would make healers end one another. */
const least = { silentAfterMs: 5_000, confirmForMs: 1_000, memoryLimitBytes: 128_000_000 };
const longestMs = 3_600_000;

export const healersSchema = z
  .strictObject({
    silentAfter: duration
      .default(30_000)
      .refine((ms) => ms >= least.silentAfterMs && ms <= longestMs, "must be from 5s to 1h")
      .describe("How long one of Chiron's processes may be silent before another ends and restarts it; at least 5s"),
    confirmFor: duration
      .default(60_000)
      .refine((ms) => ms >= least.confirmForMs && ms <= longestMs, "must be from 1s to 1h")
      .describe("How long engine and mender must both be silent before the watchdog takes over; at least 1s"),
    memoryLimit: size
      .default(512_000_000)
      .refine((bytes) => bytes >= least.memoryLimitBytes, "must be at least 128MB")
      .describe("How much memory one of Chiron's processes may take before it is restarted; at least 128MB"),
    keepAfter: duration
      .default(60_000)
      .refine((ms) => ms >= 1_000 && ms <= longestMs, "must be from 1s to 1h")
      .describe("How long the engine must have been well with a configuration until that is kept as the last good one"),
    agents: z.array(z.unknown()).default([]).describe("Coding agents that the mender may ask where no fixer helps"),
  })
  .prefault({});

export function readHealers({
  silentAfter,
  confirmFor,
  memoryLimit,
  keepAfter,
}: z.output<typeof healersSchema>): Settings["healers"] {
  return {
    silentAfterMs: silentAfter,
    confirmForMs: confirmFor,
    memoryLimitBytes: memoryLimit,
    keepAfterMs: keepAfter,
  };
}
