/** What was changed in a work tree of ours, as one commit on its branch. By git's plumbing, so that nothing of the repository's own is run. */
import { GitError, Repository } from "#core/lib/lean";
import type { Files } from "#core/platform";
import { parseRaw, type Source, type SourceMeans } from "./source.ts";
import type { Worktree } from "./worktree.ts";

export interface FileChange {
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Attributes with which what stands in the file is not what git keeps. */
const converting = ["filter", "working-tree-encoding", "ident"];
const diffBytes = 64 * 1024;

/** Writes the content that a file is to have. It is there already: nothing is made, and no link followed. */
export async function writeFile({ path }: Worktree, file: string, bytes: Uint8Array, files: Files): Promise<void> {
  const parts = file.split("/");
  for (let depth = 1; depth <= parts.length; depth++) {
    const place = [path, ...parts.slice(0, depth)].join("/");
    const wanted = depth === parts.length ? "file" : "folder";
    const kind = (await files.stat(place))?.kind;
    if (kind !== wanted) throw new GitError(`${parts.slice(0, depth).join("/")} is no ${wanted} in the work tree`);
  }
  await files.write(`${path}/${file}`, bytes);
}

export interface Wanted {
  /** The files that may differ; anything else that does is refused. */
  readonly allowed: readonly string[];
  /** Whether other files may be changed or added, too: an agent's work. */
  readonly mayChangeOthers?: boolean;
  /** Whether what else differs is left out: programs that were run there may have written what nobody wants, such as caches. */
  readonly leavesOthers?: boolean;
  readonly message: string;
}

/**
 * Commits what differs in the work tree, and moves its branch there. Undefined when nothing differs. Throws a GitError for what may not be
 * changed: other files, their mode or kind, what git has pass through a program.
 */
export async function commitChange(
  source: Source,
  worktree: Worktree,
  { allowed, mayChangeOthers = false, leavesOthers = false, message }: Wanted,
  means: SourceMeans,
): Promise<{ readonly commit: string; readonly changes: readonly FileChange[] } | undefined> {
  // Anew, since an agent may have changed the configuration, and with it which programs git would run.
  const opened = await Repository.open(source.repository.path, means, { mayBeBare: true });
  const here = opened.at(worktree.path, worktree.gitFolder);
  const all = await changedFiles(here);
  const changed = leavesOthers ? all.filter((file) => allowed.includes(file)) : all;
  if (changed.length === 0) return undefined;
  const foreign = changed.find((file) => !allowed.includes(file));
  if (foreign !== undefined && !mayChangeOthers)
    throw new GitError(`${foreign} was changed, and is none of the task's files`);
  await refuseConverted(here, changed);
  const input = changed.join("\0");
  await here.git(["--literal-pathspecs", "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"], { input });
  const tree = (await here.git(["write-tree"])).trim();
  const commit = (await here.git(["commit-tree", tree, "-p", worktree.base, "-F", "-"], { input: message })).trim();
  const changes = await changesOf(here, worktree.base, commit);
  await here.git(["update-ref", "-m", "chiron: mended", `refs/heads/${worktree.branch}`, commit, worktree.base]);
  return changes.length === 0 ? undefined : { commit, changes };
}

async function changedFiles(here: Repository): Promise<readonly string[]> {
  const words = ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=none"];
  return (await here.git(words)).split("\0").flatMap((entry) => (entry.length > 3 ? [entry.slice(3)] : []));
}

/** What goes through a program we leave out would be committed as it never should be. */
async function refuseConverted(here: Repository, files: readonly string[]): Promise<void> {
  const words = ["check-attr", "-z", "--stdin", ...converting];
  const said = (await here.git(words, { input: `${files.join("\0")}\0` })).split("\0");
  for (let index = 0; index + 2 < said.length; index += 3) {
    const [file, attribute, value] = said.slice(index, index + 3);
    if (value === "unspecified" || value === "unset") continue;
    throw new GitError(`git converts ${file} (${attribute} ${value}), which only a human's own git does`);
  }
}

async function changesOf(here: Repository, base: string, commit: string): Promise<readonly FileChange[]> {
  const words = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-commit-id", base, commit];
  return parseRaw(await here.git(words)).map(({ file, mode, modeBefore, before, after }) => {
    const isKnownKind = before === null || after === null || mode === modeBefore;
    const isPlain = after === null || /^100(644|755)$/.test(mode);
    if (!isKnownKind || !isPlain)
      throw new GitError(`${file} would have another mode (${mode} instead of ${modeBefore})`);
    return { file, before, after };
  });
}

/** As people read it, up to a limit. No program of the repository's has a say in it. */
export async function diffOf(
  { repository }: Source,
  base: string,
  commit: string,
): Promise<{ readonly diff: string; readonly diffIsCut: boolean }> {
  const words = ["diff-tree", "-p", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-commit-id"];
  const diff = await repository.git([...words, base, commit], { maxOutputBytes: diffBytes, mayBeCut: true });
  return { diff, diffIsCut: Buffer.byteLength(diff) >= diffBytes - 4 };
}
