/** Names of the answers' schemas, which are loaded only for the documents and the tests. */
export const answerNames = [
  "status",
  "targets",
  "target",
  "readings",
  "metrics",
  "sinks",
  "incidents",
  "incident",
  "approvals",
  "runbooks",
  "runbook",
  "events",
  "audit",
  "pause",
  "done",
  "heal",
  "health",
  "readiness",
  "text",
  "document",
] as const;
export type AnswerName = (typeof answerNames)[number];
