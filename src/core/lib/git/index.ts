/** Git, for the probe that looks, the action that synchronises, and the mender. */
export { GitError, type GitMeans, Repository } from "./repository.ts";
