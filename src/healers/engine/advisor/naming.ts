/** How a model's proposal is told from the runbooks that people wrote. */
import { runbookHash } from "#core/lib";
import type { RegisteredRunbook, Runbook } from "#core/model";

const prefix = "model-";

export function modelRunbookId(contentHash: string): string {
  return `${prefix}${contentHash.slice(0, 12)}`;
}

export function isModelRunbook(id: string): boolean {
  return id.startsWith(prefix);
}

/** Never in another mode than dry_run, whatever is approved: an approval is for one plan. */
export function registeredProposal(runbook: Runbook): RegisteredRunbook {
  return { runbook, hash: runbookHash(runbook), source: "a language model", mode: "dry_run", proposedBy: "model" };
}
