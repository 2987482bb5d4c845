/** What is on record of each runbook: its content, who let it run by itself, and what a human let be changed in it. */
import type { Runbook, StoredEvent } from "#core/model";

export interface RunbookRecord {
  readonly hash: string;
  readonly version: number;
  readonly approvedHash: string | null;
  readonly approvedBy: string | null;
  readonly approvedAt: number | null;
}

interface Known {
  readonly runbooks: Map<string, RunbookRecord>;
  /** By the hash of what was amended. */
  readonly amendments: Map<string, Runbook>;
}

const approvedByNobody = { approvedHash: null, approvedBy: null, approvedAt: null } as const;

export function foldRunbooks({ runbooks, amendments }: Known, stored: StoredEvent): void {
  switch (stored.type) {
    case "runbook.amended":
      amendments.set(stored.data.from, stored.data.definition);
      break;
    case "runbook.registered": {
      const { runbook, hash, version } = stored.data;
      runbooks.set(runbook, { ...(runbooks.get(runbook) ?? approvedByNobody), hash, version });
      break;
    }
    case "runbook.approved":
    case "runbook.graduated": {
      const { runbook, hash, version } = stored.data;
      const approved = { approvedHash: hash, approvedBy: stored.actor, approvedAt: stored.at };
      runbooks.set(runbook, { hash, version, ...approved });
      break;
    }
    case "runbook.demoted": {
      const before = runbooks.get(stored.data.runbook);
      if (before !== undefined) runbooks.set(stored.data.runbook, { ...before, ...approvedByNobody });
      break;
    }
    default:
  }
}
