/** The shapes of what the mender looks after, and has to do. */
import { z } from "zod";
import {
  autonomies,
  type Proposal,
  type RepositoryView,
  type SyntaxFault,
  type TaskSummary,
  taskSources,
  taskStates,
} from "#core/model";
import { choices, list, text, time, whole } from "./basic-shapes.ts";
import { storedEvent } from "./event-shapes.ts";

const fault: z.ZodType<SyntaxFault> = z.strictObject({ line: whole, column: whole, message: text });

const proposal: z.ZodType<Proposal> = z.strictObject({
  commit: text,
  base: text,
  branch: text,
  onto: text,
  changes: list(z.strictObject({ file: text, before: text.nullable(), after: text.nullable() })),
  made: text,
  why: text,
  diff: text,
  diffIsCut: z.boolean(),
  test: z
    .strictObject({
      command: list(text),
      passed: z.boolean(),
      code: z.number().int().nullable(),
      signal: text.nullable(),
      timedOut: z.boolean(),
      tookMs: z.number(),
      tail: text,
      output: text.nullable(),
    })
    .nullable(),
});

const summaryShape = {
  id: text,
  repository: text,
  file: text,
  language: text,
  state: z.enum(taskStates),
  source: z.enum(taskSources),
  priority: whole,
  incident: text.nullable(),
  attempts: whole,
  reason: text.nullable(),
  openedAt: time,
  updatedAt: time,
  deadlineAt: time,
  nextAttemptAt: time.nullable(),
  fault: fault.nullable(),
  stage: text.nullable(),
  commit: text.nullable(),
  made: text.nullable(),
};

export const taskSummary: z.ZodType<TaskSummary> = z.strictObject(summaryShape);

export const task = z.strictObject({
  ...summaryShape,
  blob: text,
  faults: list(fault),
  maxAttempts: whole,
  by: text.nullable(),
  proposal: proposal.nullable(),
  approvedBy: text.nullable(),
  command: text.nullable(),
  chain: text.nullable().describe("The chain that wanted it, where one did"),
  wanted: choices,
  events: list(storedEvent),
  sentences: list(text).describe("The events, told: one for each"),
});

export const repository: z.ZodType<RepositoryView> = z.strictObject({
  id: text,
  path: text,
  branch: text.nullable(),
  autonomy: z.enum(autonomies),
  tasks: z.partialRecord(z.enum(taskStates), whole),
  known: z.strictObject({ files: whole, broken: whole, lookedAt: time, wholeAt: time }).nullable(),
  lastScan: z
    .strictObject({
      branch: text.nullable(),
      commit: text.nullable(),
      how: z.enum(["all", "changes", "nothing new", "one file"]),
      files: whole,
      broken: whole,
      left: whole,
      uncommitted: list(z.strictObject({ file: text, fault })),
      tookMs: z.number(),
      trouble: text.nullable(),
      scope: text,
      requests: list(whole),
      at: time,
    })
    .nullable(),
});
