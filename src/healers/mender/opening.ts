/** From a broken file to a task. The same content in the same place is the same task, so its id is derived from both. */
import { sha256 } from "#core/lib/lean";
import type { BrokenFile, DeclaredRepository, NewEvent, RepairTask, TaskOrigin } from "#core/model";
import { event, priorityOf } from "#core/model/plain";
import type { Parts } from "./types.ts";

export const deadlineMs = 14 * 86_400_000;
export const maxAttempts = 3;
const faultsKept = 20;
const messageLength = 300;

export const byScan: TaskOrigin = { source: "scan", incident: null, by: null };

export function taskId({ repository, file, blob }: Pick<BrokenFile, "repository" | "file" | "blob">): string {
  return `fix-${sha256(`${repository}\0${file}\0${blob}`).slice(0, 12)}`;
}

export function chainTask(chain: string): string {
  return `fix-${sha256(`chain\0${chain}`).slice(0, 12)}`;
}

/** Nothing when it is known already, and nothing new is wanted of it. */
export function wanting(
  { state, reader, platform }: Pick<Parts, "state" | "reader" | "platform">,
  { autonomy }: Pick<DeclaredRepository, "autonomy">,
  broken: BrokenFile,
  origin: TaskOrigin,
): readonly NewEvent[] {
  const task = taskId(broken);
  const known = state.tasks.get(task) ?? reader.mending.task(task);
  if (known !== undefined && isStanding(known, origin)) {
    const isUrgent = state.tasks.has(task) && priorityOf[origin.source] < known.priority;
    return isUrgent ? [event("repair.task_raised", { task, ...origin })] : [];
  }
  return [
    event("repair.task_opened", {
      ...broken,
      ...origin,
      task,
      faults: broken.faults
        .slice(0, faultsKept)
        .map((fault) => ({ ...fault, message: fault.message.slice(0, messageLength) })),
      deadlineAt: platform.clock.now() + deadlineMs,
      maxAttempts,
      observed: autonomy === "observe",
    }),
  ];
}

/** What a human has refused, or was asked to mend, is only tried again when a human says so. */
function isStanding({ state }: RepairTask, { source }: TaskOrigin): boolean {
  if (state === "merged" || state === "closed") return false;
  return source !== "person" || (state !== "rejected" && state !== "failed" && state !== "observed");
}
