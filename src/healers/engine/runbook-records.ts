/** What the log says of each runbook: which content is known, who let it run by itself, and how humans amended it. */
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

const nobody = { approvedHash: null, approvedBy: null, approvedAt: null };

export function applyToRunbooks({ runbooks, amendments }: Known, stored: StoredEvent): void {
  switch (stored.type) {
    case "runbook.amended":
      amendments.set(stored.data.from, stored.data.definition);
      break;
    case "runbook.registered": {
      const { runbook, hash, version } = stored.data;
      runbooks.set(runbook, { ...(runbooks.get(runbook) ?? nobody), hash, version });
      break;
    }
    case "runbook.approved":
    case "runbook.graduated": {
      const { runbook, hash, version } = stored.data;
      const { actor: approvedBy, at: approvedAt } = stored;
      runbooks.set(runbook, { hash, version, approvedHash: hash, approvedBy, approvedAt });
      break;
    }
    case "runbook.demoted": {
      const before = runbooks.get(stored.data.runbook);
      if (before !== undefined) runbooks.set(stored.data.runbook, { ...before, ...nobody });
      break;
    }
    default:
  }
}
