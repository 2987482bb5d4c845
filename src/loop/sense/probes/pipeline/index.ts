/**
 * Where a task stands, and when it last made progress: as the task itself tells Chiron (`POST /v1/pipelines/TASK/progress`), as a JSON
 * file says, or as a row of a SQLite database does.
 *
 * Values: `stage`, `done`, `idleMs` (since the last progress: a message, or another stage). A stage or a time that cannot be read is no
 * answer, and so is a task that has never told anything.
 */
import { z } from "zod";
import { sqliteQuery } from "#core/lib";
import {
  defineProbe,
  formatDuration,
  messageOf,
  name,
  type ProbeAnswer,
  type ProbeContext,
  type Scalar,
  type Target,
} from "#core/model";
import { jsonPointer, scalarAt } from "../json-pointer.ts";
import { readTimestamp } from "../timestamp.ts";

const maxJsonBytes = 8 * 1024 * 1024;
/** Clocks differ a little; beyond this the time is wrong. */
const futureMarginMs = 5_000;
const longestStage = 200;

const path = z.string().min(1).max(4_096).meta({ path: true, description: "The file" });

const hook = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .describe("Where the pipeline is told that its stage is done"),
    method: z.enum(["POST", "PUT", "PATCH"]).default("POST"),
    headers: z.record(z.string(), z.string().max(8_000)).default({}),
    body: z.record(z.string(), z.unknown()).default({ status: "blocked" }).describe("Sent as JSON"),
    idempotent: z
      .boolean()
      .default(false)
      .describe("The hook heeds Idempotency-Key, so that it may be called again when in doubt"),
  })
  .describe("What rb-kick-pipeline calls when the pipeline is stuck");

const schema = z.strictObject({
  task: name.optional().describe("The task that tells Chiron of its progress itself; default: the target's id"),
  from: z
    .union([
      z.strictObject({
        json: path,
        stage: jsonPointer.describe("Where in the file the stage stands"),
        progressAt: jsonPointer.describe("Where in it the time of the last progress stands"),
      }),
      z.strictObject({
        sqlite: path,
        query: sqliteQuery.describe("One SELECT whose first row is the stage and the time of the last progress"),
      }),
    ])
    .optional()
    .describe("Where its progress is read, when it does not tell Chiron itself: a JSON file, or a SQLite database"),
  doneStages: z
    .array(z.string().min(1).max(longestStage))
    .max(50)
    .default([])
    .describe("Stages at which it rests on purpose"),
  hook: hook.optional(),
});
type Options = z.output<typeof schema>;

interface Progress {
  readonly stage: string;
  readonly at: number;
  readonly done: boolean;
}

export const pipelineProbe = defineProbe({
  name: "pipeline",
  summary: "Asks at which stage a task is, and when it last made progress",
  schema,
  defaults: { everyMs: 60_000, deadlineMs: 5_000 },
  async poll(target, options, context): Promise<ProbeAnswer> {
    try {
      const { stage, at, done } = await progressOf(target, options, context);
      const now = context.clock.now();
      if (at - now > futureMarginMs) throw new Error(`its progress lies ${formatDuration(at - now)} in the future`);
      const moved = lastChange(context, stage, at);
      return {
        available: true,
        values: {
          stage,
          done: done || options.doneStages.includes(stage),
          idleMs: Math.max(0, Math.round(now - moved)),
        },
      };
    } catch (error) {
      return { available: false, values: {}, error: messageOf(error) };
    }
  },
});

/** Another stage is progress, also where only messages carry a time. */
function lastChange({ memory, clock }: ProbeContext, stage: string, at: number): number {
  const before = memory.get("stage") as { readonly stage: string; readonly since: number } | undefined;
  const since = before === undefined || before.stage === stage ? (before?.since ?? at) : clock.now();
  memory.set("stage", { stage, since });
  return Math.max(at, since);
}

async function progressOf(target: Target, options: Options, context: ProbeContext): Promise<Progress> {
  const { from } = options;
  if (from === undefined) return told(options.task ?? target.id, context);
  return "json" in from ? inFile(from, context) : inDatabase(from, context);
}

function told(task: string, { pipelines }: ProbeContext): Progress {
  const progress = pipelines.look(task);
  if (progress === undefined) throw new Error(`${task} has not told of any progress yet`);
  return progress;
}

async function inFile(
  { json, stage, progressAt }: { readonly json: string; readonly stage: string; readonly progressAt: string },
  { files }: ProbeContext,
): Promise<Progress> {
  const text = await files.read(json, maxJsonBytes);
  return read(scalarAt(text, stage), scalarAt(text, progressAt), json);
}

async function inDatabase(
  { sqlite: file, query }: { readonly sqlite: string; readonly query: string },
  { sqlite, signal }: ProbeContext,
): Promise<Progress> {
  const found = await sqlite.rows({ path: file, query, maxRows: 1_000 }, signal);
  if (found.kind !== "rows") throw new Error(found.reason);
  const [row] = found.rows;
  if (row === undefined) throw new Error("the query gives no row");
  return read(row[0], row[1], file);
}

function read(stage: Scalar | undefined, at: Scalar | undefined, where: string): Progress {
  if (stage === undefined || stage === null || stage === "") throw new Error(`${where} does not say the stage`);
  const time = at === undefined ? undefined : readTimestamp(at);
  if (time === undefined) throw new Error(`${where} does not say when it made progress`);
  return { stage: String(stage).slice(0, longestStage), at: time, done: false };
}
