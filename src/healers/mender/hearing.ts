/**
 * Takes in what the engine's stream asks for: each event once, in order. How far it has come is written down together with what follows
 * from it, in one commit; so a crash repeats nothing, and loses nothing.
 */
import type { DeclaredRepository, NewEvent, RepairTask, StoredEvent } from "#core/model";
import { event } from "#core/model/plain";
import { chainTask, deadlineMs, maxAttempts } from "./opening.ts";
import type { KeptState } from "./state.ts";
import type { Parts } from "./types.ts";

const types = ["repair.requested", "repair.answered", "harmony:chain-decided"] as const;
const atOnce = 100;

export function hear(parts: Parts, state: KeptState): void {
  for (;;) {
    const news = parts.reader.events({ after: state.heard, types, limit: atOnce });
    for (const stored of news) {
      const { refused, events } = understand(parts, state, stored);
      parts.record([event("repair.heard", { seq: stored.seq, refused }), ...events]);
    }
    if (news.length < atOnce) return;
  }
}

interface Understood {
  readonly refused: string | null;
  readonly events: readonly NewEvent[];
}

const refuse = (refused: string): Understood => ({ refused, events: [] });
const accept = (...events: readonly NewEvent[]): Understood => ({ refused: null, events });

function understand(parts: Parts, state: KeptState, stored: StoredEvent): Understood {
  if (stored.type === "harmony:chain-decided") return understandChain(parts, state, stored);
  if (stored.type === "repair.requested") {
    const { repository, file, source, incident, by } = stored.data;
    if (!state.declared.has(repository)) return refuse(`there is no repository ${repository}`);
    return accept(event("repair.scan_wanted", { request: stored.seq, repository, file, source, incident, by }));
  }
  if (stored.type !== "repair.answered") return accept();
  const { task: id, commit, answer, reason } = stored.data;
  const task = state.tasks.get(id);
  if (task === undefined) return refuse(`${id} is over`);
  if (answer === "reject") {
    return accept(event("repair.task_rejected", { task: id, by: stored.actor, reason: reason ?? "a human said no" }));
  }
  const fault = notApprovable(task, commit, state.declared.get(task.repository));
  if (fault !== undefined) return refuse(fault);
  return accept(event("repair.task_approved", { task: id, commit: task.proposal?.commit ?? "", by: stored.actor }));
}

/** A human's word on how drift is healed. Its own hash makes the id of the task, so that one chain is carried out once. */
function understandChain(
  { platform, reader }: Parts,
  state: KeptState,
  { data, actor, seq }: Extract<StoredEvent, { type: "harmony:chain-decided" }>,
): Understood {
  const { decision, order, reason } = data;
  const task = chainTask(data.chain);
  if (decision === "cancel") {
    const known = state.tasks.get(task);
    if (known === undefined)
      return reader.mending.task(task)?.state === "merged" ? refuse("it was merged already") : accept();
    // From here on the branch may have moved at any moment: what is there is not told as cancelled.
    if (known.state === "approved" && known.progress?.stage === "merging") return refuse("it is being merged");
    return accept(event("repair.task_rejected", { task, by: actor, reason: reason ?? "a human cancelled the chain" }));
  }
  const repository = state.declared.get(order?.chain.repository ?? "");
  if (order === undefined || repository === undefined) return refuse("its repository is not declared any more");
  if (repository.autonomy === "observe") return refuse(`the autonomy of ${repository.id} is observe`);
  return accept(
    event("repair.task_opened", {
      ...{ task, repository: repository.id, file: order.file, language: "contract", blob: order.chain.contractHash },
      ...{ faults: [], source: "contract", incident: null, by: actor, observed: false, order, approval: seq },
      deadlineAt: platform.clock.now() + deadlineMs,
      maxAttempts,
    }),
  );
}

/** An approval is for exactly one commit, in a repository where it may be merged. The engine has asked the same, but time has passed. */
function notApprovable(
  { id, state, proposal }: RepairTask,
  commit: string | null,
  repository: DeclaredRepository | undefined,
): string | undefined {
  if (repository === undefined) return "its repository is not declared any more";
  if (state !== "proposed" || proposal === null) return `${id} is ${state}, and asks for nothing`;
  if (proposal.commit !== commit) return `${id} proposes another commit by now`;
  if (repository.autonomy === "observe" || repository.autonomy === "suggest")
    return `the autonomy of ${repository.id} is ${repository.autonomy}`;
  return undefined;
}
