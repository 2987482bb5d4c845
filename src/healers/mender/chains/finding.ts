/** The files of a branch in which words are written. */
import type { Trial } from "../trial.ts";

/** What tells of changes, rather than makes them. */
const records = /(?:^|\/)(?:LEARNINGS\.md|CHANGELOG\.md|package-lock\.json)$/;

const longestWord = 1_000;

/** Those with most of the words first; binary files and the contract itself are left out. */
export async function filesWith(
  { source, base }: Trial,
  words: readonly string[],
  contract: string,
): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  // A name with control characters, or without an end, is in no source as it is, and no argument of a program.
  const usable = words.filter((one) => one.trim().length > 2 && one.length <= longestWord && !/\p{Cc}/u.test(one));
  for (const word of new Set(usable)) {
    const said = await source.repository.git(
      ["grep", "-l", "-I", "-i", "-F", "-z", "--full-name", "-e", word, base, "--"],
      { codes: [0, 1] },
    );
    for (const entry of said.split("\0")) {
      const file = entry.slice(base.length + 1);
      if (file !== "" && file !== contract && !records.test(file)) counts.set(file, (counts.get(file) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([file]) => file);
}
