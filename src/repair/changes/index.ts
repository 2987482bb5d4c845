/** What was done in a worktree, and outside of it, while somebody worked there. */
export { commonFolder } from "./git-folder.ts";
export { judge } from "./judge.ts";
export { watchOutside } from "./outside.ts";
export { watchWorktree } from "./worktree.ts";
