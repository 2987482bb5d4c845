/**
 * One attempt at one task: a work tree of its own, the change, the parser again, one commit, the repository's own tests, and a proposal.
 * Whatever it comes to, nothing of it stays but the branch.
 */
import type { DeclaredRepository, NewEvent, Proposal, RepairTask } from "#core/model";
import { event, messageOf } from "#core/model/plain";
import { makeWorktree, openSource, removeWorktree } from "#repair/worktrees";
import { approvalOf } from "./allowed.ts";
import { clearAway, dropBranch } from "./clearing.ts";
import { propose } from "./proposing.ts";
import { settlingOf } from "./settling.ts";
import { NeedsHuman, type Trial } from "./trial.ts";
import { branchOf, type Parts, worktreeOf } from "./types.ts";

const backoffMs = [60_000, 300_000, 1_800_000] as const;

/** Never throws for what the repository, a fixer, an agent or a test does. Broken off when a human says no meanwhile. */
export async function attempt(whole: Parts, declared: DeclaredRepository, task: RepairTask): Promise<void> {
  const { id } = task;
  const number = task.attempts + 1;
  const parts = { ...whole, signal: AbortSignal.any([whole.signal, whole.state.untilOver(id)]) };
  try {
    const known = parts.reader.mending.lastScan(declared.id)?.branch ?? null;
    const source = await openSource(declared, known, { ...parts.platform, signal: parts.signal });
    const base = await source.tip();
    const settled = await settlingOf(parts, declared, source, base, task);
    if (settled.length > 0) {
      parts.record(settled);
      return;
    }
    parts.record([event("repair.task_started", { task: id, attempt: number, base })]);
    await parts.durable();
    const say: Trial["say"] = (stage, detail) =>
      void parts.record([event("repair.task_progressed", { task: id, stage, detail })]);
    await within({ parts, declared, task, source, base, say });
  } catch (error) {
    if (parts.log.failure() !== undefined) throw error;
    // What has ended meanwhile is not ended again, and what a human wants anew is another round.
    if (whole.state.tasks.get(id)?.round === task.round) parts.record([endOf(whole, task, number, error)]);
  }
}

function endOf(parts: Parts, { id, maxAttempts }: RepairTask, number: number, error: unknown): NewEvent {
  const now = parts.platform.clock.now();
  if (parts.signal.aborted)
    return event("repair.task_deferred", {
      task: id,
      reason: "the mender was ended",
      nextAttemptAt: now,
      counts: false,
    });
  const reason = messageOf(error);
  if (error instanceof NeedsHuman || number >= maxAttempts) return event("repair.task_failed", { task: id, reason });
  const waitMs = backoffMs[Math.min(number, backoffMs.length) - 1] ?? 0;
  return event("repair.task_deferred", { task: id, reason, nextAttemptAt: now + waitMs, counts: true });
}

async function within(trial: Trial): Promise<void> {
  const { parts, source, task, base, say } = trial;
  const { files } = parts.platform;
  const [path, branch] = [worktreeOf(parts, task), branchOf(task)];
  say("checking out", base.slice(0, 12));
  await clearAway(parts, source, task);
  let proposal: Proposal | undefined;
  try {
    const worktree = await makeWorktree(source, { path, branch, base }, files);
    const { order } = task;
    proposal =
      order === undefined
        ? await propose(trial, worktree)
        : await (await import("./chains/index.ts")).carryOut(trial, worktree, order);
    // Somebody may have said no meanwhile.
    if (!parts.state.isAtWorkOn(task)) proposal = undefined;
  } finally {
    // Not by the mender's own signal: what was begun is tidied up also when it ends.
    const calm = await openSource(trial.declared, source.branch, {
      ...parts.platform,
      signal: new AbortController().signal,
    });
    await removeWorktree(calm.repository, path, files);
    if (proposal === undefined) await dropBranch(parts, calm, task, base);
  }
  if (proposal === undefined) return;
  parts.record([event("repair.task_proposed", { task: task.id, proposal }), ...approvalOf(trial, proposal)]);
  await parts.durable();
}
