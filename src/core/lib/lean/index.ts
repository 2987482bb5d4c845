/** The helpers that load no library, for processes that are to stay small: `#core/lib` brings CEL and its parsers. */
export { canonicalJson, sha256 } from "../canonical.ts";
export { GitError, type GitMeans, Repository } from "../git/index.ts";
