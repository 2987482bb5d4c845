/** A target that a human stopped on purpose stays stopped. What the human says yes to while it is stopped runs. */
import { z } from "zod";
import { definePolicy } from "#core/model";

export const manualStop = definePolicy({
  name: "manual-stop",
  summary: "Leaves a target alone that a human stopped on purpose, until a human starts it.",
  schema: z.strictObject({}),
  judge(plan, { stoppedByHuman: stop, target, approvedPlanHash }) {
    if (stop === null || approvedPlanHash === plan.hash) return [];
    return [
      {
        policy: "manual-stop",
        severity: "hold",
        kind: "stopped_by_human",
        message: `${stop.by} stopped ${target.id} on purpose: ${stop.reason}`,
        evidence: { ...stop },
        until: null,
        recommendation: `chiron start ${target.id}`,
      },
    ];
  },
});
