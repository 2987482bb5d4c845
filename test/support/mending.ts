/** What the mender has to do, for tests of surfaces alone. */
import type { EngineFacade, TaskSummary, TaskView } from "#core/model";

const iso = new Date(Date.UTC(2026, 0, 1)).toISOString();
const fault = { line: 1, column: 2, message: "a comma is missing" };

const summary: TaskSummary = {
  ...{
    id: "fix-0123456789ab",
    repository: "site",
    file: "a.json",
    language: "json",
    state: "proposed",
    source: "scan",
  },
  ...{ priority: 3, incident: null, attempts: 1, reason: null, openedAt: iso, updatedAt: iso, deadlineAt: iso },
  ...{ nextAttemptAt: null, fault, stage: null, made: "fixer commas" },
  commit: "c".repeat(40),
};

export const fakeTask: TaskView = {
  ...summary,
  ...{
    blob: "a".repeat(40),
    faults: [],
    maxAttempts: 3,
    by: null,
    approvedBy: null,
    command: null,
    events: [],
    sentences: [],
  },
  ...{ chain: null, wanted: { sentence: "It waits for your word:", choices: [], after: null } },
  proposal: {
    ...{
      commit: "c".repeat(40),
      base: "b".repeat(40),
      branch: "chiron/fix-0123456789ab",
      onto: "main",
      made: "fixer commas",
    },
    ...{ changes: [{ file: "a.json", before: "a".repeat(40), after: null }], why: "…", diff: "…", diffIsCut: false },
    test: {
      command: ["make"],
      passed: true,
      code: 0,
      signal: null,
      timedOut: false,
      tookMs: 1,
      tail: "",
      output: null,
    },
  },
};

export const fakeMending: EngineFacade["mending"] = {
  repositories: () => [
    {
      ...{ id: "site", path: "/srv/site", branch: "main", autonomy: "approve", tasks: { proposed: 1 } },
      known: { files: 12, broken: 2, lookedAt: iso, wholeAt: iso },
      lastScan: {
        ...{
          branch: "main",
          commit: "b".repeat(40),
          how: "all",
          files: 3,
          broken: 1,
          left: 0,
          tookMs: 4,
          trouble: null,
        },
        ...{ scope: "s", requests: [1], at: iso, uncommitted: [{ file: "b.py", fault }] },
      },
    },
  ],
  tasks: () => [summary],
  task: (id) => (id === fakeTask.id ? fakeTask : undefined),
};
