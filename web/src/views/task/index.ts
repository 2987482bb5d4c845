/** What pages share that show a repair of code. */
export { TaskBadge } from "./badge.tsx";
export { Diff } from "./diff.tsx";
export { isOfRepair, lookEveryMs } from "./live.ts";
export { Tests } from "./tests.tsx";
