/** Runbooks as humans let them be changed. */
import { runbookHash } from "#core/lib";
import type { Runbook, Settings } from "#core/model";

/** The runbooks of the settings, each as it was last amended; one whose content is another one meanwhile stays as it is. */
export function withAmendments(
  runbooks: Settings["runbooks"],
  amendments: ReadonlyMap<string, Runbook>,
): Settings["runbooks"] {
  if (amendments.size === 0) return runbooks;
  return runbooks.map((entry) => {
    let { runbook, shipped } = entry;
    for (
      let next = amendments.get(runbookHash(runbook));
      next !== undefined;
      next = amendments.get(runbookHash(runbook))
    ) {
      runbook = next;
      // What is shipped may run by itself; what was changed only when somebody said so.
      shipped = false;
    }
    return { ...entry, runbook, shipped };
  });
}
