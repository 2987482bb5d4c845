/** A target still warming up after its own restart is left alone, unless its process is gone. */
import { z } from "zod";
import { definePolicy } from "#core/model";

export const startupGrace = definePolicy({
  name: "startup-grace",
  summary: "No repair of a target that is still warming up after its own restart.",
  schema: z.strictObject({}),
  judge(plan, { target, startedAt, running, now, incident, approvedPlanHash }) {
    if (startedAt === null || !running || approvedPlanHash === plan.hash) return [];
    const until = startedAt + target.startupGraceMs;
    // What was first seen after an earlier start of this incident's own repair is for its next strategy to mend.
    if (until <= now || incident.attempts > 0 || incident.since > until) return [];
    // It had warmed up already: it was seen good after its start, else detection would not have spoken.
    if (incident.since >= startedAt) return [];
    return [
      {
        policy: "startup-grace",
        severity: "hold",
        kind: "warming_up",
        message: `${target.id} was started moments ago and may still be warming up`,
        evidence: { startedAt, startupGraceMs: target.startupGraceMs },
        until,
      },
    ];
  },
});
