/**
 * What a tolerant parser makes of a text, be it broken or not: which piece is what, and what it could not make sense of. It never decides
 * whether a file is healthy. It shows what a repair would do to the rest of the file.
 */
import type { Tree } from "@vscode/tree-sitter-wasm";
import type { LanguageName } from "./language.ts";
import { type Grammar, openTreeParser, parsePatiently } from "./tree-sitter.ts";

/** Offsets are in UTF-16 units. */
export interface SyntaxNode {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** The parser skipped this, or made it up. */
  readonly isFault: boolean;
  /** Neither it nor anything in it is a fault. */
  readonly isWhole: boolean;
}

/** Every node but plain signs, from the outside in. */
export type Outline = readonly SyntaxNode[];

/** Undefined: it took too long. Recovering from faults can. */
export type OutlineOf = (text: string) => Outline | undefined;

const PATIENCE_MS = 3_000;

const GRAMMARS: Partial<Record<LanguageName, Grammar>> = {
  ...{ typescript: "typescript", javascript: "javascript", python: "python", go: "go", rust: "rust" },
  ...{ shell: "bash", css: "css" },
};

/** Undefined: there is no such parser for this language. */
export async function openOutline(language: LanguageName, path: string): Promise<OutlineOf | undefined> {
  const grammar = path.endsWith(".tsx") ? "tsx" : GRAMMARS[language];
  if (grammar === undefined) return undefined;
  const parser = await openTreeParser(grammar);
  return (text) => {
    const tree = parsePatiently(parser, text, PATIENCE_MS);
    if (tree === null) return undefined;
    const outline = flatten(tree);
    tree.delete();
    return outline;
  };
}

type Found = { -readonly [Key in keyof SyntaxNode]: SyntaxNode[Key] };

function flatten(tree: Tree): Outline {
  const found: Found[] = [];
  /** The nodes around the one that is looked at; undefined for what is left out. */
  const around: (Found | undefined)[] = [];
  const cursor = tree.walk();
  for (;;) {
    const isFault = cursor.nodeIsMissing || cursor.nodeType === "ERROR";
    const node = { kind: cursor.nodeType, start: cursor.startIndex, end: cursor.endIndex, isFault, isWhole: !isFault };
    const isKept = isFault || cursor.nodeIsNamed;
    if (isKept) found.push(node);
    if (isFault) for (const outer of around) if (outer !== undefined) outer.isWhole = false;
    if (cursor.gotoFirstChild()) {
      around.push(isKept ? node : undefined);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        cursor.delete();
        return found;
      }
      around.pop();
    }
  }
}
