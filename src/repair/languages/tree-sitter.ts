/** Tree-sitter's grammars as WebAssembly. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Node, Parser as TreeParser } from "@vscode/tree-sitter-wasm";
import type { SyntaxFault } from "./language.ts";

export type { Node } from "@vscode/tree-sitter-wasm";

const FAULTS_AT_MOST = 20;

export async function openTreeParser(grammar: "go" | "python" | "rust"): Promise<TreeParser> {
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
