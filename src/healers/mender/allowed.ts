/** Whether a proposal needs a human. */
import { canonicalJson } from "#core/lib/lean";
import type { DeclaredRepository, NewEvent, Proposal } from "#core/model";
import { byAutonomy, event } from "#core/model/plain";
import { mergeCommand } from "#repair/worktrees";
import type { Trial } from "./trial.ts";

type Asked = Pick<Trial, "declared" | "task" | "source">;

/** On `auto`. What an agent has made is merged by itself only where the repository's own tests have passed with it. */
export function isWorthMerging({ autonomy }: DeclaredRepository, { made, test }: Proposal): boolean {
  return autonomy === "auto" && (made.startsWith("fixer ") || test?.passed === true);
}

/**
 * A human has approved the chain, and the chain says whether it ends with a commit. Where it does not, the change waits for another word; where
 * the repository lets nothing land, a person is told how to merge.
 */
function wordOnChain({ declared, task, source }: Asked, commit: string): readonly NewEvent[] {
  const { id, by, order } = task;
  const { autonomy } = declared;
  const isToLand = order?.chain.steps.some(({ kind }) => kind === "commit") ?? false;
  const isAllowed = autonomy === "approve" || autonomy === "auto";
  if (isAllowed) return isToLand && by !== null ? [event("repair.task_approved", { task: id, commit, by })] : [];
  const reason = `the autonomy of ${declared.id} is ${autonomy}`;
  return [event("repair.task_left_ready", { task: id, reason, command: mergeCommand(source, commit) })];
}

/**
 * Nobody has to be asked where the repository is on `auto`; nor where a human has approved the very same change of the very same content, and
 * only the rest of the branch has moved on, with which it was checked again.
 */
export function approvalOf(asked: Asked, proposal: Proposal): readonly NewEvent[] {
  const { declared, task } = asked;
  const { commit, changes } = proposal;
  if (task.order !== undefined) return wordOnChain(asked, commit);
  const isSame = canonicalJson(task.proposal?.changes ?? null) === canonicalJson(changes);
  const by =
    task.approvedBy !== null && isSame ? task.approvedBy : isWorthMerging(declared, proposal) ? byAutonomy : null;
  return by === null ? [] : [event("repair.task_approved", { task: task.id, commit, by })];
}
