/** Tree-sitter's grammars as WebAssembly. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Node, Parser as TreeParser } from "@vscode/tree-sitter-wasm";
import type { SyntaxFault } from "./language.ts";

export type { Node } from "@vscode/tree-sitter-wasm";

const FAULTS_AT_MOST = 20;

export type Grammar = "bash" | "css" | "go" | "javascript" | "python" | "rust" | "tsx" | "typescript";

export async function openTreeParser(grammar: Grammar): Promise<TreeParser> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("@vscode/tree-sitter-wasm"));
  // CommonJS wrapped in a function that fits no named import.
  const { Parser, Language } = require("@vscode/tree-sitter-wasm") as typeof import("@vscode/tree-sitter-wasm");
  await Parser.init({ locateFile: (name: string) => join(folder, name) });
  const parser = new Parser();
  parser.setLanguage(await Language.load(join(folder, `tree-sitter-${grammar}.wasm`)));
  return parser;
}

/** What the grammar had to skip or to make up. Empty: the text is of the language. */
export function faultsOf(root: Node): SyntaxFault[] {
  if (!root.hasError) return [];
  const faults: SyntaxFault[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined && faults.length < FAULTS_AT_MOST; node = stack.pop()) {
    if (node.isMissing || node.isError) {
      const message = node.isMissing ? `'${node.type}' expected` : "not understood";
      faults.push({ line: node.startPosition.row + 1, column: node.startPosition.column + 1, message });
    }
    if (!node.isMissing)
      stack.push(...(node.children.filter((child) => child?.hasError || child?.isMissing).toReversed() as Node[]));
  }
  return faults;
}

/** Whether it reads to the end without a fault. Gives up at the first one, since recovering from faults can take the parser very long. */
export function isFaultless(parser: TreeParser, text: string): boolean {
  let failed = false;
  const progressCallback = ({ hasError }: { hasError: boolean }): boolean => {
    failed ||= hasError;
    return failed;
  };
  const tree = parser.parse(text, null, { progressCallback });
  if (tree === null) {
    parser.reset();
    return false;
  }
  const isWhole = !failed && !tree.rootNode.hasError;
  tree.delete();
  return isWhole;
}

/** Given up after a while: what cannot be read in time is broken somewhere, and nobody can say where. */
export function parsePatiently(parser: TreeParser, text: string, timeMs = 700): ReturnType<TreeParser["parse"]> {
  const deadline = performance.now() + timeMs;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > deadline });
  if (tree === null) parser.reset();
  return tree;
}
