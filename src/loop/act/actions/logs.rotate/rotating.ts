/** The work of rotating, loaded with the first logs that are to be. */
import { type ActionContext, type ActionResult, type DryRunContext, messageOf } from "#core/model";
import { counted, listed, shownPath, sizeInWords } from "../quantity.ts";
import { answering, failed, saying, succeeded } from "../result.ts";
import { carryOut, type Done } from "./carry-out.ts";
import { archivedAs } from "./names.ts";
import { entriesOf, type RotateInput } from "./schema.ts";
import { inWords, type Survey, survey, type Task, writersOf } from "./survey.ts";

const mostListed = 50;
const lookMs = 30_000;

export const dryRun = (input: RotateInput, context: DryRunContext): Promise<string> =>
  saying(async () => {
    const means = { ...context, signal: AbortSignal.timeout(lookMs), scratch: undefined };
    return dryRunOf(await survey(entriesOf(input), input.maxFiles, means));
  });

export const run = (input: RotateInput, context: ActionContext): Promise<ActionResult> =>
  answering(async () => {
    if (context.signal.aborted) return failed("It was broken off before anything was changed");
    return carryOutAll(await survey(entriesOf(input), input.maxFiles, context), context);
  });

async function carryOutAll({ tasks, left }: Survey, context: ActionContext): Promise<ActionResult> {
  const done: Done[] = [];
  const problems: string[] = [];
  for (const task of tasks) {
    if (context.signal.aborted) {
      problems.push(`it was broken off before ${shownPath(task.log.path)}`);
      break;
    }
    try {
      done.push(await carryOut(task, context));
    } catch (error) {
      problems.push(`${shownPath(task.log.path)} could not be done: ${messageOf(error)}`);
    }
  }
  const freed = done.reduce((sum, { bytes, compressedBytes }) => sum + bytes - compressedBytes, 0);
  const sentences = [
    done.length === 0
      ? "No log was rotated"
      : `${counted(done.length, "log")} rotated, ${sizeInWords(Math.max(0, freed))} freed`,
    ...(problems.length === 0 ? [] : [listed(problems, mostListed)]),
    ...(done.length === 0
      ? []
      : [
          listed(
            done.map(({ says }) => says),
            mostListed,
          ),
        ]),
    ...(left.length === 0 ? [] : [leftInWords(left)]),
  ];
  const artifacts = done.slice(0, mostListed).map(({ archived, compressedBytes }) => ({
    kind: "file" as const,
    name: archived,
    detail: sizeInWords(compressedBytes),
  }));
  const summary = sentences.join(". ");
  // What could be done helps, and stays done; only when nothing could be is the step of no use.
  return done.length === 0 && problems.length > 0 ? failed(summary, artifacts) : succeeded(summary, artifacts);
}

function dryRunOf({ tasks, left }: Survey): string {
  const parts = tasks.map(wouldDo);
  const first =
    parts.length === 0 ? "Would rotate nothing: no log is old or large enough" : `Would ${listed(parts, mostListed)}`;
  return `${[first, ...(left.length === 0 ? [] : [leftInWords(left)])].join(". ")}.`;
}

function wouldDo(task: Task): string {
  const { log } = task;
  switch (task.kind) {
    case "compress":
      return `compress ${inWords(log)} as ${shownPath(archivedAs(log.path, log.stat.modifiedAt))}.gz, and then remove it`;
    case "finish":
      return `compress ${inWords(log)}, which an earlier run set aside, and then remove it`;
    case "replace":
      return `rename ${inWords(log)}, which nobody has open, into .archive, put an empty one in its place, and compress it`;
    case "reopen":
      return (
        `rename ${inWords(log)} into .archive, put an empty one in its place, send ${task.reopen.signal} to ` +
        `${task.reopen.pidFile === undefined ? "the target's own service" : `the process of ${task.reopen.pidFile}`}, ` +
        `wait until ${log.users.length === 0 ? "nobody" : writersOf(log)} has the old one open${log.users.length === 0 ? "" : " no more"}, and compress it`
      );
    case "cut":
      return `copy ${inWords(log)}, compressed, into .archive, and take what was copied away under ${writersOf(log)}; where the file system cannot do that at once, a line written in that instant would be lost`;
  }
}

function leftInWords(left: Survey["left"]): string {
  return `Left alone: ${listed(
    left.map(({ path, why }) => `${shownPath(path)} (${why})`),
    mostListed,
  )}`;
}
