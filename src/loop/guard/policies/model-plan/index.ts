/**
 * What a language model proposed is asked about: text from logs and alerts went into it, and whoever writes those may have
 * wished for just this plan (REASON-07).
 */
import { z } from "zod";
import { definePolicy, type Note } from "#core/model";

export const modelPlan = definePolicy({
  name: "model-plan",
  summary: "Asks a human before a plan runs that a language model proposed.",
  schema: z.strictObject({
    restartUnasked: z
      .boolean()
      .default(false)
      .describe("Lets one run that only restarts the target's own service, where the target's autonomy is auto"),
  }),
  judge(plan, { approvedPlanHash, target }, { restartUnasked }) {
    if (plan.proposedBy !== "model" || approvedPlanHash === plan.hash) return [];
    const onlyRestarts = plan.steps.every((step) => step.restartsOwnService || step.changesNothing === true);
    const evidence = { runbook: plan.runbook, actions: plan.steps.map((step) => step.action), risk: plan.risk };
    if (restartUnasked && onlyRestarts && target.autonomy === "auto") {
      return [
        note("inform", "model_restart", "a language model proposed to restart it, and that was allowed", evidence),
      ];
    }
    return [note("ask", "model_proposed", "a language model proposed this plan: a human must approve it", evidence)];
  },
});

function note(severity: Note["severity"], kind: string, message: string, evidence: Note["evidence"]): Note {
  return { policy: "model-plan", severity, kind, message, evidence };
}
