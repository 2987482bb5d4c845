/**
 * How far Chiron may go: the lesser of what the target's owner allows and what the runbook has earned. Restarting a service counts
 * as approved when its owner declared the target with `autonomy: auto` (HOST-16).
 */
import { z } from "zod";
import { changesNothing, definePolicy, type Facts, type Note, type Plan, unreachable } from "#core/model";

export const autonomy = definePolicy({
  name: "autonomy",
  summary: "What this target and this runbook version may do by themselves.",
  schema: z.strictObject({}),
  judge(plan, facts) {
    if (facts.approvedPlanHash === plan.hash) {
      return [note("inform", "approved_by_human", "a human approved exactly this plan", { planHash: plan.hash })];
    }
    if (facts.target.autonomy !== "observe" && changesNothing(plan)) {
      return [note("inform", "changes_nothing", "it only looks, waits or tells", { steps: actionsOf(plan) })];
    }
    return [...ofTarget(facts), ...ofRunbook(plan, facts)];
  },
});

function ofTarget({ target }: Facts): readonly Note[] {
  switch (target.autonomy) {
    case "observe":
      return [
        note(
          "hold",
          "observe_only",
          `${target.id} is only observed (autonomy: observe)`,
          { autonomy: target.autonomy },
          null,
        ),
      ];
    case "suggest":
    case "approve":
      return [
        note("ask", "approval_needed", `${target.id} asks for a human's approval (autonomy: ${target.autonomy})`, {
          autonomy: target.autonomy,
        }),
      ];
    case "auto":
      return [];
    default:
      return unreachable(target.autonomy);
  }
}

function ofRunbook(plan: Plan, { target, runbookMode }: Facts): readonly Note[] {
  if (runbookMode === "auto_execute") return [];
  const onlyRestarts = plan.steps.every((step) => step.restartsOwnService || step.changesNothing === true);
  if (onlyRestarts && target.autonomy === "auto") {
    return [
      note("inform", "restart_is_approved", `restarting ${target.id} is approved by its owner (autonomy: auto)`, {
        steps: actionsOf(plan),
      }),
    ];
  }
  return [
    note(
      "ask",
      "dry_run_mode",
      `${plan.runbook} version ${plan.runbookVersion} is in dry_run: a human must approve it`,
      {
        runbook: plan.runbook,
        hash: plan.runbookHash,
      },
    ),
  ];
}

function actionsOf({ steps }: Plan): readonly string[] {
  return steps.map((step) => step.action);
}

function note(
  severity: Note["severity"],
  kind: string,
  message: string,
  evidence: Note["evidence"],
  until?: null,
): Note {
  return { policy: "autonomy", severity, kind, message, evidence, ...(until === undefined ? {} : { until }) };
}
