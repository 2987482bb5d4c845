/** A task as the events leave it. One fold, so that what the mender has at hand and what the store keeps cannot differ. */
import type { NewEvent, StoredEvent } from "./events.ts";
import { priorityOf, type RepairTask, type TaskSource } from "./mending.ts";
import type { MendingEvents } from "./mending-events.ts";

/** Who approves what needs no human: a repository on `auto`. */
export const byAutonomy = "autonomy";

/** The task that an event is about, or undefined. */
export function taskIdOf({ type, data }: NewEvent): string | undefined {
  return type.startsWith("repair.task_") || type === "repair.chain_step"
    ? (data as { readonly task: string }).task
    : undefined;
}

/** Undefined for an event that is not about a task, or about one that nobody knows. */
export function taskAfter(task: RepairTask | undefined, stored: StoredEvent): RepairTask | undefined {
  if (stored.type === "repair.task_opened") return opened(task, stored.data, stored.at);
  if (task === undefined) return undefined;
  const changed = changeOf(task, stored);
  return changed === undefined ? undefined : { ...task, ...changed, updatedAt: stored.at };
}

function opened(before: RepairTask | undefined, data: MendingEvents["repair.task_opened"], at: number): RepairTask {
  const { task: id, observed, approval: _, ...rest } = data;
  return {
    ...rest,
    id,
    state: observed ? "observed" : "waiting",
    priority: priorityOf[data.source],
    round: (before?.round ?? 0) + 1,
    openedAt: at,
    updatedAt: at,
    attempts: 0,
    nextAttemptAt: null,
    progress: null,
    proposal: null,
    approvedBy: null,
    command: null,
    reason: null,
    told: null,
  };
}

function changeOf(task: RepairTask, stored: StoredEvent): Partial<RepairTask> | undefined {
  switch (stored.type) {
    case "repair.task_raised":
      return raised(task, stored.data.source, stored.data);
    case "repair.task_started":
      return { state: "working", attempts: stored.data.attempt, nextAttemptAt: null, reason: null };
    case "repair.task_progressed":
      return { progress: { stage: stored.data.stage, detail: stored.data.detail, at: stored.at } };
    case "repair.task_proposed":
      return { state: "proposed", proposal: stored.data.proposal, approvedBy: null, reason: null };
    case "repair.task_deferred": {
      const { reason, nextAttemptAt, counts } = stored.data;
      return {
        state: "waiting",
        reason,
        nextAttemptAt,
        attempts: counts ? task.attempts : Math.max(0, task.attempts - 1),
      };
    }
    case "repair.task_approved":
      return { state: "approved", approvedBy: stored.data.by };
    case "repair.task_merging":
      return { progress: { stage: "merging", detail: stored.data.branch, at: stored.at } };
    case "repair.task_merged":
      return { state: "merged", command: null, reason: null };
    case "repair.task_left_ready":
      return { state: "ready", command: stored.data.command, reason: stored.data.reason };
    case "repair.task_failed":
      return { state: "failed", reason: stored.data.reason, nextAttemptAt: null };
    case "repair.task_rejected":
      return { state: "rejected", reason: stored.data.reason, nextAttemptAt: null };
    case "repair.task_closed":
      return { state: "closed", reason: stored.data.reason, nextAttemptAt: null };
    default:
      return undefined;
  }
}

function raised(
  task: RepairTask,
  source: TaskSource,
  { incident, by }: Pick<RepairTask, "incident" | "by">,
): Partial<RepairTask> {
  if (priorityOf[source] >= task.priority) return {};
  // Who is in a hurry does not wait for the next attempt either.
  return { source, priority: priorityOf[source], incident: incident ?? task.incident, by, nextAttemptAt: null };
}

/** What of a task a human is to hear of, in a word that is the same as long as it is no news: `proposed 1a2b…`. Null: nothing. */
export function newsOf({ state, proposal, approvedBy }: RepairTask): string | null {
  switch (state) {
    case "proposed":
    case "ready":
      return `${state} ${proposal?.commit ?? ""}`;
    case "failed":
      return state;
    case "merged":
      // Whoever approved it knows what becomes of it.
      return approvedBy === byAutonomy ? `${state} ${proposal?.commit ?? ""}` : null;
    default:
      return null;
  }
}
