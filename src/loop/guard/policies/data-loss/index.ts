/**
 * What may lose data for good waits for a human who approves exactly that plan. There is no option, and nothing that is configured
 * changes it: whether a step may lose data is said by the action itself, from its input (docs/adr/0014).
 */
import { z } from "zod";
import { definePolicy } from "#core/model";

export const dataLoss = definePolicy({
  name: "data-loss",
  summary: "What may lose data is only done after a human approved exactly that plan; no configuration changes this.",
  schema: z.strictObject({}),
  judge(plan, { approvedPlanHash }) {
    const losing = plan.steps.flatMap(({ index, action, mayLose }) =>
      mayLose === undefined ? [] : [{ step: index + 1, action, what: mayLose }],
    );
    if (losing.length === 0) return [];
    const said = losing.map(({ step, action, what }) => `step ${step} (${action}) ${what}`).join("; ");
    const approved = approvedPlanHash === plan.hash;
    return [
      {
        policy: "data-loss",
        severity: approved ? "inform" : "ask",
        kind: approved ? "loss_approved" : "may_lose_data",
        message: approved ? `a human approved what may lose data: ${said}` : `it may lose data: ${said}`,
        evidence: { steps: losing, planHash: plan.hash },
        recommendation: "look at what would be lost, and approve this very plan if it may be",
      },
    ];
  },
});
