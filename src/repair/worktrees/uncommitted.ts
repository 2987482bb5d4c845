/**
 * Files of the user's own work tree that are not committed as they are. They are looked at, since what is broken is often not committed yet;
 * and only that: what somebody has under their hands is theirs.
 */
import type { Source } from "./source.ts";

const mostFiles = 2_000;

/** Changed or new files, ignored ones left out; relative to the top. None in a bare repository. Nothing is written by looking. */
export async function uncommittedFiles({ repository, isBare }: Source): Promise<readonly string[]> {
  if (isBare) return [];
  const words = ["ls-files", "-z", "--modified", "--others", "--exclude-standard", "--full-name"];
  const listed = (await repository.git(words, { maxOutputBytes: 64 * 1024 * 1024 })).split("\0");
  const staged = ["diff-index", "--cached", "--name-only", "-z", "--no-renames", "HEAD"];
  const added = (await repository.git(staged, { codes: [0, 128], maxOutputBytes: 64 * 1024 * 1024 })).split("\0");
  const files = new Set(
    [...listed, ...added].filter((file) => file !== "" && !file.endsWith("/") && !file.includes("\ufffd")),
  );
  return [...files].slice(0, mostFiles);
}
