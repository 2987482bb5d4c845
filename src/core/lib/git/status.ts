/** What `git status --porcelain=v2 --branch -z` says: https://git-scm.com/docs/git-status#_porcelain_format_version_2 */

export interface RepositoryStatus {
  /** Null before the first commit. */
  readonly head: string | null;
  /** Null when HEAD is detached. */
  readonly branch: string | null;
  /** Null when the branch follows none, or one that is gone. */
  readonly upstream: { readonly name: string; readonly ahead: number; readonly behind: number } | null;
  readonly conflicts: number;
  /** Tracked files that are changed, in the index or in the work tree; without the conflicts. */
  readonly changed: number;
  /** Entries that are not tracked; a folder of them counts once. */
  readonly untracked: number;
  readonly operation: "none" | Operation;
}

type Operation = "merge" | "rebase" | "cherry-pick" | "revert" | "bisect";

/** What lies in the folder of a repository in the middle of something. */
export const operations: readonly (readonly [Operation, file: string])[] = [
  ["merge", "MERGE_HEAD"],
  ["rebase", "rebase-merge"],
  ["rebase", "rebase-apply"],
  ["cherry-pick", "CHERRY_PICK_HEAD"],
  ["revert", "REVERT_HEAD"],
  ["bisect", "BISECT_LOG"],
];

export function parseStatus(text: string): RepositoryStatus {
  const headers = new Map<string, string>();
  const counts = { conflicts: 0, changed: 0, untracked: 0 };
  for (const entry of text.split("\0")) {
    const header = /^# (branch\.[a-z]+) (.*)$/.exec(entry);
    if (header !== null) headers.set(header[1] ?? "", header[2] ?? "");
    else if (entry.startsWith("u ")) counts.conflicts += 1;
    else if (entry.startsWith("1 ") || entry.startsWith("2 ")) counts.changed += 1;
    else if (entry.startsWith("? ")) counts.untracked += 1;
  }
  const head = headers.get("branch.oid") ?? "(initial)";
  const branch = headers.get("branch.head") ?? "(detached)";
  const [, ahead, behind] = /^\+(\d+) -(\d+)$/.exec(headers.get("branch.ab") ?? "") ?? [];
  const name = headers.get("branch.upstream");
  return {
    head: head === "(initial)" ? null : head,
    branch: branch === "(detached)" ? null : branch,
    upstream: name === undefined || ahead === undefined ? null : { name, ahead: Number(ahead), behind: Number(behind) },
    ...counts,
    operation: "none",
  };
}
