/** Brings an approved commit onto the declared branch, or tells a person how. */
import type { DeclaredRepository, RepairTask } from "#core/model";
import { event, messageOf } from "#core/model/plain";
import { mergeCommand, moveBranch, openSource, removeBranch, type Source } from "#repair/worktrees";
import { attempt } from "./attempt.ts";
import type { Parts } from "./types.ts";

/** Never throws for what the repository is. */
export async function merge(parts: Parts, declared: DeclaredRepository, task: RepairTask): Promise<void> {
  const { id, proposal } = task;
  // Somebody may have said no since it was its turn.
  if (proposal === null || parts.state.tasks.get(id)?.state !== "approved") return;
  const { commit, base } = proposal;
  try {
    const source = await openSource(declared, proposal.onto, { ...parts.platform, signal: parts.signal });
    const tip = await source.tip();
    if (await source.contains(tip, commit)) return await merged(parts, source, task);
    // The change is made anew on what the branch has come to, and checked again.
    if (tip !== base || source.branch !== proposal.onto) return await attempt(parts, declared, task);
    parts.record([event("repair.task_merging", { task: id, branch: source.branch, from: base, commit })]);
    await parts.durable();
    if (parts.state.tasks.get(id)?.state !== "approved") return;
    const moved = await moveBranch(source, base, commit, parts.platform.files);
    if (moved.kind === "moved") return await merged(parts, source, task);
    if (moved.kind === "elsewhere") return await attempt(parts, declared, task);
    const reason = `${source.branch} is checked out in ${moved.where}`;
    parts.record([event("repair.task_left_ready", { task: id, reason, command: mergeCommand(source, commit) })]);
  } catch (error) {
    if (parts.log.failure() !== undefined || parts.signal.aborted) throw error;
    parts.record([event("repair.task_failed", { task: id, reason: `it could not be merged: ${messageOf(error)}` })]);
  }
}

async function merged(parts: Parts, source: Source, { id, proposal }: RepairTask): Promise<void> {
  if (proposal === null) return;
  const { commit, branch } = proposal;
  parts.record([event("repair.task_merged", { task: id, branch: source.branch, commit })]);
  await parts.durable();
  await removeBranch(source, branch, commit, parts.platform.files);
}
