/**
 * No action without an approved plan. Every admission (approved at the boundary, in this very life) is good for one execution, whose
 * steps follow one another. And an admission may not be what the rules forbid that need no arithmetic: never while healing is paused,
 * never on a target that is only observed, and where a target or a runbook asks for a human, only with a human's word for exactly
 * this plan.
 */
import { changesNothing, type Plan, type StoredEvent, type Verdict } from "#core/model";
import type { MakeInvariant } from "./types.ts";

export const approved: MakeInvariant = ({ fail, ledger }) => {
  /** By runbook and content: what is put back as it was has the approval that was given to it. */
  const runsByItself = new Set<string>();

  const onAdmission = (plan: Plan, verdict: Verdict): void => {
    const target = ledger.settings.targets.find(({ id }) => id === plan.target);
    const byHuman = ledger.incidents.get(plan.incident)?.approvedPlanHash === plan.hash;
    const what = `${plan.runbook} (${plan.strategy}) for ${plan.target}`;
    if (verdict.planHash !== plan.hash) fail("approved-plan", `${what} was judged under another hash`);
    if (changesNothing(plan)) return;
    if (ledger.paused) fail("approved-plan", `${what} was admitted while healing is paused`);
    if (byHuman) return;
    if (target?.autonomy !== "auto")
      fail("approved-plan", `${what} was admitted without a human: autonomy is ${target?.autonomy}`);
    const ownRestart = plan.steps.every((step) => step.restartsOwnService || step.changesNothing === true);
    if (!ownRestart && !runsByItself.has(`${plan.runbook} ${plan.runbookHash}`))
      fail("approved-plan", `${what} was admitted without a human: nobody approved this content of the runbook`);
  };

  const onStep = (data: Extract<StoredEvent, { type: "step.started" }>["data"]): void => {
    const known = ledger.plans.get(data.plan);
    if (known === undefined) {
      fail("approved-plan", `step ${data.effect} belongs to no plan that was proposed`);
      return;
    }
    const step = known.plan.steps[data.index];
    if (step?.action !== data.action)
      fail("approved-plan", `step ${data.effect} runs ${data.action}, which its plan does not say`);
    if (data.undo) return;
    if (known.admittedIn === ledger.life) {
      known.admittedIn = null;
      known.executedIn = ledger.life;
    } else if (known.executedIn !== ledger.life) {
      fail("approved-plan", `step ${data.effect} (${data.action}) was started without an admission of its plan`);
    }
  };

  return {
    onEvent(stored) {
      switch (stored.type) {
        case "plan.judged": {
          const known = ledger.plans.get(stored.data.verdict.plan);
          if (known?.admittedIn === ledger.life) onAdmission(known.plan, stored.data.verdict);
          break;
        }
        case "step.started":
          onStep(stored.data);
          break;
        case "plan.failed": {
          const known = ledger.plans.get(stored.data.plan);
          if (known !== undefined) known.executedIn = null;
          break;
        }
        case "runbook.approved":
        case "runbook.graduated":
          runsByItself.add(`${stored.data.runbook} ${stored.data.hash}`);
          break;
        case "runbook.demoted":
          runsByItself.delete(`${stored.data.runbook} ${stored.data.hash}`);
          break;
        default:
      }
    },
  };
};
