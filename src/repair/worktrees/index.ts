/**
 * Repositories as the mender sees them: the commits of one branch. Nothing here touches the user's work tree, index, HEAD, stash or
 * configuration: what is read are commits; what is made, is made in a work tree of its own; what is moved, is a branch that is checked out
 * nowhere.
 */

export { commitChange, diffOf, writeFile } from "./change.ts";
export { mergeCommand, moveBranch } from "./merge.ts";
export { type FileAt, openSource, type Source } from "./source.ts";
export { runTests } from "./tests.ts";
export { uncommittedFiles } from "./uncommitted.ts";
export {
  listOwnWorktrees,
  makeDetachedWorktree,
  makeWorktree,
  removeBranch,
  removeFolder,
  removeWorktree,
  type Worktree,
} from "./worktree.ts";
