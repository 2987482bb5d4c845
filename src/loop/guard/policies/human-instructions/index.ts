/** A plan that a human's instructions made is not the one that was asked about, nor one that anybody has seen: it is asked for anew. */
import { z } from "zod";
import { definePolicy } from "#core/model";

export const humanInstructions = definePolicy({
  name: "human-instructions",
  summary: "Asks anew for a plan that was made by a human's instructions, whatever may run by itself.",
  schema: z.strictObject({}),
  judge(plan, { incident, approvedPlanHash }) {
    const { humanOverrideInstructions: asked } = incident;
    if (asked === null || approvedPlanHash === plan.hash) return [];
    return [
      {
        policy: "human-instructions",
        severity: "ask",
        kind: "made_by_instructions",
        message: `the plan was changed by ${asked.by}, and nobody has approved it as it is now`,
        evidence: { instructions: asked, planHash: plan.hash },
      },
    ];
  },
});
