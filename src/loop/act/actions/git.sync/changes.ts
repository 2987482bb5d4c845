/** The changes in a work tree as objects of the repository: made, kept in the list of stashes, found there, given back, dropped. */
import type { Repository } from "#core/lib";
import type { Trees } from "./state.ts";

export type Changes = Trees & { readonly commit: string };

/** As `git stash` would keep them, without taking them away; null where there are none. What is not tracked is not in it. */
export async function snapshotOf(repository: Repository): Promise<Changes | null> {
  const commit = (
    await repository.git(["stash", "create", "Kept by Chiron while it brings the branch forward"])
  ).trim();
  if (commit === "") return null;
  const [files = "", staged = ""] = (
    await repository.git(["rev-parse", `${commit}^{tree}`, `${commit}^2^{tree}`])
  ).split("\n");
  return { commit, files, staged };
}

export function sameTrees(one: Trees | null, other: Trees | null): boolean {
  return one?.files === other?.files && one?.staged === other?.staged;
}

/** From here on they are in the list of stashes, where whoever works there finds them. */
export async function keep(repository: Repository, { commit }: Changes, effect: string): Promise<void> {
  await repository.git(["stash", "store", "--quiet", "-m", `Kept by Chiron (${effect.slice(0, 200)})`, commit]);
}

/** With what was staged staged again. Fails where they do not fit; what is there then is for the caller to put back. */
export async function giveBack(repository: Repository, { commit }: Changes): Promise<void> {
  await repository.git(["stash", "apply", "--quiet", "--index", commit]);
}

/** Takes exactly these off the list, wherever they stand in it; nothing where they are not. */
export async function drop(repository: Repository, { commit }: Changes): Promise<void> {
  const listed = (await repository.git(["stash", "list", "--format=%H"])).split("\n");
  const index = listed.indexOf(commit);
  if (index !== -1) await repository.git(["stash", "drop", "--quiet", `stash@{${index}}`]);
}
