/**
 * The frame of every action on files. It first works out exactly what is to be done, which is all that a dry run does; then does it
 * with a record that takes back whatever a failure or an end in the middle has left half done.
 */
import type { z } from "zod";
import {
  type Action,
  type ActionContext,
  type ActionResult,
  type DryRunContext,
  defineAction,
  messageOf,
} from "#core/model";
import type { Files } from "#core/platform";
import { Changes } from "./changes.ts";
import { createPathGuard, type PathGuard } from "./path-guard.ts";
import { answering, failed, saying, succeeded } from "./result.ts";

export interface FileWork {
  /** What would be done, as a sentence that starts with "Would". */
  readonly says: string;
  /** Does it. Whatever it throws, all that it changed is put back. */
  apply(changes: Changes, signal: AbortSignal, context: ActionContext): Promise<Omit<ActionResult, "success">>;
}

export interface PlanMeans extends Pick<DryRunContext, "target"> {
  readonly files: Files;
  readonly guard: PathGuard;
}

interface FileActionSpec<S extends z.ZodType<object>> extends Pick<Action, "name" | "summary" | "risk" | "idempotent"> {
  readonly schema: S;
  plan(input: z.output<S>, means: PlanMeans): Promise<FileWork>;
}

export function defineFileAction<S extends z.ZodType<object>>(spec: FileActionSpec<S>): Action {
  const { name, summary, schema, risk, idempotent, plan } = spec;
  return defineAction({
    name,
    summary,
    schema,
    risk,
    idempotent,
    dryRun: (input, context) => saying(async () => (await plan(input, planMeans(context, undefined))).says),
    run: (input, context) => answering(() => runAtOnce(context, (means) => plan(input, means))),
    undo: (_input, context) => answering(() => undoAll(context)),
  });
}

function planMeans(context: DryRunContext, scratch: string | undefined): PlanMeans {
  return { target: context.target, files: context.files, guard: createPathGuard(context.files, scratch) };
}

async function runAtOnce(context: ActionContext, plan: (means: PlanMeans) => Promise<FileWork>): Promise<ActionResult> {
  const changes = await Changes.open(context);
  if (changes.count > 0) {
    // The engine died in the middle of this very effect: back to the start, then everything anew.
    const problems = await changes.rollBack();
    if (problems.length > 0) return failed(`an interrupted run could not be taken back: ${problems.join("; ")}`);
  }
  const work = await plan(planMeans(context, context.scratch));
  if (context.signal.aborted) return failed("it was broken off before anything was changed");
  try {
    return { success: true, ...(await work.apply(changes, context.signal, context)) };
  } catch (error) {
    const problems = await changes.rollBack();
    if (problems.length === 0) return failed(`${messageOf(error)}; everything is as it was before`);
    return failed(`${messageOf(error)}; not everything could be put back: ${problems.join("; ")}`);
  }
}

async function undoAll(context: ActionContext): Promise<ActionResult> {
  const changes = await Changes.open(context);
  if (changes.count === 0) return succeeded("There was nothing to put back");
  const { count } = changes;
  const problems = await changes.rollBack();
  if (problems.length > 0) return failed(`Not everything could be put back: ${problems.join("; ")}`);
  return succeeded(`${count === 1 ? "1 change was" : `${count} changes were`} put back`);
}
