/** Whether a proposal needs a human. */
import { canonicalJson } from "#core/lib/lean";
import type { DeclaredRepository, NewEvent, Proposal, RepairTask } from "#core/model";
import { byAutonomy, event } from "#core/model/plain";
import type { Trial } from "./trial.ts";

/** On `auto`. What an agent has made is merged by itself only where the repository's own tests have passed with it. */
export function isWorthMerging({ autonomy }: DeclaredRepository, { made, test }: Proposal): boolean {
  return autonomy === "auto" && (made.startsWith("fixer ") || test?.passed === true);
}

/** A human has approved the chain, and the chain says whether it ends with a commit. */
function wordOnChain(
  { autonomy }: DeclaredRepository,
  { id, by, order }: RepairTask,
  commit: string,
): readonly NewEvent[] {
  const isToLand = order?.chain.steps.some(({ kind }) => kind === "commit") ?? false;
  const isAllowed = autonomy === "approve" || autonomy === "auto";
  return isToLand && isAllowed && by !== null ? [event("repair.task_approved", { task: id, commit, by })] : [];
}

/**
 * Nobody has to be asked where the repository is on `auto`; nor where a human has approved the very same change of the very same content, and
 * only the rest of the branch has moved on, with which it was checked again.
 */
export function approvalOf(
  { declared, task }: Pick<Trial, "declared" | "task">,
  proposal: Proposal,
): readonly NewEvent[] {
  const { commit, changes } = proposal;
  if (task.order !== undefined) return wordOnChain(declared, task, commit);
  const isSame = canonicalJson(task.proposal?.changes ?? null) === canonicalJson(changes);
  const by =
    task.approvedBy !== null && isSame ? task.approvedBy : isWorthMerging(declared, proposal) ? byAutonomy : null;
  return by === null ? [] : [event("repair.task_approved", { task: task.id, commit, by })];
}
