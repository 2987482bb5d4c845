/** The shapes of how Chiron's own processes watch one another, and of what they did for one another. */
import { z } from "zod";
import {
  type DrillView,
  drillFaults,
  drillFiguresSchema,
  drillStates,
  drillVictims,
  type EmergencyView,
  type HealersWatch,
  type RecoveryView,
  sightStates,
} from "#core/model";
import { list, text, time, whole } from "./basic-shapes.ts";
import { healer, recoveryShape, role } from "./healer-shapes.ts";
import { grant } from "./shapes.ts";

const edge = z.strictObject({
  watcher: role,
  watched: role,
  duty: text.describe("What it does when that one fails"),
  state: z
    .enum(sightStates)
    .describe(
      "sees: a recent beat of the process that runs now; late: its word on that is old; blind: it has seen another process, or none; gone: the watcher is not there",
    ),
  seenPid: whole.nullable(),
  seenBeat: whole.nullable(),
  beatsBehind: whole.nullable(),
});

export const watch: z.ZodType<HealersWatch> = z.strictObject({
  at: time,
  healers: list(healer),
  edges: list(edge),
  beatEveryMs: whole,
  silentAfterMs: whole.describe("So long a healer may be silent"),
  confirmForMs: whole.describe("So long both must be silent before the watchdog takes over"),
  memoryLimitMB: whole,
  leases: list(z.strictObject({ role: text, generation: whole, pid: whole, since: time })),
  isEmergency: z.boolean(),
  emergencyGrants: list(grant),
  drill: z
    .strictObject({
      cron: text,
      zone: text,
      faults: list(z.enum(drillFaults)),
      who: list(z.enum(drillVictims)),
      times: whole,
    })
    .nullable()
    .describe("What is scheduled"),
});

export const recovery: z.ZodType<RecoveryView> = z.strictObject({
  ...recoveryShape,
  id: text,
  healer: role,
  pid: whole.nullable(),
  sentence: text,
});

export const emergency: z.ZodType<EmergencyView> = z.strictObject({
  id: text,
  at: time,
  endedAt: time.nullable(),
  attempt: whole,
  reason: text,
  recovered: z.boolean().nullable(),
  left: list(text).describe("What was left for a human"),
  sentences: list(text),
});

export const drill: z.ZodType<DrillView> = z.strictObject({
  id: text,
  state: z.enum(drillStates).describe("under_way also where its end was never reported"),
  at: time,
  endedAt: time.nullable(),
  by: text,
  figures: list(drillFiguresSchema),
  broken: text.nullable(),
  sentences: list(text),
});
