/** A command line as its words: quotes hold together what belongs together, and nothing else means anything. */

/** Returns a sentence where it cannot be read. */
export function wordsOf(line: string): readonly string[] | string {
  const words: string[] = [];
  const word = /\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/y;
  const text = line.trim();
  while (word.lastIndex < text.length) {
    const found = word.exec(text);
    if (found === null) return `A quote is not closed in: ${line.trim().slice(0, 80)}`;
    words.push(found[1] ?? found[2] ?? found[3] ?? "");
  }
  return words;
}
