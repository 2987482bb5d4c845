/** The work of bringing a branch forward, loaded with the first that is to be. */
import { GitError, Repository } from "#core/lib";
import type { ActionContext, ActionResult, DryRunContext } from "#core/model";
import { createPathGuard } from "../path-guard.ts";
import { counted } from "../quantity.ts";
import { answering, failed, Refusal, saying, succeeded } from "../result.ts";
import { drop } from "./changes.ts";
import { putBack } from "./putting-back.ts";
import { forgetState, readState, type SyncState } from "./state.ts";
import { standingOf, synchronise } from "./sync.ts";

const neverAborted = () => new AbortController().signal;

interface Input {
  readonly repository: string;
}

export const dryRun = ({ repository: path }: Input, context: DryRunContext): Promise<string> =>
  saying(async () => {
    await createPathGuard(context.files, undefined).check(path);
    return refusing(async () => {
      const repository = await Repository.open(path, { ...context, signal: neverAborted() });
      const { branch, head, upstream, behind, changed } = await standingOf(repository, context.files);
      const stash =
        changed === 0 ? "" : `, after stashing ${counted(changed, "changed file")}, to be given back afterwards`;
      return `Would fetch, and bring ${branch} of ${path} forward from ${head.slice(0, 12)} to ${upstream} (${counted(behind, "commit")} as of the last fetch)${stash}.`;
    });
  });

export const run = ({ repository: path }: Input, context: ActionContext): Promise<ActionResult> =>
  answering(async () => {
    if (context.signal.aborted) return failed("It was broken off before anything was changed");
    await createPathGuard(context.files, context.scratch).check(path);
    return refusing(async () => {
      const interrupted = await readState(context);
      if (interrupted?.phase === "done") return await endOf(interrupted, context);
      if (interrupted !== undefined) {
        await putBack(interrupted, context, { fresh: false });
        await forgetState(context);
      }
      return synchronise(await Repository.open(path, context), context);
    });
  });

export const undo = (_input: Input, context: ActionContext): Promise<ActionResult> =>
  answering(async () => {
    const state = await readState(context);
    if (state === undefined) return succeeded("There was nothing to put back");
    return refusing<ActionResult>(async () => {
      await putBack(state, context, { fresh: false });
      await forgetState(context);
      return succeeded(`${state.branch} is back at ${state.from.slice(0, 12)}, with its files as they were`);
    });
  });

/** Everything was done and seen to be well; only that was not written down any more. */
async function endOf(state: SyncState, context: ActionContext): Promise<ActionResult> {
  if (state.stash !== null) await drop(await Repository.open(state.repository, context), state.stash);
  return succeeded(`${state.branch} had gone forward to ${state.to.slice(0, 12)} already`);
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GitError ? new Refusal(error.message) : error;
  }
}
