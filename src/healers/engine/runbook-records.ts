/** What is on record of each runbook: its content, who let it run by itself, and what a human let be changed in it. */
import { type AmendmentDecision, amendmentKey, type Runbook, type StoredEvent } from "#core/model";

export interface RunbookRecord {
  readonly hash: string;
  readonly version: number;
  readonly approvedHash: string | null;
  readonly approvedBy: string | null;
  readonly approvedAt: number | null;
}

export interface RunbookApproval {
  readonly approvedBy: string;
  readonly approvedAt: number;
}

interface Known {
  readonly runbooks: Map<string, RunbookRecord>;
  /** By the hash of what was amended. */
  readonly amendments: Map<string, Runbook>;
  /** By `amendmentKey`. */
  readonly amendmentDecisions: Map<string, AmendmentDecision>;
  /** Of every content that was ever there, by `approvalKey`: what is put back as it was has the approval that was given to it. */
  readonly approvals: Map<string, RunbookApproval>;
}

export function approvalKey(runbook: string, hash: string): string {
  return `${runbook} ${hash}`;
}

const approvedByNobody = { approvedHash: null, approvedBy: null, approvedAt: null } as const;

export function foldRunbooks(known: Known, stored: StoredEvent): void {
  const { runbooks, amendments, approvals } = known;
  switch (stored.type) {
    case "runbook.amended":
      amendments.set(stored.data.from, stored.data.definition);
      decide(known, stored, "approved", null);
      break;
    case "amendment.rejected":
      decide(known, stored, "rejected", stored.data.reason);
      break;
    case "runbook.registered": {
      const { runbook, hash, version } = stored.data;
      const approval = approvals.get(approvalKey(runbook, hash));
      runbooks.set(runbook, {
        ...{ hash, version },
        ...(approval === undefined ? approvedByNobody : { approvedHash: hash, ...approval }),
      });
      break;
    }
    case "runbook.approved":
    case "runbook.graduated": {
      const { runbook, hash, version } = stored.data;
      const approval = { approvedBy: stored.actor, approvedAt: stored.at };
      approvals.set(approvalKey(runbook, hash), approval);
      runbooks.set(runbook, { hash, version, approvedHash: hash, ...approval });
      break;
    }
    case "runbook.demoted": {
      const { runbook, hash } = stored.data;
      approvals.delete(approvalKey(runbook, hash));
      const before = runbooks.get(runbook);
      if (before?.hash === hash) runbooks.set(runbook, { ...before, ...approvedByNobody });
      break;
    }
    default:
  }
}

function decide(
  { amendmentDecisions }: Known,
  { at, actor, data }: Extract<StoredEvent, { type: "runbook.amended" | "amendment.rejected" }>,
  state: AmendmentDecision["state"],
  reason: string | null,
): void {
  amendmentDecisions.set(amendmentKey(data.amendment, data.hash), { state, by: actor, at, reason });
}
