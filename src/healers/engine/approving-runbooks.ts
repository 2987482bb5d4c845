/** A human lets a runbook run by itself: exactly this content of it, and what waits for nothing else goes on. */
import { ChironError, type CommandResult, event, type Incident } from "#core/model";
import { withdrawApproval } from "./approvals.ts";
import type { Cases } from "./cases.ts";
import type { Parts } from "./parts.ts";
import { findRunbook } from "./requests.ts";

export function approveRunbook(
  parts: Parts,
  { cases }: { readonly cases: Cases },
  id: string,
  hash: string | undefined,
  actor: string,
): CommandResult {
  const registered = findRunbook(parts, id);
  if (hash !== undefined && hash !== registered.hash) {
    throw new ChironError("stale", `${id} has changed since it was shown`, { help: `chiron runbook ${id}` });
  }
  if (registered.proposedBy !== undefined) {
    throw new ChironError("conflict", `${id} was proposed by a language model: only its one plan can be approved`, {
      help: "to keep it, write it as a runbook of your own",
    });
  }
  if (registered.mode === "auto_execute") return { message: `${id} is in auto_execute already.`, changed: false };
  const { version } = registered.runbook;
  parts.record([event("runbook.approved", { runbook: id, version, hash: registered.hash })], actor);
  cases.wakeHeld();
  for (const incident of waitingFor(parts, id)) {
    parts.record(withdrawApproval(incident, `${id} was approved: it need not be asked about any more`), actor);
    cases.wake(incident.id);
  }
  return {
    message: `Approved ${id} version ${version}: it may now run by itself, with exactly this content.`,
    changed: true,
  };
}

/** Those whose plan waits for a human only because this runbook might not run by itself. What is asked for another reason, stays asked. */
function waitingFor({ state }: Parts, runbook: string): readonly Incident[] {
  return [...state.open.values()].filter((incident) => {
    const asking = incident.verdicts.at(-1)?.notes.filter(({ severity }) => severity === "ask") ?? [];
    const isOnlyMode = asking.length > 0 && asking.every(({ kind }) => kind === "dry_run_mode");
    return incident.state === "awaiting_approval" && incident.runbook === runbook && isOnlyMode;
  });
}
