/** Tasks whose file is not as it was any more end by themselves: somebody has mended it, changed it, or merged the repair. */
import type { DeclaredRepository, NewEvent, RepairTask } from "#core/model";
import { event } from "#core/model/plain";
import type { Source } from "#repair/worktrees";
import { wanting } from "./opening.ts";
import type { Parts } from "./types.ts";

/** All of a repository that nobody works on just now. */
export async function settle(parts: Parts, declared: DeclaredRepository, source: Source, tip: string): Promise<void> {
  const tasks = [...parts.state.tasks.values()].filter(({ repository }) => repository === declared.id);
  for (const { id } of tasks) {
    const task = parts.state.tasks.get(id);
    if (task === undefined || task.state === "working" || task.state === "approved") continue;
    const events = await settlingOf(parts, declared, source, tip, task);
    // It may have been taken up meanwhile; then whoever works on it finds the same.
    if (events.length > 0 && parts.state.tasks.get(id)?.state === task.state) parts.record(events);
  }
}

/** What ends the task; nothing when its file is as broken as it was. */
export async function settlingOf(
  parts: Parts,
  declared: DeclaredRepository,
  source: Source,
  tip: string,
  task: RepairTask,
): Promise<readonly NewEvent[]> {
  const { id, file, proposal } = task;
  if (task.order !== undefined) {
    // What became of the contract meanwhile is looked at when the chain is carried out.
    const isThere = proposal !== null && (await source.knows(proposal.commit));
    if (!isThere || !(await source.contains(tip, proposal.commit))) return [];
    return [event("repair.task_merged", { task: id, branch: source.branch, commit: proposal.commit })];
  }
  const blob = await source.blobOf(tip, file);
  if (blob === task.blob) return [];
  const close = (reason: string) => event("repair.task_closed", { task: id, reason });
  if (proposal !== null && (await source.knows(proposal.commit)) && (await source.contains(tip, proposal.commit)))
    return [event("repair.task_merged", { task: id, branch: source.branch, commit: proposal.commit })];
  if (blob === null) return [close(`${file} is not there any more`)];
  const bytes = (await source.contents([blob])).get(blob);
  const [checked] = bytes === undefined ? [] : await parts.syntax.check([{ file, bytes }], parts.signal);
  if (checked === undefined || checked.faults.length === 0) return [close(`${file} was mended by somebody else`)];
  const { source: from, incident, by } = task;
  const broken = { repository: declared.id, file, language: checked.language, blob, faults: checked.faults };
  return [
    close(`${file} was changed, and is broken still`),
    ...wanting(parts, declared, broken, { source: from, incident, by }),
  ];
}
