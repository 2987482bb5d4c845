/** Moves the declared branch to a commit that stands on it: a fast-forward, of a branch that is checked out nowhere, from exactly where it was. */
import { GitError } from "#core/lib/lean";
import type { Files } from "#core/platform";
import { branchesCheckedOut } from "./checked-out.ts";
import type { Source } from "./source.ts";

export type Moved =
  | { readonly kind: "moved" }
  /** A work tree has the branch: a person merges there. */
  | { readonly kind: "checked out"; readonly where: string }
  /** It is not where it was: the commit does not stand on it any more. */
  | { readonly kind: "elsewhere"; readonly tip: string };

export async function moveBranch(source: Source, from: string, to: string, files: Files): Promise<Moved> {
  const { repository, reference } = source;
  const before = (await branchesCheckedOut(repository, files)).get(reference);
  if (before !== undefined) return { kind: "checked out", where: before };
  const tip = await source.tip();
  if (tip === to) return { kind: "moved" };
  if (tip !== from) return { kind: "elsewhere", tip };
  if (!(await source.contains(to, from)))
    throw new GitError(`${to.slice(0, 12)} does not stand on ${from.slice(0, 12)}`);
  try {
    // With the old value: of two who move it at once, one is refused.
    await repository.git(["update-ref", "-m", "chiron: merged a repair", reference, to, from]);
  } catch (error) {
    const now = await source.tip();
    if (now === to) return { kind: "moved" };
    if (now !== from) return { kind: "elsewhere", tip: now };
    throw error;
  }
  // Somebody may have checked it out in the instant between the look and the move: then it is moved back, if nobody has gone on from it.
  const after = (await branchesCheckedOut(repository, files)).get(reference);
  if (after === undefined) return { kind: "moved" };
  const isBack = await repository.git(["update-ref", "-m", "chiron: moved back", reference, from, to]).then(
    () => true,
    () => false,
  );
  return isBack ? { kind: "checked out", where: after } : { kind: "moved" };
}

/** What a person types to merge it. All words are our own, or of a shape that needs no quoting, but for the path. */
export function mergeCommand({ repository, branch, isBare }: Source, commit: string): string {
  const path = quoted(repository.path);
  if (isBare) return `git -C ${path} fetch . ${commit}:refs/heads/${branch}`;
  return `git -C ${path} switch ${branch} && git -C ${path} merge --ff-only ${commit}`;
}

function quoted(path: string): string {
  return /^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
