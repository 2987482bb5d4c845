/** While a human has paused healing, nothing runs, whoever asks. Detection goes on. */
import { z } from "zod";
import { definePolicy, formatDuration } from "#core/model";

export const killSwitch = definePolicy({
  name: "kill-switch",
  summary: "Holds everything while a human has paused healing; survives restarts.",
  schema: z.strictObject({}),
  judge(_plan, { paused, now }) {
    if (paused === null) return [];
    return [
      {
        policy: "kill-switch",
        severity: "hold",
        kind: "paused",
        message: `healing was paused ${formatDuration(now - paused.since)} ago: ${paused.reason}`,
        evidence: { reason: paused.reason, since: paused.since },
        until: null,
        recommendation: "chiron resume",
      },
    ];
  },
});
