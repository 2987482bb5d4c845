/** What was done in a worktree, and outside of it, while somebody worked there. */
export { commonFolder } from "./git-folder.ts";
export { type Bounds, type Judged, judge } from "./judge.ts";
export { type Outside, watchOutside } from "./outside.ts";
export { type Done, type Watched, watchWorktree } from "./worktree.ts";
