/** `healers`: how the three processes of Chiron itself are watched. */
import { z } from "zod";
import { loadCronTimes } from "#core/lib";
import { type DrillSetting, drillFaults, drillVictims, duration, type Settings, size } from "#core/model";

import type { Gathering } from "./gathering.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Source } from "./source/index.ts";

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
    drill: z
      .strictObject({
        schedule: z.string().min(1).max(200).describe("When, as cron writes it: minute hour day month weekday"),
        zone: z.string().min(1).max(100).default("UTC").describe("The time zone of `schedule`"),
        faults: z.array(z.enum(drillFaults)).min(1).default(["kill"]).describe("How: kill, hang"),
        who: z
          .array(z.enum(drillVictims))
          .min(1)
          .default(["engine", "mender", "watchdog", "both"])
          .describe("Whom; `both` are engine and mender at once, `all` the watchdog too"),
        times: z.number().int().min(1).max(100).default(1).describe("How often each"),
      })
      .optional()
      .describe("Kills or hangs Chiron's own processes by the clock, to see that they are recovered, and how soon"),
  })
  .prefault({});

export function readHealers({
  silentAfter,
  confirmFor,
  memoryLimit,
  keepAfter,
  drill,
}: z.output<typeof healersSchema>): Settings["healers"] {
  return {
    silentAfterMs: silentAfter,
    confirmForMs: confirmFor,
    memoryLimitBytes: memoryLimit,
    keepAfterMs: keepAfter,
    ...(drill === undefined ? {} : { drill: drillOf(drill) }),
  };
}

export async function checkDrill(
  { healers: { drill } }: ConfigurationInput,
  source: Source,
  into: Gathering,
): Promise<void> {
  if (drill === undefined) return;
  const fault = (await loadCronTimes()).fault(drill.schedule, drill.zone);
  if (fault === undefined) return;
  const key = fault.part === "cron" ? "schedule" : "zone";
  into.problems.push(source.problem(["healers", "drill", key], fault.message));
}

function drillOf({ schedule, ...rest }: NonNullable<z.output<typeof healersSchema>["drill"]>): DrillSetting {
  return { cron: schedule, ...rest };
}
