import { z } from "zod";
import { defineAction, duration, formatDuration } from "#core/model";
import { failed, succeeded } from "../result.ts";

const longestMs = 3_600_000;

export const wait = defineAction({
  name: "wait",
  summary: "Waits, so that something that takes its time can settle",
  // The plan keeps the time as milliseconds and is checked by the same schema once more.
  schema: z.strictObject({
    for: z
      .union([duration, z.number()])
      .refine((ms) => ms >= 0 && ms <= longestMs, "is longer than an hour")
      .describe("How long, at most an hour: 5s"),
  }),
  risk: "low",
  idempotent: true,
  changesNothing: true,
  dryRun: async (input) => `Would wait for ${formatDuration(input.for)}.`,
  run: async (input, { clock, signal }) => {
    const started = clock.monotonic();
    const outcome = await clock.sleep(input.for, signal).then(
      () => "slept" as const,
      () => "aborted" as const,
    );
    const tookMs = clock.monotonic() - started;
    if (outcome === "aborted") return failed(`Waiting was broken off after ${formatDuration(tookMs)}`);
    return succeeded(`Waited for ${formatDuration(input.for)}`);
  },
});
