/** What a test file declares in its head, before its first statement: `// needs: postgresql, root`. */
import { vocabulary } from "./vocabulary.ts";

export interface Declared {
  readonly needs: readonly string[];
  /** Words that the vocabulary does not have. */
  readonly unknown: readonly string[];
}

const LINE = /^\/\/ needs: (.+)$/;
/** Comments and empty lines: all that may stand before the first statement. */
const HEAD = /^(\s*|\/\/.*|\/\*.*|\s+\*.*)$/;

export function declaredNeeds(text: string): Declared {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !HEAD.test(line));
  const head = lines.slice(0, end === -1 ? lines.length : end);
  const words = head.flatMap((line) => LINE.exec(line)?.[1]?.split(/,\s*/) ?? []);
  const isKnown = (word: string) => Object.hasOwn(vocabulary, word);
  return { needs: words.filter(isKnown), unknown: words.filter((word) => !isKnown(word)) };
}

/** What the text of a test file shows that it needs, and does not declare. */
export function undeclaredNeeds(text: string): readonly string[] {
  const { needs } = declaredNeeds(text);
  const shown = Object.entries(vocabulary).filter(([, { shownBy }]) => shownBy?.test(text) === true);
  return shown.flatMap(([name]) => (needs.includes(name) ? [] : [name]));
}
