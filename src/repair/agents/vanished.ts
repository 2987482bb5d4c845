/** What of a file's text is gone, for a person to see beside the diff: words and strings that stood there more often before. */
import type { ChangedFile } from "./run.ts";

const mostNamed = 10;
const longest = 40;

/** In sentences; none where nothing is gone, or where no language is known. `languages` load when they are needed. */
export async function vanished(language: string, { before, after }: ChangedFile): Promise<readonly string[]> {
  if (before === null) return [];
  const { languages, lex } = await import("#repair/languages");
  const known = [...languages.values()].find(({ name }) => name === language);
  if (known === undefined) return [];
  const left = new Map<string, number>();
  const tokensOf = (bytes: Uint8Array) =>
    lex(new TextDecoder().decode(bytes), known.shape).filter(({ kind }) => kind === "word" || kind === "string");
  for (const { text } of tokensOf(before)) left.set(text, (left.get(text) ?? 0) + 1);
  for (const { text } of tokensOf(after)) left.set(text, (left.get(text) ?? 0) - 1);
  const gone = [...left].filter(([, count]) => count > 0).map(([text]) => JSON.stringify(text.slice(0, longest)));
  if (gone.length === 0) return [];
  const more = gone.length > mostNamed ? `, and ${gone.length - mostNamed} more` : "";
  return [`gone from it: ${gone.slice(0, mostNamed).join(", ")}${more}`];
}
