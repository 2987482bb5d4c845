/** One event of every kind that is about the mender. */
import type { EventData, MendingEventType } from "#core/model";
import { start } from "./samples.ts";

const broken = { task: "fix-0123456789ab" } as const;
const proposal = {
  commit: "c".repeat(40),
  base: "b".repeat(40),
  branch: `chiron/${broken.task}`,
  onto: "main",
  changes: [{ file: "a.json", before: "a".repeat(40), after: "d".repeat(40) }],
  made: "fixer commas",
  why: "a comma was missing",
  diff: "…",
  diffIsCut: false,
  test: null,
} as const;
const repository = {
  id: "site",
  path: "/srv/site",
  branch: "main",
  autonomy: "approve",
  scan: { everyMs: 900_000, include: [], exclude: [], workingTree: true },
  test: null,
  agents: [],
} as const;

export const mendingEvents: { readonly [T in MendingEventType]: EventData[T] } = {
  "repositories.declared": { repositories: [repository] },
  "repair.requested": { repository: "site", file: "a.json", source: "person", incident: null, by: "jo", reason: null },
  "repair.answered": { task: broken.task, commit: proposal.commit, answer: "approve", reason: null },
  "repair.told": { tasks: [{ task: broken.task, what: `proposed ${proposal.commit}` }] },
  "repair.heard": { seq: 12, refused: null },
  "repair.scan_wanted": { request: 12, repository: "site", file: null, source: "person", incident: null, by: "jo" },
  "repair.scanned": {
    ...{ repository: "site", branch: "main", commit: "b".repeat(40), how: "all", files: 120, broken: 1, left: 0 },
    ...{ uncommitted: [], tookMs: 340, trouble: null, scope: "s", requests: [12] },
  },
  "repair.task_opened": {
    ...{ ...broken, repository: "site", file: "a.json", language: "json", blob: "a".repeat(40) },
    ...{ faults: [{ line: 3, column: 1, message: "a comma is missing" }], source: "scan", incident: null, by: null },
    ...{ deadlineAt: start + 1, maxAttempts: 3, observed: false },
  },
  "repair.chain_step": { ...broken, step: "review", state: "done", detail: "3 that differed pass, 12 others still do" },
  "repair.task_raised": { ...broken, source: "person", incident: null, by: "jo" },
  "repair.task_started": { ...broken, attempt: 1, base: "b".repeat(40) },
  "repair.task_progressed": { ...broken, stage: "testing", detail: "npm test" },
  "repair.task_proposed": { ...broken, proposal },
  "repair.task_deferred": {
    ...broken,
    reason: "the tests ran out of time",
    nextAttemptAt: start + 60_000,
    counts: true,
  },
  "repair.task_approved": { ...broken, commit: proposal.commit, by: "jo" },
  "repair.task_merging": { ...broken, branch: "main", from: "b".repeat(40), commit: proposal.commit },
  "repair.task_merged": { ...broken, branch: "main", commit: proposal.commit },
  "repair.task_left_ready": { ...broken, reason: "main is checked out in /srv/site", command: "git merge" },
  "repair.task_failed": { ...broken, reason: "no fixer knows what to do" },
  "repair.task_rejected": { ...broken, by: "jo", reason: "not this way" },
  "repair.task_closed": { ...broken, reason: "somebody has mended the file" },
};
