/** Tasks and repositories as surfaces get them. */
import type { MendingReader } from "#core/log/read";
import type { DeclaredRepository, MendingFacade, RepairTask, RepositoryView, TaskSummary, TaskView } from "#core/model";
import { story } from "../storyteller.ts";

export function mendingViews(reader: MendingReader, declared: () => readonly DeclaredRepository[]): MendingFacade {
  return {
    repositories: () => declared().map((one) => repositoryView(one, reader)),
    tasks: (query) => reader.tasks(query).map(taskSummary),
    task(id) {
      const task = reader.task(id);
      if (task === undefined) return undefined;
      const events = reader.history(id);
      return { ...taskView(task), events, sentences: events.map(story().tellEvent) };
    },
  };
}

function repositoryView({ id, path, branch, autonomy }: DeclaredRepository, reader: MendingReader): RepositoryView {
  const last = reader.lastScan(id);
  const tasks = Object.fromEntries(
    reader.counts().flatMap(({ repository, state, count }) => (repository === id ? [[state, count]] : [])),
  );
  return {
    ...{ id, path, autonomy, tasks },
    branch: branch ?? last?.branch ?? null,
    lastScan: scanView(last),
    known: knownView(last),
  };
}

function scanView(last: ReturnType<MendingReader["lastScan"]>): RepositoryView["lastScan"] {
  if (last === undefined) return null;
  const { repository: _, known: __, at, ...rest } = last;
  return { ...rest, at: iso(at) };
}

function knownView(last: ReturnType<MendingReader["lastScan"]>): RepositoryView["known"] {
  if (last?.known === undefined) return null;
  const { files, broken, wholeAt } = last.known;
  return { files, broken, lookedAt: iso(last.at), wholeAt: iso(wholeAt) };
}

function taskSummary(task: RepairTask): TaskSummary {
  const { id, repository, file, language, state, source, priority, incident, attempts, reason } = task;
  return {
    ...{ id, repository, file, language, state, source, priority, incident, attempts, reason },
    openedAt: iso(task.openedAt),
    updatedAt: iso(task.updatedAt),
    deadlineAt: iso(task.deadlineAt),
    nextAttemptAt: task.nextAttemptAt === null ? null : iso(task.nextAttemptAt),
    fault: task.faults[0] ?? null,
    stage: state === "working" ? (task.progress?.stage ?? null) : null,
    commit: task.proposal?.commit ?? null,
    made: task.proposal?.made ?? null,
  };
}

function taskView(task: RepairTask): Omit<TaskView, "events" | "sentences"> {
  const { blob, faults, maxAttempts, by, proposal, approvedBy, command, order } = task;
  const known = { blob, faults, maxAttempts, by, proposal, approvedBy, command };
  return { ...taskSummary(task), ...known, chain: order?.id ?? null, wanted: story().choicesOfTask(task) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
