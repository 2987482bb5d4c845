/**
 * Reads TypeScript as a syntax tree, for the checks over the code itself.
 *
 * The package `typescript` is version 6 here, and `@typescript/native` is version 7. Version 7 checks the types (`tsc`),
 * many times faster, but has no stable programming interface yet; version 6 is the last that has one, and
 * dependency-cruiser reads TypeScript through it as well.
 */
import ts from "typescript";

/** One thing to put right: where, and what to do. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A file of source text, parsed. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

export function parseSource(file: string, text: string): Source {
  return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
}

export function isTestFile(file: string): boolean {
  return file.endsWith(".test.ts");
}

/** The line on which a node begins, counted from 1. */
export function lineOf(source: Source, position: number): number {
  return source.tree.getLineAndCharacterOfPosition(position).line + 1;
}

export function findingAt(source: Source, node: ts.Node, message: string): Finding {
  return { file: source.file, line: lineOf(source, node.getStart(source.tree)), message };
}

/** Calls `visit` for a node and all within it. */
export function walkTree(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walkTree(child, visit));
}

/** What a call calls, as written: `test`, `test.skip`, `Date.now`. Empty when it is not a plain chain of names. */
export function dottedName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node)) return "";
  const owner = dottedName(node.expression);
  return owner === "" ? "" : `${owner}.${node.name.text}`;
}
