/** Git, for the probe that looks and the action that synchronises. */
export { GitError, Repository } from "./repository.ts";
