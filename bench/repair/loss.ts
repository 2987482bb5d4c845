/**
 * What "worse" means here, by an instrument that the fixers do not use: Tree-sitter's grammars, and for what has none here the file's own
 * words. A repair is worse than the broken file when a node of the original that lies wholly outside of the broken lines is there no
 * more, with its kind and every letter; and on the broken lines themselves no word may go. What became of the brackets and quotes of
 * those lines shows in the share that is identical.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Node, Parser } from "@vscode/tree-sitter-wasm";
import type { LanguageName } from "#repair/languages";

const GRAMMARS: Partial<Record<LanguageName, string>> = {
  typescript: "typescript",
  javascript: "javascript",
  python: "python",
  go: "go",
  rust: "rust",
  shell: "bash",
  css: "css",
};
const TEXT_AT_MOST = 4_000;

export interface Range {
  readonly start: number;
  readonly end: number;
}

export type LossOf = (original: string, repaired: string, brokenAt: Range) => readonly string[];

export async function openLosses(language: LanguageName, path: string): Promise<LossOf> {
  const grammar = path.endsWith(".tsx") ? "tsx" : GRAMMARS[language];
  if (grammar === undefined) return byWords;
  const parser = await openParser(grammar);
  return (original, repaired, place) => {
    const brokenAt = wholeLines(original, place);
    const lostWords = missing(
      words(`${original.slice(0, place.start)}${original.slice(place.end)}`),
      words(repaired),
    ).filter((word) => /\w/.test(word) && !isHalf(original, place, word));
    if (lostWords.length > 0) return lostWords;
    const there = countNodes(parser, repaired, { start: -1, end: -1 });
    return missing(countNodes(parser, original, brokenAt), there);
  };
}

function wholeLines(text: string, { start, end }: Range): Range {
  const to = text.indexOf("\n", end);
  return { start: text.lastIndexOf("\n", start - 1) + 1, end: to < 0 ? text.length : to };
}

/** A word that the break itself cut in two, or made of two. */
function isHalf(text: string, { start, end }: Range, word: string): boolean {
  const around = `${/[\p{L}\p{N}_]*$/u.exec(text.slice(0, start))?.[0] ?? ""} ${/^[\p{L}\p{N}_]*/u.exec(text.slice(end))?.[0] ?? ""}`;
  return around.split(" ").includes(word) || around.replace(" ", "") === word;
}

async function openParser(grammar: string): Promise<Parser> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("@vscode/tree-sitter-wasm"));
  const tree = require("@vscode/tree-sitter-wasm") as typeof import("@vscode/tree-sitter-wasm");
  await tree.Parser.init({ locateFile: (name: string) => join(folder, name) });
  const parser = new tree.Parser();
  parser.setLanguage(await tree.Language.load(join(folder, `tree-sitter-${grammar}.wasm`)));
  return parser;
}

/** Nodes that do not touch the place. */
function countNodes(parser: Parser, text: string, place: Range): Map<string, number> {
  const counts = new Map<string, number>();
  const tree = parser.parse(text);
  if (tree === null) return counts;
  const stack: Node[] = [tree.rootNode];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const touches = node.startIndex <= place.end && node.endIndex >= place.start;
    if (!touches && node.isNamed && !node.hasError && node.endIndex - node.startIndex <= TEXT_AT_MOST) {
      const key = `${node.type} ${node.text}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const child of node.namedChildren) if (child !== null) stack.push(child);
  }
  tree.delete();
  return counts;
}

function byWords(original: string, repaired: string, { start, end }: Range): readonly string[] {
  const outside = `${original.slice(0, start)}\n${original.slice(end)}`;
  const from = original.lastIndexOf("\n", start - 1) + 1;
  const to = original.indexOf("\n", end);
  const touched = new Set(words(original.slice(from, to < 0 ? original.length : to)).keys());
  return missing(words(outside), words(repaired)).filter((word) => !touched.has(word));
}

function words(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function missing(wanted: ReadonlyMap<string, number>, there: ReadonlyMap<string, number>): string[] {
  return [...wanted].filter(([key, count]) => (there.get(key) ?? 0) < count).map(([key]) => key);
}
