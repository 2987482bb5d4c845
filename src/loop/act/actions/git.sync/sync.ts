/** The work itself: fetch, look whether it can go well, keep the changes, go forward, give them back. */
import { dirname, join } from "node:path";
import type { Repository } from "#core/lib";
import { type ActionContext, type ActionResult, messageOf } from "#core/model";
import type { Files } from "#core/platform";
import { Refusal, succeeded } from "../result.ts";
import { type Changes, drop, giveBack, keep, sameTrees, snapshotOf } from "./changes.ts";
import { putBack } from "./putting-back.ts";
import { forgetState, type SyncState, writeState } from "./state.ts";

/** Beyond this a human should have a look. */
const mostNewFiles = 50_000;

interface Standing {
  readonly branch: string;
  readonly head: string;
  readonly upstream: string;
  readonly ahead: number;
  readonly behind: number;
  readonly changed: number;
}

/** Throws a Refusal for everything that is a human's to decide. */
export async function standingOf(repository: Repository, files: Files): Promise<Standing> {
  const lock = join(repository.gitFolder, "index.lock");
  if ((await files.stat(lock)) !== undefined) throw new Refusal(`somebody is at work in it, or has left ${lock}`);
  if (repository.contentProgram !== undefined) {
    throw new Refusal(
      `its configuration sets ${repository.contentProgram}: files would be written by a program that is not run here`,
    );
  }
  const { head, branch, upstream, conflicts, changed, operation } = await repository.status();
  if (conflicts > 0) throw new Refusal(`${conflicts} files are in conflict; that is for a human`);
  if (operation !== "none") throw new Refusal(`it is in the middle of a ${operation}; that is for whoever began it`);
  if (branch === null || head === null) throw new Refusal("it is on no branch, or has no commit");
  if (upstream === null) throw new Refusal(`the branch ${branch} follows no upstream`);
  if (upstream.ahead > 0 && upstream.behind > 0) {
    throw new Refusal(
      `${branch} and ${upstream.name} have gone apart (${upstream.ahead} commits here, ${upstream.behind} there); that is for a human`,
    );
  }
  return { branch, head, upstream: upstream.name, ahead: upstream.ahead, behind: upstream.behind, changed };
}

export async function synchronise(repository: Repository, context: ActionContext): Promise<ActionResult> {
  const first = await standingOf(repository, context.files);
  let state = await writeState({ ...placeOf(repository, first), phase: "looking" }, context);
  await repository.fetch();
  const standing = await standingOf(repository, context.files);
  const { branch, head, upstream, behind } = standing;
  if (behind === 0) return succeeded(`${branch} is not behind ${upstream}; nothing was changed`);
  const to = (await repository.git(["rev-parse", "--verify", "--quiet", "@{upstream}^{commit}"])).trim();
  await refuseFilters(repository, [head, to], context.files);
  await refuseInTheWay(repository, head, to, context.files);
  const stash = await snapshotOf(repository);
  state = await writeState({ ...placeOf(repository, standing), to, stash, phase: "stashing" }, context);
  try {
    if (stash !== null) await keepUnlessChanged(repository, stash, context);
    state = await writeState({ ...state, phase: "working" }, context);
    if (stash !== null) await repository.git(["reset", "--hard", "--quiet", head]);
    await repository.git(["merge", "--ff-only", "--no-overwrite-ignore", "--no-stat", "--quiet", to]);
    if (stash !== null) await giveBack(repository, stash);
    state = await finish(repository, state, context);
  } catch (error) {
    // Whatever ended it must not keep it from being put back.
    await putBack(state, { ...context, signal: new AbortController().signal }, { fresh: true });
    await forgetState(context);
    throw new Refusal(`${messageOf(error)}; everything is as it was before`);
  }
  const also = stash === null ? "" : `; ${standing.changed} changed files were stashed and are back in place`;
  return succeeded(`${branch} went ${behind} commits forward to ${to.slice(0, 12)}${also}`, [
    { kind: "file", name: repository.path, detail: to },
  ]);
}

function placeOf({ path }: Repository, { branch, upstream, head }: Standing): Omit<SyncState, "phase"> {
  return { repository: path, branch, upstream, from: head, to: head, stash: null, after: null };
}

/** From the second look on they are safe: whoever changes a file after it changes one that is kept as it was. */
async function keepUnlessChanged(repository: Repository, stash: Changes, { effect }: ActionContext): Promise<void> {
  await keep(repository, stash, effect);
  if (!sameTrees(await snapshotOf(repository), stash)) throw new Refusal("somebody is changing files right now");
}

async function finish(repository: Repository, state: SyncState, context: ActionContext): Promise<SyncState> {
  const now = await repository.status();
  if (now.head !== state.to || now.branch !== state.branch || now.conflicts > 0 || now.operation !== "none") {
    throw new Refusal("it is not as it should be after going forward");
  }
  const after = await snapshotOf(repository);
  const done = await writeState({ ...state, after, phase: "done" }, context);
  if (state.stash !== null) await drop(repository, state.stash);
  return done;
}

/** Attributes may ask for a program, also one that only the machine's own configuration names. */
async function refuseFilters(repository: Repository, commits: readonly string[], files: Files): Promise<void> {
  const words = [
    "grep",
    "--quiet",
    "--no-textconv",
    "-E",
    "-e",
    "(filter|merge)=",
    ...commits,
    "--",
    ":(glob)**/.gitattributes",
  ];
  const info = await files.read(join(repository.commonFolder, "info", "attributes")).catch(() => "");
  if ((await repository.asks(words)) || /(filter|merge)=/.test(info)) {
    throw new Refusal("its attributes ask for a filter or a merge driver, which is not run here");
  }
}

/** Git itself would refuse later; but only what is known now can be taken back from any point. */
async function refuseInTheWay(repository: Repository, from: string, to: string, files: Files): Promise<void> {
  const words = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=A", from, to];
  const paths = (await repository.git(words)).split("\0").filter((path) => path !== "");
  if (paths.length > mostNewFiles) throw new Refusal(`more than ${mostNewFiles} files are new`);
  const folders = new Set<string>();
  for (const path of paths) {
    if ((await files.stat(join(repository.path, path))) !== undefined) throw new Refusal(`${path} is in the way`);
    for (let folder = dirname(path); folder !== "." && !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder);
      const kind = (await files.stat(join(repository.path, folder)))?.kind;
      if (kind !== undefined && kind !== "folder") throw new Refusal(`${folder} is in the way`);
    }
  }
}
